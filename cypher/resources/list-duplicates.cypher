// @name resources/list-duplicates
// @access read
// @param ids list
// @param viewer map
// @param limit number
// @returns resourceId, duplicateId, similarity
// @doc Visible near-duplicates of resources: the one that each repeats, and those that repeat the same.
UNWIND $ids AS id
MATCH (r:Resource {id: id})
OPTIONAL MATCH (r)-[own:NEAR_DUPLICATE_OF]->(whole:Resource)
WITH id, r, coalesce(whole, r) AS first, coalesce(own.similarity, 1.0) AS near
CALL (r, first, near) {
  WITH r, first, near WHERE r <> first
  RETURN first AS d, near AS similarity
  UNION
  MATCH (d:Resource)-[n:NEAR_DUPLICATE_OF]->(first)
  WHERE d <> r
  RETURN d, n.similarity * near AS similarity
}
WITH id, d, similarity
WHERE (((d.status = 'PUBLISHED' OR $viewer.everyStatus) AND ($viewer.scopes IS NULL OR d.visibleTo IN $viewer.scopes))
    OR (d.status <> 'PUBLISHED' AND d.registeredBy = $viewer.sub))
WITH id, d, similarity ORDER BY similarity DESC, d.id
WITH id, collect({id: d.id, similarity: similarity})[..toInteger($limit)] AS duplicates
UNWIND duplicates AS duplicate
RETURN id AS resourceId, duplicate.id AS duplicateId, duplicate.similarity AS similarity
ORDER BY resourceId, similarity DESC, duplicateId
