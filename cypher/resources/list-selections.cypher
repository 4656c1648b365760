// @name resources/list-selections
// @access read
// @param ids list
// @returns resourceId, schoolId
// @doc The schools that selected resources.
UNWIND $ids AS id
MATCH (s:School)-[:SELECTED]->(r:Resource {id: id})
RETURN r.id AS resourceId, s.id AS schoolId
ORDER BY resourceId, schoolId
