// @name people/find-student-standing
// @access read
// @param studentIds string[]
// @param teacherId string | null
// @param classIds string[]
// @param appId string | null
// @returns studentId, known, taught, actedFor
// @doc For each student: is it known, is it in a class that the teacher teaches or the token names, does the app act for it.
UNWIND $studentIds AS studentId
OPTIONAL MATCH (s:Student {id: studentId})
RETURN studentId,
       s IS NOT NULL AS known,
       EXISTS { MATCH (s)-[:MEMBER_OF]->(c:Class) WHERE c.id IN $classIds }
         OR EXISTS { MATCH (s)-[:MEMBER_OF]->(:Class)<-[:TEACHES]-(t:Teacher) WHERE t.id = $teacherId } AS taught,
       EXISTS { MATCH (s)<-[:ACTS_FOR]-(a:App) WHERE a.id = $appId }
         OR EXISTS { MATCH (s)-[:MEMBER_OF]->(:Class)-[:OF]->(:School)<-[:ACTS_FOR]-(a:App) WHERE a.id = $appId } AS actedFor
ORDER BY studentId
