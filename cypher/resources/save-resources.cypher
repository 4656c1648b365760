// @name resources/save-resources
// @access write
// @param rows list
// @returns 
// @doc Creates or updates resources; an absent property is removed. What was found of an address holds for that address only.
UNWIND $rows AS row
MERGE (r:Resource {id: row.id})
SET r.linkCheckedAt = CASE WHEN r.url = row.properties.url THEN r.linkCheckedAt END,
    r.linkDead = CASE WHEN r.url = row.properties.url THEN r.linkDead END
SET r += row.properties, r.version = toInteger(row.properties.version), r.annotators = coalesce(r.annotators, 0),
    r.createdAt = coalesce(r.createdAt, datetime()), r.updatedAt = datetime()
