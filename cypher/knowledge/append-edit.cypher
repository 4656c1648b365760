// @name knowledge/append-edit
// @access write
// @param version number
// @param by string
// @param reason string
// @param change string
// @returns 
// @doc Raises the version and appends to the trail; change is JSON, a list of before and after.
MATCH (g:GraphState {id: 'graph'})
SET g.version = toInteger($version)
CREATE (:GraphEdit {version: toInteger($version), at: datetime(), by: $by, reason: $reason, change: $change})
