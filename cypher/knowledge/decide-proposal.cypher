// @name knowledge/decide-proposal
// @access write
// @param id string
// @param status string
// @param by string
// @param reason string
// @param knowledgePointId string
// @returns 
// @doc Records what became of a proposal, why, and the point that it led to.
MATCH (p:PointProposal {id: $id})
SET p.status = $status, p.decidedBy = $by, p.reason = $reason, p.decidedAt = datetime(), p.knowledgePointId = $knowledgePointId
