// @name annotations/list-queue
// @access read
// @param viewer map
// @param annotators number
// @param limit number
// @returns id, text, pointIds
// @doc Published resources judged by so many people, none of them the viewer, with what is covered so far.
MATCH (r:Resource)
WHERE r.annotators = toInteger($annotators)
  AND r.status = 'PUBLISHED'
  AND ($viewer.scopes IS NULL OR r.visibleTo IN $viewer.scopes)
  AND NOT EXISTS { (:Teacher {id: $viewer.sub})-[:MADE]->(:Annotation)-[:OF]->(r) }
WITH r LIMIT toInteger($limit)
RETURN r.id AS id, r.title + '\n' + coalesce(r.description, '') + '\n' + coalesce(r.text, '') AS text,
       COLLECT { MATCH (r)-[c:COVERS]->(:KnowledgePoint) RETURN DISTINCT c.knowledgePointId } AS pointIds
ORDER BY id
