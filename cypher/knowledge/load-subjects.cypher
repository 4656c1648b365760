// @name knowledge/load-subjects
// @access read
// @returns id, name, stage
// @doc All subjects.
MATCH (s:Subject)
RETURN s.id AS id, s.name AS name, s.stage AS stage
ORDER BY s.id
