// @name recommender/search-candidates
// @access read
// @param text string
// @param limit number
// @param filter map
// @param viewer map
// @returns resource, covers, uses, score
// @doc The visible published resources whose words fit best, each with all that it covers.
CALL db.index.fulltext.queryNodes('resource_text', $text, {limit: 400}) YIELD node AS r, score
WHERE r.status = 'PUBLISHED'
  AND ($viewer.scopes IS NULL OR r.visibleTo IN $viewer.scopes)
  AND ($filter.kinds IS NULL OR r.kind IN $filter.kinds)
  AND ($filter.adminLevels IS NULL OR r.adminLevel IN $filter.adminLevels)
  AND ($filter.language IS NULL OR r.language = $filter.language)
  AND ($filter.minutes IS NULL OR coalesce(r.minutes, 0) <= $filter.minutes)
WITH r, score ORDER BY score DESC, r.id LIMIT toInteger($limit)
CALL (r) {
  RETURN r AS target
  UNION ALL
  MATCH (r)-[:HAS_SEGMENT]->(s:Segment)
  RETURN s AS target
}
OPTIONAL MATCH (target)-[c:COVERS]->(:KnowledgePoint)
WITH r, score, collect(c {.knowledgePointId, .role, .weight, .confidence}) AS covers
RETURN r {.id, .title, .description, .kind, .adminLevel, .ownerId, .registeredBy, .supply, .origin, .publisher, .url, .language, .minutes,
  .difficulty, .facility, .licence, .status, .contentHash, .textHash, .version, .externalIds, .visibleTo} AS resource, covers, coalesce(r.uses, 0) AS uses, score
ORDER BY score DESC, r.id
