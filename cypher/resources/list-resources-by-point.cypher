// @name resources/list-resources-by-point
// @access read
// @param points list
// @param filter map
// @param viewer map
// @param after string
// @param limit number
// @returns point, resource
// @doc For each point (its leaves in pointIds) a page of the visible resources that cover it, by id.
UNWIND $points AS point
CALL (point) {
  MATCH (target)-[c:COVERS]->(:KnowledgePoint)
  WHERE c.knowledgePointId IN point.pointIds AND c.role IN $filter.roles
  OPTIONAL MATCH (whole:Resource)-[:HAS_SEGMENT]->(target)
  WITH DISTINCT coalesce(whole, target) AS r
  WHERE (((r.status = 'PUBLISHED' OR $viewer.everyStatus) AND ($viewer.scopes IS NULL OR r.visibleTo IN $viewer.scopes))
      OR (r.status <> 'PUBLISHED' AND r.registeredBy = $viewer.sub))
    AND r.status = $filter.status
    AND ($filter.kinds IS NULL OR r.kind IN $filter.kinds)
    AND ($filter.adminLevels IS NULL OR r.adminLevel IN $filter.adminLevels)
    AND ($filter.language IS NULL OR r.language = $filter.language)
    AND ($filter.text IS NULL OR toLower(r.title + ' ' + coalesce(r.description, '')) CONTAINS toLower($filter.text))
    AND r.id > $after
  RETURN r
  ORDER BY r.id
  LIMIT toInteger($limit)
}
RETURN point.id AS point, r {.id, .title, .description, .kind, .adminLevel, .ownerId, .registeredBy, .supply, .origin, .publisher, .url, .language, .minutes,
  .difficulty, .facility, .licence, .status, .contentHash, .textHash, .version, .externalIds, .visibleTo} AS resource
ORDER BY point, r.id
