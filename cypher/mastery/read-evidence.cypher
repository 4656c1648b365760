// @name mastery/read-evidence
// @access read
// @param studentIds list
// @returns studentId, chainLength, skipped, totals, points
// @doc What students' attempts say: totals, and for each named point its evidence.
UNWIND $studentIds AS studentId
MATCH (s:Student {id: studentId})
RETURN s.id AS studentId, coalesce(s.chainLength, 0) AS chainLength, coalesce(s.skipped, []) AS skipped, s.evidence AS totals,
       COLLECT { MATCH (s)-[m:MASTERY]->(p:KnowledgePoint) RETURN [p.id, m.evidence] } AS points
