// @name recommender/lock-reports
// @access write
// @param studentId string
// @param pointId string
// @returns skipped, counts, steps
// @doc The student, locked until the transaction ends, with what was reported of steps to a point.
MATCH (s:Student {id: $studentId})
SET s.skipped = coalesce(s.skipped, [])
WITH s
OPTIONAL MATCH (s)-[r:REPORTED]->(:KnowledgePoint {id: $pointId})
RETURN s.skipped AS skipped, r.counts AS counts, r.steps AS steps
