// @name people/find-class-standing
// @access read
// @param classIds string[]
// @param teacherId string | null
// @param appId string | null
// @returns classId, taught, granted
// @doc For each class whether the teacher teaches it, and whether its school is granted to the app; unknown ones are neither.
UNWIND $classIds AS classId
OPTIONAL MATCH (c:Class {id: classId})
RETURN classId,
       EXISTS { MATCH (c)<-[:TEACHES]-(t:Teacher) WHERE t.id = $teacherId } AS taught,
       EXISTS { MATCH (c)-[:OF]->(:School)<-[:ACTS_FOR]-(a:App) WHERE a.id = $appId } AS granted
ORDER BY classId
