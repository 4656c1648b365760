// @name knowledge/remove-items
// @access write
// @param ids list
// @returns 
// @doc Deletes framework items that nothing refers to.
UNWIND $ids AS id
MATCH (i:FrameworkItem {id: id})
DETACH DELETE i
