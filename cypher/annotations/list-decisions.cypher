// @name annotations/list-decisions
// @access read
// @param targetIds list
// @returns targetId, id, reviewerId, comment, at, number, copiedFrom, tags
// @doc The decisions about targets, the latest of each first, which is the one in force, one that was copied and not undone last.
UNWIND $targetIds AS targetId
MATCH (target:Resource|Segment)
WHERE target.id = targetId
MATCH (d:Decision)-[on:ON]->(target)
WHERE d.undoneAt IS NULL
RETURN targetId, d.id AS id, d.reviewerId AS reviewerId, d.comment AS comment, d.at.epochMillis AS at, d.number AS number, d.copiedFrom AS copiedFrom,
       COLLECT { MATCH (d)-[f:FOUND]->(p:KnowledgePoint) RETURN {knowledgePointId: p.id, role: f.role, weight: f.weight, confidence: f.confidence * on.share} ORDER BY p.id, f.role } AS tags
ORDER BY targetId, number DESC
