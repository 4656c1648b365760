// @name resources/save-selection
// @access write
// @param resourceId string
// @param schoolId string
// @param by string
// @param at number
// @param selected boolean
// @returns changed
// @doc A school selects a resource, or no longer does; no row where there is no such school.
MATCH (s:School {id: $schoolId}), (r:Resource {id: $resourceId})
WITH s, r, EXISTS { (s)-[:SELECTED]->(r) } AS before
CALL (s, r, before) {
  WITH s, r, before
  WHERE $selected AND NOT before
  CREATE (s)-[:SELECTED {by: $by, at: datetime({epochMillis: toInteger($at)})}]->(r)
}
CALL (s, r) {
  MATCH (s)-[x:SELECTED]->(r)
  WHERE NOT $selected
  DELETE x
}
RETURN before <> $selected AS changed
