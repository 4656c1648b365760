// @name mastery/save-attempts
// @access write
// @param rows list
// @returns id
// @doc Appends attempts; gives those whose voiding, by the same reporter, came before them. Whole numbers take half the room of others.
UNWIND $rows AS row
MATCH (s:Student {id: row.studentId})
CREATE (a:Attempt {id: row.id})-[:BY]->(s)
SET a.at = datetime({epochMillis: toInteger(row.at)}), a.receivedAt = datetime({epochMillis: toInteger(row.receivedAt)}), a.sequence = toInteger(row.sequence),
    a.score = CASE WHEN row.score = toInteger(row.score) THEN toInteger(row.score) ELSE row.score END,
    a.seconds = CASE WHEN row.seconds = toInteger(row.seconds) THEN toInteger(row.seconds) ELSE row.seconds END, a.hints = toInteger(row.hints), a.setting = row.setting, a.source = row.source,
    a.resourceId = row.resourceId, a.partId = row.partId, a.knowledgePointIds = row.knowledgePointIds,
    a.pointsGiven = row.pointsGiven, a.amends = row.amends, a.voids = row.voids, a.reason = row.reason, a.hash = row.hash
WITH row
MATCH (v:AwaitedVoiding {id: row.id, by: row.source})
WITH v, row.id AS id
DELETE v
RETURN id
