// @name annotations/list-own-tasks
// @access read
// @param teacherId string
// @param campaignId string
// @returns id, text, reason, uses, pointIds, until
// @doc What the teacher has in hand and has not judged yet.
MATCH (:Teacher {id: $teacherId})-[k:TASK {state: 'LEASED'}]->(r:Resource)
WHERE k.until > datetime() AND r.status = 'PUBLISHED'
  AND ($campaignId IS NULL OR EXISTS { (:Campaign {id: $campaignId})-[:INCLUDES]->(r) })
RETURN r.id AS id, r.title + '\n' + coalesce(r.description, '') + '\n' + left(coalesce(r.text, ''), 10000) AS text,
       CASE
         WHEN r.taggedVersion < r.version THEN 'CONTENT_CHANGED'
         WHEN coalesce(r.annotators, 0) = 0 THEN 'NOT_TAGGED'
         WHEN r.annotators = 1 THEN 'SECOND_OPINION'
         ELSE 'DISAGREEMENT'
       END AS reason, coalesce(r.uses, 0) AS uses,
       COLLECT { MATCH (r)-[c:COVERS]->(:KnowledgePoint) RETURN DISTINCT c.knowledgePointId } AS pointIds, k.until.epochMillis AS until
ORDER BY until DESC, id
