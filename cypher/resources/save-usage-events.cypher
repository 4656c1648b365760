// @name resources/save-usage-events
// @access write
// @param rows list
// @param batch string
// @returns id, created, content
// @doc Keeps ids of usage once; says which are new and what the others were first sent with.
UNWIND $rows AS row
MERGE (e:UsageEvent {id: row.id})
ON CREATE SET e.content = row.content, e.batch = $batch
RETURN e.id AS id, e.batch = $batch AS created, e.content AS content
ORDER BY id
