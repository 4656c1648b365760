// @name coverage/count-students-of-schools
// @access read
// @param schoolIds string[]
// @param cellsOf map
// @returns cell, students
// @doc Distinct students of schools with an attempt on any of the points of each cell; cellsOf has a list of cells' numbers for each point. From the students of the schools, not from all of a point.
MATCH (school:School)<-[:OF]-(:Class)<-[:MEMBER_OF]-(s:Student)
WHERE school.id IN $schoolIds
WITH DISTINCT s
MATCH (s)-[:MASTERY]->(p:KnowledgePoint)
UNWIND coalesce($cellsOf[p.id], []) AS cell
RETURN cell, count(DISTINCT s) AS students
ORDER BY cell
