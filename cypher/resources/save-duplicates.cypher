// @name resources/save-duplicates
// @access write
// @param rows list
// @returns 
// @doc What was found of resources: the bands of those that may be repeated, or the resource that each repeats; what repeated them before is to be looked at anew.
UNWIND $rows AS row
MATCH (r:Resource {id: row.id})
SET r.band0 = row.bands[0], r.band1 = row.bands[1], r.band2 = row.bands[2], r.band3 = row.bands[3], r.band4 = row.bands[4]
WITH r, row
CALL (r) {
  MATCH (r)-[old:NEAR_DUPLICATE_OF]-(:Resource)
  DELETE old
}
MATCH (first:Resource {id: row.repeats})
CREATE (r)-[:NEAR_DUPLICATE_OF {similarity: row.similarity}]->(first)
