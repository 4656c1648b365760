// @name resources/save-resources
// @access write
// @param rows list
// @returns 
// @doc Creates or updates resources; an absent property is removed.
UNWIND $rows AS row
MERGE (r:Resource {id: row.id})
SET r += row.properties, r.version = toInteger(row.properties.version), r.annotators = coalesce(r.annotators, 0),
    r.createdAt = coalesce(r.createdAt, datetime()), r.updatedAt = datetime()
