// @name annotations/list-queue
// @access read
// @param viewer map
// @param pointIds list
// @param limit number
// @returns id, text, reason, uses, pointIds
// @doc The most urgent resources that the viewer has neither judged, skipped nor flagged as they are now; those not tagged yet or about one of the points.
MATCH (r:Resource)
WHERE r.queueRank > 0
  AND ($viewer.scopes IS NULL OR r.visibleTo IN $viewer.scopes)
  AND NOT EXISTS { MATCH (:Teacher {id: $viewer.sub})-[:MADE]->(a:Annotation)-[:OF]->(r) WHERE a.version >= r.version }
  AND NOT EXISTS { MATCH (:Teacher {id: $viewer.sub})-[k:TASK]->(r) WHERE k.version >= r.version }
  AND ($pointIds IS NULL OR r.annotators = 0 OR EXISTS { MATCH (r)-[c:COVERS]->(:KnowledgePoint) WHERE c.knowledgePointId IN $pointIds })
WITH r ORDER BY r.queueRank DESC LIMIT toInteger($limit)
RETURN r.id AS id, r.title + '\n' + coalesce(r.description, '') + '\n' + left(coalesce(r.text, ''), 10000) AS text,
       CASE
         WHEN r.taggedVersion < r.version THEN 'CONTENT_CHANGED'
         WHEN coalesce(r.annotators, 0) = 0 THEN 'NOT_TAGGED'
         WHEN r.annotators = 1 THEN 'SECOND_OPINION'
         ELSE 'DISAGREEMENT'
       END AS reason, coalesce(r.uses, 0) AS uses,
       COLLECT { MATCH (r)-[c:COVERS]->(:KnowledgePoint) RETURN DISTINCT c.knowledgePointId } AS pointIds
ORDER BY r.queueRank DESC, id
