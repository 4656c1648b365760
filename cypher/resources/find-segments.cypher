// @name resources/find-segments
// @access read
// @param id string
// @param codes list
// @returns resourceId, id, code, from, to, unit, title, createdBy
// @doc The segments with this id or one of these codes.
CALL () {
  MATCH (s:Segment {id: $id})
  RETURN s
  UNION
  MATCH (s:Segment)
  WHERE s.code IN $codes
  RETURN s
}
MATCH (r:Resource)-[:HAS_SEGMENT]->(s)
RETURN r.id AS resourceId, s.id AS id, s.code AS code, s.from AS from, s.to AS to, s.unit AS unit, s.title AS title,
       s.createdBy AS createdBy
ORDER BY id
