// @name annotations/list-copied
// @access read
// @param ids list
// @returns id, copiedFrom, tags
// @doc The decisions that were carried over from resources and stand.
UNWIND $ids AS id
MATCH (d:Decision {copiedFrom: id})
WHERE d.undoneAt IS NULL
RETURN d.id AS id, id AS copiedFrom,
       COLLECT { MATCH (d)-[f:FOUND]->(p:KnowledgePoint) RETURN {knowledgePointId: p.id, role: f.role, weight: f.weight, confidence: f.confidence} ORDER BY p.id, f.role } AS tags
ORDER BY copiedFrom, id
