// @name annotations/count-annotators
// @access write
// @param ids list
// @returns 
// @doc Keeps on resources how many people judged each or a segment of it, and the newest version they saw, or to which tags were copied: what the queue looks for.
UNWIND $ids AS id
MATCH (r:Resource {id: id})
CALL (r) {
  RETURN r AS target
  UNION ALL
  MATCH (r)-[:HAS_SEGMENT]->(s:Segment)
  RETURN s AS target
}
OPTIONAL MATCH (t:Teacher)-[:MADE]->(a:Annotation)-[:OF]->(target)
WHERE a.status = 'ACTIVE'
WITH r, count(DISTINCT t) AS annotators, max(a.version) AS taggedVersion
SET r.annotators = annotators,
    r.taggedVersion = coalesce(taggedVersion, head(COLLECT { MATCH (d:Decision)-[on:ON]->(r) WHERE d.undoneAt IS NULL RETURN on.version ORDER BY d.number LIMIT 1 }))
