// @name mastery/save-attempts
// @access write
// @param rows list
// @returns 
// @doc Appends attempts. Whole numbers take half the room of others.
UNWIND $rows AS row
MATCH (s:Student {id: row.studentId})
CREATE (a:Attempt {id: row.id})-[:BY]->(s)
SET a.at = datetime({epochMillis: toInteger(row.at)}), a.receivedAt = datetime({epochMillis: toInteger(row.receivedAt)}), a.sequence = toInteger(row.sequence),
    a.score = CASE WHEN row.score = toInteger(row.score) THEN toInteger(row.score) ELSE row.score END,
    a.seconds = CASE WHEN row.seconds = toInteger(row.seconds) THEN toInteger(row.seconds) ELSE row.seconds END, a.hints = toInteger(row.hints), a.setting = row.setting, a.source = row.source,
    a.resourceId = row.resourceId, a.partId = row.partId, a.knowledgePointIds = row.knowledgePointIds,
    a.pointsGiven = row.pointsGiven, a.amends = row.amends, a.voids = row.voids, a.reason = row.reason, a.hash = row.hash
