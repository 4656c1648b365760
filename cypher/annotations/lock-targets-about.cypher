// @name annotations/lock-targets-about
// @access write
// @param pointIds list
// @returns resourceId, segmentId, published, annotations
// @doc The targets with active annotations about points, their resources locked in the order of ids, with all active annotations of theirs.
UNWIND $pointIds AS pointId
MATCH (:KnowledgePoint {id: pointId})<-[:ABOUT]-(about:Annotation {status: 'ACTIVE'})-[:OF]->(target:Resource|Segment)
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
       } AS annotations
ORDER BY resourceId, segmentId
