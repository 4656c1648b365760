// @name knowledge/load-relations
// @access read
// @returns fromId, toId, kind
// @doc All other relations of imported frameworks.
MATCH (a:KnowledgePoint)-[r:RELATED_TO]->(b:KnowledgePoint)
RETURN a.id AS fromId, b.id AS toId, r.kind AS kind
ORDER BY a.id, b.id, r.kind
