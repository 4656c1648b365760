// @name resources/count-resources
// @access read
// @param filter map
// @param viewer map
// @param limit number
// @returns total
// @doc How many visible resources pass a filter, counted up to the limit.
MATCH (r:Resource)
WHERE (((r.status = 'PUBLISHED' OR $viewer.everyStatus) AND ($viewer.scopes IS NULL OR r.visibleTo IN $viewer.scopes))
    OR (r.status <> 'PUBLISHED' AND r.registeredBy = $viewer.sub))
  AND r.status = $filter.status
  AND ($filter.kinds IS NULL OR r.kind IN $filter.kinds)
  AND ($filter.adminLevels IS NULL OR r.adminLevel IN $filter.adminLevels)
  AND ($filter.language IS NULL OR r.language = $filter.language)
WITH r LIMIT toInteger($limit)
RETURN count(r) AS total
