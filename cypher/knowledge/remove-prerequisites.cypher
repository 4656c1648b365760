// @name knowledge/remove-prerequisites
// @access write
// @param rows list
// @returns 
// @doc Removes prerequisites.
UNWIND $rows AS row
MATCH (:KnowledgePoint {id: row.prerequisiteId})-[p:PREREQUISITE_OF]->(:KnowledgePoint {id: row.dependentId})
DELETE p
