// @name neo4j/find-migrations
// @access read
// @returns number, name, checksum
// @doc The migrations applied so far.
MATCH (m:Migration)
RETURN m.number AS number, m.name AS name, m.checksum AS checksum
ORDER BY number
