// @name recommender/find-grade
// @access read
// @param studentId string
// @returns grade
// @doc The grade of the student's class; the highest where there are several.
MATCH (s:Student {id: $studentId})-[:MEMBER_OF]->(c:Class)
RETURN max(c.grade) AS grade
