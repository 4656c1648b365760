// @name mastery/find-attempts
// @access read
// @param ids list
// @returns id, studentId, at, receivedAt, sequence, score, seconds, hints, setting, source, resourceId, partId, knowledgePointIds, pointsGiven, amends, voids, reason, hash
// @doc The attempts among these ids.
UNWIND $ids AS id
MATCH (a:Attempt {id: id})-[:BY]->(s:Student)
RETURN a.id AS id, s.id AS studentId, a.at.epochMillis AS at, a.receivedAt.epochMillis AS receivedAt, a.sequence AS sequence, a.score AS score,
       a.seconds AS seconds, a.hints AS hints, a.setting AS setting, a.source AS source, a.resourceId AS resourceId, a.partId AS partId,
       a.knowledgePointIds AS knowledgePointIds, a.pointsGiven AS pointsGiven, a.amends AS amends, a.voids AS voids, a.reason AS reason, a.hash AS hash
