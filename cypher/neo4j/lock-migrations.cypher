// @name neo4j/lock-migrations
// @access write
// @returns id
// @doc Takes the write lock that one migrating instance holds until its transaction ends.
MERGE (lock:MigrationLock {id: 'migrations'})
SET lock.updatedAt = datetime()
RETURN lock.id AS id
