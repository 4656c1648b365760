// @name annotations/list-decisions
// @access read
// @param targetId string
// @returns id, reviewerId, comment, at, number, tags
// @doc The decisions about a target, the latest first, which is the one in force.
MATCH (d:Decision)-[:ON]->(target:Resource|Segment)
WHERE target.id = $targetId
RETURN d.id AS id, d.reviewerId AS reviewerId, d.comment AS comment, d.at.epochMillis AS at, d.number AS number,
       COLLECT { MATCH (d)-[f:FOUND]->(p:KnowledgePoint) RETURN {knowledgePointId: p.id, role: f.role, weight: f.weight} ORDER BY p.id, f.role } AS tags
ORDER BY number DESC
