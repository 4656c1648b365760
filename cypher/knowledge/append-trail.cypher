// @name knowledge/append-trail
// @access write
// @param version number
// @param ids list
// @returns 
// @doc Notes for each id that this edit concerned it, so that a history reads only the edits of its own.
UNWIND $ids AS id
MERGE (t:GraphTrail {id: id})
SET t.versions = coalesce(t.versions, []) + toInteger($version)
