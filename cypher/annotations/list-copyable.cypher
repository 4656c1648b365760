// @name annotations/list-copyable
// @access read
// @param ids list
// @param again boolean
// @returns id, targets
// @doc For each resource its near-duplicates that nobody has judged or decided, at most a thousand: those without copied tags and for which copying was not undone, or again all.
UNWIND $ids AS id
MATCH (source:Resource {id: id})
OPTIONAL MATCH (source)-[own:NEAR_DUPLICATE_OF]->(whole:Resource)
WITH source, coalesce(whole, source) AS first, coalesce(own.similarity, 1.0) AS near
CALL (source, first, near) {
  WITH source, first, near WHERE source <> first
  RETURN first AS d, near AS similarity
  UNION
  MATCH (d:Resource)-[n:NEAR_DUPLICATE_OF]->(first)
  WHERE d <> source
  RETURN d, n.similarity * near AS similarity
}
WITH source, d, similarity
WHERE coalesce(d.annotators, 0) = 0 AND d.status <> 'WITHDRAWN'
  AND NOT EXISTS {
    MATCH (old:Decision)-[:ON]->(d)
    WHERE old.copiedFrom IS NULL OR NOT $again OR (old.copiedFrom = source.id AND old.undoneAt IS NULL)
  }
WITH source.id AS id, d.id AS resourceId, similarity ORDER BY resourceId
RETURN id, collect({resourceId: resourceId, similarity: similarity})[..1000] AS targets
ORDER BY id
