// @name recommender/list-answered
// @access read
// @param studentIds list
// @param resourceIds list
// @returns studentId, answered
// @doc Which of the resources each student has answered anything of.
UNWIND $studentIds AS studentId
MATCH (s:Student {id: studentId})<-[:BY]-(a:Attempt)
WHERE a.resourceId IN $resourceIds
RETURN studentId, collect(DISTINCT a.resourceId) AS answered
ORDER BY studentId
