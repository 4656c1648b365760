// @name neo4j/delete-some
// @access write
// @returns deleted
// @doc Deletes up to 20,000 nodes with their relationships; the record of migrations stays.
MATCH (n)
WHERE NOT n:Migration AND NOT n:MigrationLock
WITH n LIMIT 20000
DETACH DELETE n
RETURN count(*) AS deleted
