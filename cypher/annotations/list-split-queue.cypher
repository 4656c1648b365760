// @name annotations/list-split-queue
// @access read
// @param viewer map
// @param splits list
// @param limit number
// @returns id, text, pointIds, own
// @doc Published resources with active tags on points that were split since, by the viewer (own), or by others where nobody has yet tagged a point that took the place.
UNWIND $splits AS split
MATCH (:KnowledgePoint {id: split.pointId})<-[:ABOUT]-(a:Annotation {status: 'ACTIVE'})-[:OF]->(target:Resource|Segment)
OPTIONAL MATCH (whole:Resource)-[:HAS_SEGMENT]->(target)
WITH split, a, target, coalesce(whole, target) AS r
WHERE r.status = 'PUBLISHED'
  AND ($viewer.scopes IS NULL OR r.visibleTo IN $viewer.scopes)
WITH split, a, target, r, EXISTS { (:Teacher {id: $viewer.sub})-[:MADE]->(a) } AS own
WHERE own
   OR (NOT EXISTS { (:Teacher {id: $viewer.sub})-[:MADE]->(:Annotation)-[:OF]->(target) }
       AND NOT EXISTS { MATCH (p:KnowledgePoint)<-[:ABOUT]-(:Annotation {status: 'ACTIVE'})-[:OF]->(target) WHERE p.id IN split.into })
WITH r, max(CASE WHEN own THEN 1 ELSE 0 END) AS own
ORDER BY own DESC, r.id
LIMIT toInteger($limit)
RETURN r.id AS id, own = 1 AS own, r.title + '\n' + coalesce(r.description, '') + '\n' + coalesce(r.text, '') AS text,
       COLLECT { MATCH (r)-[c:COVERS]->(:KnowledgePoint) RETURN DISTINCT c.knowledgePointId } AS pointIds
