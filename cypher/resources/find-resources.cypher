// @name resources/find-resources
// @access read
// @param ids list
// @param viewer map
// @returns resource
// @doc The resources among these ids that the viewer may see.
MATCH (r:Resource)
WHERE (((r.status = 'PUBLISHED' OR $viewer.everyStatus) AND ($viewer.scopes IS NULL OR r.visibleTo IN $viewer.scopes))
    OR (r.status <> 'PUBLISHED' AND r.registeredBy = $viewer.sub))
  AND r.id IN $ids
RETURN r {.id, .title, .description, .kind, .adminLevel, .ownerId, .registeredBy, .supply, .origin, .publisher, .url, .language, .minutes,
  .difficulty, .facility, .licence, .status, .contentHash, .textHash, .version, .externalIds, .visibleTo} AS resource
