// @name annotations/list-decisions
// @access read
// @param targetIds list
// @returns targetId, id, reviewerId, comment, at, number, tags
// @doc The decisions about targets, the latest of each first, which is the one in force.
UNWIND $targetIds AS targetId
MATCH (target:Resource|Segment)
WHERE target.id = targetId
MATCH (d:Decision)-[:ON]->(target)
RETURN targetId, d.id AS id, d.reviewerId AS reviewerId, d.comment AS comment, d.at.epochMillis AS at, d.number AS number,
       COLLECT { MATCH (d)-[f:FOUND]->(p:KnowledgePoint) RETURN {knowledgePointId: p.id, role: f.role, weight: f.weight} ORDER BY p.id, f.role } AS tags
ORDER BY targetId, number DESC
