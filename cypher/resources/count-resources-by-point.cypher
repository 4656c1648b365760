// @name resources/count-resources-by-point
// @access read
// @param points list
// @param filter map
// @param viewer map
// @param limit number
// @returns point, total
// @doc For each point how many visible resources cover it, counted up to the limit.
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
  WITH r LIMIT toInteger($limit)
  RETURN count(r) AS total
}
RETURN point.id AS point, total
