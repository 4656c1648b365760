// @name mastery/list-attempts
// @access read
// @param studentIds list
// @returns id, studentId, at, receivedAt, sequence, score, seconds, hints, setting, source, resourceId, partId, knowledgePointIds, pointsGiven, amends, voids, reason, hash
// @doc All attempts of students in the order of their chains.
UNWIND $studentIds AS studentId
MATCH (s:Student {id: studentId})<-[:BY]-(a:Attempt)
RETURN a.id AS id, s.id AS studentId, a.at.epochMillis AS at, a.receivedAt.epochMillis AS receivedAt, a.sequence AS sequence, a.score AS score,
       a.seconds AS seconds, a.hints AS hints, a.setting AS setting, a.source AS source, a.resourceId AS resourceId, a.partId AS partId,
       a.knowledgePointIds AS knowledgePointIds, a.pointsGiven AS pointsGiven, a.amends AS amends, a.voids AS voids, a.reason AS reason, a.hash AS hash
ORDER BY studentId, sequence
