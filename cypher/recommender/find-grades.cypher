// @name recommender/find-grades
// @access read
// @param studentIds list
// @returns studentId, grade
// @doc The grade of each student's class; the highest where there are several.
UNWIND $studentIds AS studentId
MATCH (:Student {id: studentId})-[:MEMBER_OF]->(c:Class)
WHERE c.grade IS NOT NULL
RETURN studentId, max(c.grade) AS grade
ORDER BY studentId
