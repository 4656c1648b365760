// @name coverage/list-places
// @access read
// @param ids list
// @returns id, name
// @doc The names of schools and districts.
UNWIND $ids AS id
OPTIONAL MATCH (s:School {id: id})
OPTIONAL MATCH (d:District {id: id})
WITH id, s, d
WHERE s IS NOT NULL OR d IS NOT NULL
RETURN id, coalesce(s.name, d.name, id) AS name
