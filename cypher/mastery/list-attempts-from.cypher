// @name mastery/list-attempts-from
// @access read
// @param rows list
// @returns id, studentId, at, receivedAt, sequence, score, seconds, hints, setting, source, resourceId, partId, knowledgePointIds, pointsGiven, amends, voids, reason, hash
// @doc Attempts of students from a moment on, in the order of their chains; an amendment has the time of what it amends.
UNWIND $rows AS row
MATCH (s:Student {id: row.studentId})<-[:BY]-(a:Attempt)
WHERE a.at >= datetime({epochMillis: toInteger(row.from)})
RETURN a.id AS id, s.id AS studentId, a.at.epochMillis AS at, a.receivedAt.epochMillis AS receivedAt, a.sequence AS sequence, a.score AS score,
       a.seconds AS seconds, a.hints AS hints, a.setting AS setting, a.source AS source, a.resourceId AS resourceId, a.partId AS partId,
       a.knowledgePointIds AS knowledgePointIds, a.pointsGiven AS pointsGiven, a.amends AS amends, a.voids AS voids, a.reason AS reason, a.hash AS hash
ORDER BY studentId, sequence
