// @name knowledge/clear-places
// @access write
// @param ids list
// @returns 
// @doc Removes the points from the hierarchy and from what replaces them, before both are saved anew.
UNWIND $ids AS id
MATCH (:KnowledgePoint {id: id})-[r:PART_OF|REPLACED_BY]->(:KnowledgePoint)
DELETE r
