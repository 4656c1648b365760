// @name coverage/list-schools
// @access read
// @param districtId string
// @returns id
// @doc The schools of a district.
MATCH (s:School)-[:IN]->(:District {id: $districtId})
RETURN s.id AS id
ORDER BY id
