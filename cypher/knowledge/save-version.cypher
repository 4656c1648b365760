// @name knowledge/save-version
// @access write
// @param by string
// @param note string
// @param graphVersion number
// @param points number
// @param prerequisites number
// @param snapshot bytes
// @returns number, at
// @doc Keeps a published version under the next number. The caller holds the lock.
OPTIONAL MATCH (held:GraphVersion)
WITH coalesce(max(held.number), 0) + 1 AS number
CREATE (v:GraphVersion {number: number, graphVersion: toInteger($graphVersion), by: $by, note: $note, at: datetime(),
                        points: toInteger($points), prerequisites: toInteger($prerequisites), snapshot: $snapshot})
RETURN v.number AS number, v.at.epochMillis AS at
