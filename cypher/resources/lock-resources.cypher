// @name resources/lock-resources
// @access write
// @param ids list
// @returns resource
// @doc The stored resources among these ids, locked until the transaction ends.
MATCH (r:Resource)
WHERE r.id IN $ids
SET r.lockedAt = datetime()
RETURN r {.id, .title, .description, .kind, .adminLevel, .ownerId, .registeredBy, .supply, .origin, .publisher, .url, .language, .minutes,
  .difficulty, .facility, .licence, .status, .contentHash, .textHash, .version, .externalIds, .visibleTo} AS resource
