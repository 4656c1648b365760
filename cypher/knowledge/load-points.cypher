// @name knowledge/load-points
// @access read
// @returns properties, subjectId, parentIds, replacedBy
// @doc All knowledge points with their place in the hierarchy.
MATCH (p:KnowledgePoint)-[:IN_SUBJECT]->(s:Subject)
RETURN properties(p) AS properties, s.id AS subjectId,
       COLLECT { MATCH (p)-[part:PART_OF]->(parent:KnowledgePoint) RETURN parent.id ORDER BY part.position, parent.id } AS parentIds,
       COLLECT { MATCH (p)-[r:REPLACED_BY]->(other:KnowledgePoint) RETURN other.id ORDER BY r.position, other.id } AS replacedBy
ORDER BY p.id
