// @name mastery/save-mastery
// @access write
// @param rows list
// @returns 
// @doc Saves what students' own attempts say of points.
UNWIND $rows AS row
MATCH (s:Student {id: row.studentId})
MATCH (p:KnowledgePoint {id: row.pointId})
MERGE (s)-[m:MASTERY]->(p)
SET m.evidence = row.evidence
