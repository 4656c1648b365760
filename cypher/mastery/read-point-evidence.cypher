// @name mastery/read-point-evidence
// @access read
// @param rows list
// @returns studentId, pointId, evidence
// @doc What students' attempts say of some points of each.
UNWIND $rows AS row
MATCH (s:Student {id: row.studentId})
UNWIND row.pointIds AS pointId
MATCH (p:KnowledgePoint {id: pointId})
MATCH (s)-[m:MASTERY]->(p)
RETURN s.id AS studentId, p.id AS pointId, m.evidence AS evidence
