// @name neo4j/ping
// @access read
// @returns answer
// @doc Whether the database answers.
RETURN 1 AS answer
