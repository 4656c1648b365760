// @name annotations/list-disputed
// @access read
// @param viewer map
// @param pointIds list
// @param limit number
// @returns resourceId, segmentId
// @doc Visible targets on which two or more disagree, those with claims about one of the points where some are named.
CALL () {
  MATCH (target:Resource {settlement: 'WANTS_DECISION'})
  RETURN target, target AS r, null AS segmentId
  UNION ALL
  MATCH (target:Segment {settlement: 'WANTS_DECISION'})<-[:HAS_SEGMENT]-(r:Resource)
  RETURN target, r, target.id AS segmentId
}
WITH target, r, segmentId
WHERE (((r.status = 'PUBLISHED' OR $viewer.everyStatus) AND ($viewer.scopes IS NULL OR r.visibleTo IN $viewer.scopes))
    OR (r.status <> 'PUBLISHED' AND r.registeredBy = $viewer.sub))
  AND r.status <> 'WITHDRAWN'
  AND ($pointIds IS NULL
    OR EXISTS { MATCH (a:Annotation)-[:OF]->(target) WHERE a.status = 'ACTIVE' MATCH (a)-[:ABOUT]->(p:KnowledgePoint) WHERE p.id IN $pointIds })
RETURN r.id AS resourceId, segmentId
ORDER BY resourceId, segmentId
LIMIT toInteger($limit)
