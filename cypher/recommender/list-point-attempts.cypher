// @name recommender/list-point-attempts
// @access read
// @param studentId string
// @param pointIds list
// @param upTo number
// @param limit number
// @returns sequence, id, at, score, hints, resourceId, partId, knowledgePointIds, amends, voids
// @doc The student's latest attempts, of the first entries of the chain, that name one of the points.
MATCH (s:Student {id: $studentId})<-[:BY]-(a:Attempt)
WHERE a.sequence <= $upTo AND any(pointId IN a.knowledgePointIds WHERE pointId IN $pointIds)
RETURN a.sequence AS sequence, a.id AS id, a.at.epochMillis AS at, a.score AS score, a.hints AS hints, a.resourceId AS resourceId, a.partId AS partId,
       a.knowledgePointIds AS knowledgePointIds, a.amends AS amends, a.voids AS voids
ORDER BY a.sequence DESC
LIMIT toInteger($limit)
