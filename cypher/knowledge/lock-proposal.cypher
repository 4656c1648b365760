// @name knowledge/lock-proposal
// @access write
// @param id string
// @returns id
// @doc Locks a proposal until the transaction ends.
MATCH (p:PointProposal {id: $id})
SET p.lockedAt = datetime()
RETURN p.id AS id
