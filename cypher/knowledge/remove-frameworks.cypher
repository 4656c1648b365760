// @name knowledge/remove-frameworks
// @access write
// @param ids list
// @returns 
// @doc Deletes frameworks whose items are gone.
UNWIND $ids AS id
MATCH (f:Framework {id: id})
DETACH DELETE f
