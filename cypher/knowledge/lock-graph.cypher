// @name knowledge/lock-graph
// @access write
// @returns version
// @doc Takes the lock that serialises edits of the graph until the transaction ends.
MERGE (g:GraphState {id: 'graph'})
ON CREATE SET g.version = 0
SET g.lockedAt = datetime()
RETURN g.version AS version
