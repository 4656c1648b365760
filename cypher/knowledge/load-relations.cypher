// @name knowledge/load-relations
// @access read
// @returns fromId, toId, kind, source
// @doc All other relations of imported frameworks.
MATCH (a:KnowledgePoint)-[r:RELATED_TO]->(b:KnowledgePoint)
RETURN a.id AS fromId, b.id AS toId, r.kind AS kind, r.source AS source
ORDER BY a.id, b.id, r.kind
