// @name resources/list-resources
// @access read
// @param filter map
// @param viewer map
// @param after string
// @param limit number
// @returns resource
// @doc A page of the visible resources that pass a filter, by id.
MATCH (r:Resource)
WHERE (((r.status = 'PUBLISHED' OR $viewer.everyStatus) AND ($viewer.scopes IS NULL OR r.visibleTo IN $viewer.scopes))
    OR (r.status <> 'PUBLISHED' AND r.registeredBy = $viewer.sub))
  AND r.status = $filter.status
  AND ($filter.kinds IS NULL OR r.kind IN $filter.kinds)
  AND ($filter.adminLevels IS NULL OR r.adminLevel IN $filter.adminLevels)
  AND ($filter.language IS NULL OR r.language = $filter.language)
  AND r.id > $after
RETURN r {.id, .title, .description, .kind, .adminLevel, .ownerId, .registeredBy, .supply, .origin, .publisher, .url, .language, .minutes,
  .difficulty, .facility, .licence, .status, .contentHash, .textHash, .version, .externalIds, .visibleTo} AS resource
ORDER BY r.id
LIMIT toInteger($limit)
