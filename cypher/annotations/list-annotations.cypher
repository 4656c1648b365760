// @name annotations/list-annotations
// @access read
// @param ids list
// @param annotatorId string
// @returns id, annotatorId, resourceId, segmentId, knowledgePointId, role, weight, confidence, comment, status, version, at
// @doc The annotations of resources and their segments; one annotator's where one is named.
UNWIND $ids AS id
MATCH (r:Resource {id: id})
CALL (r) {
  RETURN r AS target, null AS segmentId
  UNION ALL
  MATCH (r)-[:HAS_SEGMENT]->(s:Segment)
  RETURN s AS target, s.id AS segmentId
}
MATCH (t:Teacher)-[:MADE]->(a:Annotation)-[:OF]->(target)
WHERE $annotatorId IS NULL OR t.id = $annotatorId
MATCH (a)-[:ABOUT]->(p:KnowledgePoint)
RETURN a.id AS id, t.id AS annotatorId, r.id AS resourceId, segmentId, p.id AS knowledgePointId, a.role AS role,
       a.weight AS weight, a.confidence AS confidence, a.comment AS comment, a.status AS status, a.version AS version, a.at.epochMillis AS at
ORDER BY resourceId, annotatorId, knowledgePointId, role
