// @name coverage/count-students-of-points
// @access read
// @param pointIds string[]
// @returns pointId, students
// @doc How many students have an attempt on each point: there is one edge a student, and the store knows how many edges a node has.
UNWIND $pointIds AS pointId
MATCH (p:KnowledgePoint {id: pointId})
RETURN pointId, COUNT { (p)<-[:MASTERY]-() } AS students
ORDER BY pointId
