// @name recommender/list-candidates
// @access read
// @param pointIds list
// @param perPoint number
// @param filter map
// @param viewer map
// @returns resource, covers, uses
// @doc For each point the visible published resources that rank highest, in the order of the index, each with all that it covers.
UNWIND $pointIds AS pointId
CALL (pointId) {
  MATCH (target)-[c:COVERS]->(:KnowledgePoint)
  USING INDEX c:COVERS(knowledgePointId, rank)
  WHERE c.knowledgePointId = pointId AND c.rank > 0 AND c.role IN $filter.roles
  OPTIONAL MATCH (whole:Resource)-[:HAS_SEGMENT]->(target)
  WITH c, coalesce(whole, target) AS r
  WHERE r.status = 'PUBLISHED'
    AND ($viewer.scopes IS NULL OR r.visibleTo IN $viewer.scopes)
    AND ($filter.kinds IS NULL OR r.kind IN $filter.kinds)
    AND ($filter.adminLevels IS NULL OR r.adminLevel IN $filter.adminLevels)
    AND ($filter.language IS NULL OR r.language = $filter.language)
    AND ($filter.minutes IS NULL OR coalesce(r.minutes, 0) <= $filter.minutes)
    AND ($filter.systems IS NULL OR size(coalesce(r.externalIds, [])) = 0
      OR any(externalId IN r.externalIds WHERE any(system IN $filter.systems WHERE externalId STARTS WITH system + ' ')))
  RETURN r
  ORDER BY c.knowledgePointId DESC, c.rank DESC
  LIMIT toInteger($perPoint)
}
WITH DISTINCT r
CALL (r) {
  RETURN r AS target
  UNION ALL
  MATCH (r)-[:HAS_SEGMENT]->(s:Segment)
  RETURN s AS target
}
OPTIONAL MATCH (target)-[c:COVERS]->(:KnowledgePoint)
WITH r, collect(c {.knowledgePointId, .role, .weight, .confidence}) AS covers
RETURN r {.id, .title, .description, .kind, .adminLevel, .ownerId, .registeredBy, .supply, .origin, .publisher, .url, .language, .minutes,
  .difficulty, .facility, .licence, .status, .contentHash, .textHash, .version, .externalIds, .visibleTo} AS resource, covers, coalesce(r.uses, 0) AS uses
ORDER BY r.id
