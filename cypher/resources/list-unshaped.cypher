// @name resources/list-unshaped
// @access read
// @param after string
// @param limit number
// @returns id, kind, words
// @doc A page of the resources that neither repeat another nor may be repeated, by id: not looked at yet, or too short to tell.
MATCH (r:Resource)
WHERE r.id > $after AND r.band0 IS NULL AND NOT EXISTS { (r)-[:NEAR_DUPLICATE_OF]->(:Resource) }
RETURN r.id AS id, r.kind AS kind, left(coalesce(r.text, r.title + '\n' + coalesce(r.description, '')), 8192) AS words
ORDER BY id
LIMIT toInteger($limit)
