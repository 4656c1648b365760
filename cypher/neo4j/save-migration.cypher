// @name neo4j/save-migration
// @access write
// @param number integer
// @param name string
// @param checksum string
// @doc Records a migration as applied.
CREATE (:Migration {number: toInteger($number), name: $name, checksum: $checksum, createdAt: datetime()})
