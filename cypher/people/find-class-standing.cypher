// @name people/find-class-standing
// @access read
// @param classId string
// @param teacherId string | null
// @param appId string | null
// @returns known, taught, granted
// @doc Is the class known, does the teacher teach it, is its school granted to the app.
OPTIONAL MATCH (c:Class {id: $classId})
RETURN c IS NOT NULL AS known,
       EXISTS { MATCH (c)<-[:TEACHES]-(t:Teacher) WHERE t.id = $teacherId } AS taught,
       EXISTS { MATCH (c)-[:OF]->(:School)<-[:ACTS_FOR]-(a:App) WHERE a.id = $appId } AS granted
