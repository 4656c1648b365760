// @name knowledge/list-drafts
// @access read
// @param id string
// @param status string
// @returns id, title, note, by, at, status, operations, appliedAs, comments
// @doc Drafts, newest first; the one with this id, or those of a status, where given.
MATCH (d:GraphDraft)
WHERE ($id IS NULL OR d.id = $id) AND ($status IS NULL OR d.status = $status)
RETURN d.id AS id, d.title AS title, d.note AS note, d.by AS by, d.at.epochMillis AS at, d.status AS status,
       d.operations AS operations, d.appliedAs AS appliedAs,
       COLLECT { MATCH (c:DraftComment)-[:ON]->(d) RETURN {id: c.id, by: c.by, text: c.text, at: c.at.epochMillis} ORDER BY c.at, c.id } AS comments
ORDER BY d.at DESC, id
