// @name resources/list-blind
// @access read
// @param ids list
// @param teacherId string
// @returns id
// @doc Resources that the teacher is about to tag and must not see the tags of.
MATCH (:Teacher {id: $teacherId})-[k:TASK {state: 'LEASED'}]->(r:Resource)
WHERE k.until > datetime() AND r.id IN $ids
RETURN r.id AS id
ORDER BY id
