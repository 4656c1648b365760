// @name mastery/lock-placement
// @access write
// @param id string
// @returns id
// @doc Locks a placement until the transaction ends.
MATCH (p:Placement {id: $id})
SET p.lockedAt = datetime()
RETURN p.id AS id
