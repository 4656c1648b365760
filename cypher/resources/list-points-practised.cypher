// @name resources/list-points-practised
// @access read
// @param ids list
// @returns resourceId, knowledgePointId
// @doc The points that resources, their segments included, assess or practise.
UNWIND $ids AS id
MATCH (r:Resource {id: id})
CALL (r) {
  RETURN r AS target
  UNION ALL
  MATCH (r)-[:HAS_SEGMENT]->(s:Segment)
  RETURN s AS target
}
MATCH (target)-[c:COVERS]->(:KnowledgePoint)
WHERE c.role IN ['ASSESSES', 'PRACTISES']
RETURN DISTINCT r.id AS resourceId, c.knowledgePointId AS knowledgePointId
ORDER BY resourceId, knowledgePointId
