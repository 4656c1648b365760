// @name resources/count-resources-of-points
// @access read
// @param filter map
// @param viewer map
// @param limit number
// @returns total
// @doc As count-resources, of those that cover one of the points by one of the roles.
MATCH (target)-[c:COVERS]->(:KnowledgePoint)
WHERE c.knowledgePointId IN $filter.pointIds AND c.role IN $filter.roles
OPTIONAL MATCH (whole:Resource)-[:HAS_SEGMENT]->(target)
WITH DISTINCT coalesce(whole, target) AS r
WHERE (((r.status = 'PUBLISHED' OR $viewer.everyStatus) AND ($viewer.scopes IS NULL OR r.visibleTo IN $viewer.scopes))
    OR (r.status <> 'PUBLISHED' AND r.registeredBy = $viewer.sub))
  AND r.status = $filter.status
  AND ($filter.kinds IS NULL OR r.kind IN $filter.kinds)
  AND ($filter.adminLevels IS NULL OR r.adminLevel IN $filter.adminLevels)
  AND ($filter.language IS NULL OR r.language = $filter.language)
WITH r LIMIT toInteger($limit)
RETURN count(r) AS total
