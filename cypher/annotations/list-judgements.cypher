// @name annotations/list-judgements
// @access read
// @param pointIds list
// @param viewer map
// @returns targetId, annotatorId, tags
// @doc What each person says now of every visible target on which somebody claims one of the points; no tags where nothing fits.
UNWIND $pointIds AS pointId
MATCH (:KnowledgePoint {id: pointId})<-[:ABOUT]-(claim:Annotation)-[:OF]->(target:Resource|Segment)
WHERE claim.status = 'ACTIVE'
WITH DISTINCT target
OPTIONAL MATCH (whole:Resource)-[:HAS_SEGMENT]->(target)
WITH target, coalesce(whole, target) AS r
WHERE (((r.status = 'PUBLISHED' OR $viewer.everyStatus) AND ($viewer.scopes IS NULL OR r.visibleTo IN $viewer.scopes))
    OR (r.status <> 'PUBLISHED' AND r.registeredBy = $viewer.sub))
MATCH (t:Teacher)-[:MADE]->(a:Annotation)-[:OF]->(target)
WHERE a.status = 'ACTIVE'
OPTIONAL MATCH (a)-[:ABOUT]->(p:KnowledgePoint)
RETURN target.id AS targetId, t.id AS annotatorId, collect(p {knowledgePointId: p.id, role: a.role}) AS tags
ORDER BY targetId, annotatorId
