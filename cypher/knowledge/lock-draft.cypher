// @name knowledge/lock-draft
// @access write
// @param id string
// @returns id
// @doc Locks a draft until the transaction ends.
MATCH (d:GraphDraft {id: $id})
SET d.lockedAt = datetime()
RETURN d.id AS id
