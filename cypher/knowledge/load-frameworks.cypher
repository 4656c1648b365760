// @name knowledge/load-frameworks
// @access read
// @returns id, title, kind, version, subjectId
// @doc All frameworks.
MATCH (f:Framework)
RETURN f.id AS id, f.title AS title, f.kind AS kind, f.version AS version,
       head(COLLECT { MATCH (f)-[:IN_SUBJECT]->(s:Subject) RETURN s.id }) AS subjectId
ORDER BY f.id
