// @name annotations/list-claims
// @access read
// @param pointIds list
// @returns unit, annotatorId, knowledgePointId, role
// @doc Every active claim about the given points, with the target that it is about.
UNWIND $pointIds AS pointId
MATCH (p:KnowledgePoint {id: pointId})<-[:ABOUT]-(a:Annotation)
WHERE a.status = 'ACTIVE'
MATCH (t:Teacher)-[:MADE]->(a)-[:OF]->(target:Resource|Segment)
RETURN target.id AS unit, t.id AS annotatorId, p.id AS knowledgePointId, a.role AS role
ORDER BY unit, annotatorId, knowledgePointId, role
