// @name neo4j/await-indexes
// @access read
// @doc Waits up to ten minutes until every index is online.
CALL db.awaitIndexes(600)
