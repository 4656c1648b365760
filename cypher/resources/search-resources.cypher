// @name resources/search-resources
// @access read
// @param text string
// @param filter map
// @param viewer map
// @param after string
// @param limit number
// @returns resource
// @doc As list-resources, of those whose title, description or text has the words; the filter's points too, where it names some.
CALL db.index.fulltext.queryNodes('resource_text', $text, {limit: 10000}) YIELD node AS r
WHERE (((r.status = 'PUBLISHED' OR $viewer.everyStatus) AND ($viewer.scopes IS NULL OR r.visibleTo IN $viewer.scopes))
    OR (r.status <> 'PUBLISHED' AND r.registeredBy = $viewer.sub))
  AND r.status = $filter.status
  AND ($filter.kinds IS NULL OR r.kind IN $filter.kinds)
  AND ($filter.adminLevels IS NULL OR r.adminLevel IN $filter.adminLevels)
  AND ($filter.language IS NULL OR r.language = $filter.language)
  AND r.id > $after
  AND ($filter.pointIds IS NULL
    OR EXISTS { MATCH (r)-[c:COVERS]->(:KnowledgePoint) WHERE c.knowledgePointId IN $filter.pointIds AND c.role IN $filter.roles }
    OR EXISTS { MATCH (r)-[:HAS_SEGMENT]->(:Segment)-[c:COVERS]->(:KnowledgePoint) WHERE c.knowledgePointId IN $filter.pointIds AND c.role IN $filter.roles })
RETURN r {.id, .title, .description, .kind, .adminLevel, .ownerId, .registeredBy, .supply, .origin, .publisher, .url, .language, .minutes,
  .difficulty, .facility, .licence, .status, .contentHash, .textHash, .version, .externalIds, .visibleTo} AS resource
ORDER BY r.id
LIMIT toInteger($limit)
