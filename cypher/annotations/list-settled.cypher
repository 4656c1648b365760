// @name annotations/list-settled
// @access read
// @param ids list
// @returns id, by
// @doc The settled resources among these, those that they repeat, and those whose tags these have; and who settled each.
UNWIND $ids AS id
MATCH (r:Resource {id: id})-[:NEAR_DUPLICATE_OF]->(first:Resource)
CALL (r, first) {
  RETURN r.id AS settled
  UNION
  RETURN first.id AS settled
  UNION
  MATCH (d:Decision)-[:ON]->(first)
  WHERE d.undoneAt IS NULL
  RETURN d.copiedFrom AS settled
}
WITH DISTINCT settled
MATCH (source:Resource {id: settled})
WHERE source.annotators > 0 AND source.settlement IN ['AGREED', 'DECIDED']
RETURN settled AS id,
       coalesce(
         head(COLLECT { MATCH (d:Decision)-[:ON]->(source) WHERE d.copiedFrom IS NULL RETURN d.reviewerId ORDER BY d.number DESC }),
         head(COLLECT { MATCH (t:Teacher)-[:MADE]->(a:Annotation {status: 'ACTIVE'})-[:OF]->(source) RETURN t.id ORDER BY a.at DESC, t.id })
       ) AS by
ORDER BY id
