// @name interop/read-last-edit-time
// @access read
// @returns at
// @doc When the graph was last edited, in epoch milliseconds; no row before the first edit.
MATCH (g:GraphState {id: 'graph'})
MATCH (e:GraphEdit {version: g.version})
RETURN e.at.epochMillis AS at
