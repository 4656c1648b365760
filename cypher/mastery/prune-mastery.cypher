// @name mastery/prune-mastery
// @access write
// @param rows list
// @returns 
// @doc Removes what no attempt of a student says any more: mastery of points other than these.
UNWIND $rows AS row
MATCH (s:Student {id: row.studentId})-[m:MASTERY]->(p:KnowledgePoint)
WHERE NOT p.id IN row.pointIds
DELETE m
