// @name annotations/list-lapsed-tasks
// @access read
// @param teacherId string
// @returns id
// @doc What the teacher had in hand and did not judge in time, the latest first.
MATCH (:Teacher {id: $teacherId})-[k:TASK {state: 'LEASED'}]->(r:Resource)
WHERE k.until <= datetime()
WITH r.id AS id, k.until AS until
ORDER BY until DESC, id
LIMIT 200
RETURN id
