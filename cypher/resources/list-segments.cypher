// @name resources/list-segments
// @access read
// @param ids list
// @returns resourceId, id, code, from, to, unit, title
// @doc The segments of resources, in order.
UNWIND $ids AS id
MATCH (r:Resource {id: id})-[:HAS_SEGMENT]->(s:Segment)
RETURN r.id AS resourceId, s.id AS id, s.code AS code, s.from AS from, s.to AS to, s.unit AS unit, s.title AS title
ORDER BY resourceId, from, id
