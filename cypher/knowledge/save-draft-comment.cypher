// @name knowledge/save-draft-comment
// @access write
// @param id string
// @param draftId string
// @param by string
// @param text string
// @returns 
// @doc Adds a word to the discussion of a draft.
MATCH (d:GraphDraft {id: $draftId})
CREATE (:DraftComment {id: $id, by: $by, text: $text, at: datetime()})-[:ON]->(d)
