// @name knowledge/save-draft
// @access write
// @param id string
// @param title string
// @param note string
// @param by string
// @returns 
// @doc Opens a draft without changes.
CREATE (:GraphDraft {id: $id, title: $title, note: $note, by: $by, at: datetime(), status: 'OPEN', operations: []})
