// @name knowledge/append-draft
// @access write
// @param id string
// @param operation string
// @returns 
// @doc Appends a change to a draft.
MATCH (d:GraphDraft {id: $id})
SET d.operations = d.operations + $operation
