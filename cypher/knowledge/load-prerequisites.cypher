// @name knowledge/load-prerequisites
// @access read
// @returns prerequisiteId, dependentId, strength, rationale, source
// @doc All prerequisites.
MATCH (a:KnowledgePoint)-[p:PREREQUISITE_OF]->(b:KnowledgePoint)
RETURN a.id AS prerequisiteId, b.id AS dependentId, p.strength AS strength, p.rationale AS rationale, p.source AS source
ORDER BY a.id, b.id
