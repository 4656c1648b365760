// @name recommender/save-reports
// @access write
// @param studentId string
// @param pointId string
// @param counts list
// @param steps list
// @param skipped list
// @returns 
// @doc Saves what was reported of steps to a point. The caller holds the lock of the student.
MATCH (s:Student {id: $studentId})
MATCH (p:KnowledgePoint {id: $pointId})
SET s.skipped = $skipped
MERGE (s)-[r:REPORTED]->(p)
SET r.counts = $counts, r.steps = $steps
