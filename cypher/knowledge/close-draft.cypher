// @name knowledge/close-draft
// @access write
// @param id string
// @param status string
// @param appliedAs number
// @returns 
// @doc Ends a draft.
MATCH (d:GraphDraft {id: $id})
SET d.status = $status, d.appliedAs = toInteger($appliedAs)
