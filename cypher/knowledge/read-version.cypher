// @name knowledge/read-version
// @access read
// @returns version
// @doc The stored version, which every edit raises by one.
MATCH (g:GraphState {id: 'graph'})
RETURN g.version AS version
