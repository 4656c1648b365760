// @name annotations/lock-targets-about
// @access write
// @param pointIds list
// @returns resourceId, segmentId, published, annotations, decision
// @doc The targets with active annotations or decisions about points, their resources locked in the order of ids, with all active annotations of theirs and the decision in force.
UNWIND $pointIds AS pointId
MATCH (about:KnowledgePoint {id: pointId})
CALL (about) {
  MATCH (about)<-[:ABOUT]-(:Annotation {status: 'ACTIVE'})-[:OF]->(target:Resource|Segment)
  RETURN target
  UNION
  MATCH (about)<-[:FOUND]-(:Decision)-[:ON]->(target:Resource|Segment)
  RETURN target
}
WITH DISTINCT target
OPTIONAL MATCH (whole:Resource)-[:HAS_SEGMENT]->(target)
WITH target, coalesce(whole, target) AS r, CASE WHEN whole IS NULL THEN null ELSE target.id END AS segmentId
ORDER BY r.id
SET r.lockedAt = datetime()
RETURN r.id AS resourceId, segmentId, r.status = 'PUBLISHED' AS published,
       COLLECT {
         MATCH (t:Teacher)-[:MADE]->(a:Annotation {status: 'ACTIVE'})-[:OF]->(target)
         OPTIONAL MATCH (a)-[:ABOUT]->(p:KnowledgePoint)
         RETURN {annotatorId: t.id, knowledgePointId: p.id, role: a.role, weight: a.weight, confidence: a.confidence, status: a.status}
         ORDER BY t.id, p.id, a.role
       } AS annotations,
       head(COLLECT {
         MATCH (d:Decision)-[on:ON]->(target)
         WHERE d.undoneAt IS NULL
         RETURN {copiedFrom: d.copiedFrom, tags: COLLECT {
           MATCH (d)-[f:FOUND]->(p:KnowledgePoint)
           RETURN {knowledgePointId: p.id, role: f.role, weight: f.weight, confidence: f.confidence * on.share}
         }}
         ORDER BY d.number DESC
       }) AS decision
ORDER BY resourceId, segmentId
