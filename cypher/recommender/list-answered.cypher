// @name recommender/list-answered
// @access read
// @param studentIds list
// @param resourceIds string[] | null
// @returns studentId, answered
// @doc Which resources, of those named where any are, each student has answered anything of.
UNWIND $studentIds AS studentId
MATCH (s:Student {id: studentId})<-[:BY]-(a:Attempt)
WHERE a.resourceId IS NOT NULL AND ($resourceIds IS NULL OR a.resourceId IN $resourceIds)
RETURN studentId, collect(DISTINCT a.resourceId) AS answered
ORDER BY studentId
