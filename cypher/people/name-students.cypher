// @name people/name-students
// @access write
// @param appId string
// @param studentIds string[]
// @returns studentId
// @doc Creates students that nobody knows; the app acts for those it was first to name, which are returned.
MERGE (a:App {id: $appId})
WITH a
UNWIND $studentIds AS studentId
MERGE (s:Student {id: studentId})
ON CREATE SET s.namedBy = $appId
WITH a, s
WHERE s.namedBy = $appId
MERGE (a)-[:ACTS_FOR]->(s)
RETURN s.id AS studentId
ORDER BY studentId
