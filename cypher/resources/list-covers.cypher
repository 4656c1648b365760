// @name resources/list-covers
// @access read
// @param ids list
// @returns resourceId, segmentId, knowledgePointId, role, weight, confidence, annotators, copiedFrom
// @doc What resources and their segments cover.
UNWIND $ids AS id
MATCH (r:Resource {id: id})
CALL (r) {
  MATCH (r)-[c:COVERS]->(:KnowledgePoint)
  RETURN c, null AS segmentId
  UNION ALL
  MATCH (r)-[:HAS_SEGMENT]->(s:Segment)-[c:COVERS]->(:KnowledgePoint)
  RETURN c, s.id AS segmentId
}
RETURN r.id AS resourceId, segmentId, c.knowledgePointId AS knowledgePointId, c.role AS role,
       c.weight AS weight, c.confidence AS confidence, c.annotators AS annotators, c.copiedFrom AS copiedFrom
ORDER BY resourceId, knowledgePointId, role, segmentId
