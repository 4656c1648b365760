// @name annotations/list-campaign-queue
// @access read
// @param campaignId string
// @param viewer map
// @param limit number
// @returns id, text, reason, uses, pointIds
// @doc As list-queue, of a campaign, until its resources have the annotators it asks for.
MATCH (c:Campaign {id: $campaignId})-[:INCLUDES]->(r:Resource)
WHERE r.status = 'PUBLISHED' AND NOT coalesce(r.flagged, false)
  AND (coalesce(r.annotators, 0) < c.annotatorsPerResource AND coalesce(r.settlement, 'OPEN') <> 'DECIDED' OR r.taggedVersion < r.version)
  AND ($viewer.scopes IS NULL OR r.visibleTo IN $viewer.scopes)
  AND NOT EXISTS { MATCH (:Teacher {id: $viewer.sub})-[:MADE]->(a:Annotation)-[:OF]->(r) WHERE a.version >= r.version }
  AND NOT EXISTS { MATCH (:Teacher {id: $viewer.sub})-[k:TASK]->(r) WHERE k.version >= r.version }
WITH r ORDER BY coalesce(r.queueRank, 0) DESC, r.id LIMIT toInteger($limit)
RETURN r.id AS id, r.title + '\n' + coalesce(r.description, '') + '\n' + left(coalesce(r.text, ''), 10000) AS text,
       CASE
         WHEN r.taggedVersion < r.version THEN 'CONTENT_CHANGED'
         WHEN coalesce(r.annotators, 0) = 0 THEN 'NOT_TAGGED'
         WHEN r.annotators = 1 THEN 'SECOND_OPINION'
         ELSE 'DISAGREEMENT'
       END AS reason, coalesce(r.uses, 0) AS uses,
       COLLECT { MATCH (r)-[c:COVERS]->(:KnowledgePoint) RETURN DISTINCT c.knowledgePointId } AS pointIds
ORDER BY coalesce(r.queueRank, 0) DESC, id
