// @name knowledge/append-edit
// @access write
// @param version number
// @param by string
// @param reason string
// @param change list
// @returns 
// @doc Raises the version and appends to the trail; change is a list of JSON texts, each one thing before and after.
MATCH (g:GraphState {id: 'graph'})
SET g.version = toInteger($version)
CREATE (:GraphEdit {version: toInteger($version), at: datetime(), by: $by, reason: $reason, change: $change})
