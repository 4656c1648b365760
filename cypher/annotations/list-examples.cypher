// @name annotations/list-examples
// @access read
// @param since number
// @param limit number
// @returns at, id, text, pointIds
// @doc Resources annotated since a moment, with their words and the points that they cover: what suggestion learns from.
MATCH (a:Annotation)
WHERE a.at >= datetime({epochMillis: toInteger($since)})
WITH a ORDER BY a.at LIMIT toInteger($limit)
MATCH (a)-[:OF]->(r:Resource)
WITH r, max(a.at) AS at
RETURN at.epochMillis AS at, r.id AS id, r.title + '\n' + coalesce(r.description, '') + '\n' + coalesce(r.text, '') AS text,
       COLLECT { MATCH (r)-[c:COVERS]->(:KnowledgePoint) WHERE c.role <> 'ASSUMES' RETURN DISTINCT c.knowledgePointId } AS pointIds
ORDER BY at, id
