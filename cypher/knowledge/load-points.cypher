// @name knowledge/load-points
// @access read
// @returns properties, subjectId, parentIds, replacedBy, order
// @doc All knowledge points with their place in the hierarchy.
MATCH (p:KnowledgePoint)-[:IN_SUBJECT]->(s:Subject)
RETURN properties(p) AS properties, s.id AS subjectId,
       COLLECT { MATCH (p)-[part:PART_OF]->(parent:KnowledgePoint) RETURN parent.id ORDER BY parent.id } AS parentIds,
       COLLECT { MATCH (p)-[:REPLACED_BY]->(other:KnowledgePoint) RETURN other.id ORDER BY other.id } AS replacedBy,
       head(COLLECT { MATCH (p)-[part:PART_OF]->(:KnowledgePoint) RETURN part.order }) AS order
ORDER BY p.id
