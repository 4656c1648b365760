// @name knowledge/save-proposal
// @access write
// @param id string
// @param by string
// @param subjectId string
// @param content string
// @returns 
// @doc Keeps a proposed point until an editor decides.
CREATE (:PointProposal {id: $id, by: $by, subjectId: $subjectId, content: $content, at: datetime(), status: 'OPEN'})
