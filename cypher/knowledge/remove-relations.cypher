// @name knowledge/remove-relations
// @access write
// @param rows list
// @returns 
// @doc Removes other relations.
UNWIND $rows AS row
MATCH (:KnowledgePoint {id: row.fromId})-[r:RELATED_TO {kind: row.kind}]->(:KnowledgePoint {id: row.toId})
DELETE r
