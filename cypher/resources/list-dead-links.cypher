// @name resources/list-dead-links
// @access read
// @param viewer map
// @param registeredBy string
// @param limit number
// @returns resource
// @doc Published resources whose address was found dead, of one owner where one is named.
MATCH (r:Resource {linkDead: true})
WHERE r.status = 'PUBLISHED' AND ($viewer.scopes IS NULL OR r.visibleTo IN $viewer.scopes)
  AND ($registeredBy IS NULL OR r.registeredBy = $registeredBy)
RETURN r {.id, .title, .description, .kind, .adminLevel, .ownerId, .registeredBy, .supply, .origin, .publisher, .url, .language, .minutes,
  .difficulty, .facility, .licence, .status, .contentHash, .textHash, .version, .externalIds, .visibleTo} AS resource
ORDER BY r.id
LIMIT toInteger($limit)
