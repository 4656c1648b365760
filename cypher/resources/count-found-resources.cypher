// @name resources/count-found-resources
// @access read
// @param text string
// @param filter map
// @param viewer map
// @param limit number
// @returns total, complete
// @doc As count-resources, of those whose title, description or text has the words; the filter's points too, where it names some; complete: the index knows no more than were looked at.
CALL db.index.fulltext.queryNodes('resource_text', $text, {limit: toInteger($limit)}) YIELD node
WITH collect(node) AS found
RETURN size(found) < toInteger($limit) AS complete, COUNT {
  UNWIND found AS r
  WITH r
  WHERE (((r.status = 'PUBLISHED' OR $viewer.everyStatus) AND ($viewer.scopes IS NULL OR r.visibleTo IN $viewer.scopes))
      OR (r.status <> 'PUBLISHED' AND r.registeredBy = $viewer.sub))
    AND r.status = $filter.status
    AND ($filter.kinds IS NULL OR r.kind IN $filter.kinds)
    AND ($filter.adminLevels IS NULL OR r.adminLevel IN $filter.adminLevels)
    AND ($filter.language IS NULL OR r.language = $filter.language)
    AND ($filter.pointIds IS NULL
      OR EXISTS { MATCH (r)-[c:COVERS]->(:KnowledgePoint) WHERE c.knowledgePointId IN $filter.pointIds AND c.role IN $filter.roles }
      OR EXISTS { MATCH (r)-[:HAS_SEGMENT]->(:Segment)-[c:COVERS]->(:KnowledgePoint) WHERE c.knowledgePointId IN $filter.pointIds AND c.role IN $filter.roles })
  RETURN r
} AS total
