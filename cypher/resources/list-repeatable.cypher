// @name resources/list-repeatable
// @access read
// @param rows list
// @returns id, kind, words
// @doc The resources that repeat no other and share a band with one of the texts, at most ten for each band.
UNWIND $rows AS bands
CALL (bands) {
  MATCH (r:Resource) WHERE r.band0 = bands[0] RETURN r LIMIT 10
  UNION
  MATCH (r:Resource) WHERE r.band1 = bands[1] RETURN r LIMIT 10
  UNION
  MATCH (r:Resource) WHERE r.band2 = bands[2] RETURN r LIMIT 10
  UNION
  MATCH (r:Resource) WHERE r.band3 = bands[3] RETURN r LIMIT 10
  UNION
  MATCH (r:Resource) WHERE r.band4 = bands[4] RETURN r LIMIT 10
}
WITH DISTINCT r
RETURN r.id AS id, r.kind AS kind, left(coalesce(r.text, r.title + '\n' + coalesce(r.description, '')), 8192) AS words
ORDER BY id
