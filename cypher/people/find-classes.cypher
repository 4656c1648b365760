// @name people/find-classes
// @access read
// @param ids string[]
// @returns id, name, schoolYear, grade, schoolId, schoolName, districtId, districtName, teacherIds, studentIds
// @doc Classes with their school, its district, and all members.
UNWIND $ids AS id
MATCH (c:Class {id: id})-[:OF]->(school:School)
OPTIONAL MATCH (school)-[:IN]->(district:District)
RETURN c.id AS id, c.name AS name, c.schoolYear AS schoolYear, c.grade AS grade,
       school.id AS schoolId, school.name AS schoolName, district.id AS districtId, district.name AS districtName,
       COLLECT { MATCH (t:Teacher)-[:TEACHES]->(c) RETURN t.id ORDER BY t.id } AS teacherIds,
       COLLECT { MATCH (s:Student)-[:MEMBER_OF]->(c) RETURN s.id ORDER BY s.id } AS studentIds
ORDER BY id
