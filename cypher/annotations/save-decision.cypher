// @name annotations/save-decision
// @access write
// @param targetId string
// @param decision map
// @returns 
// @doc Adds a reviewer's decision about a target; earlier ones stay for the record.
MATCH (target:Resource|Segment)
WHERE target.id = $targetId
CREATE (d:Decision {id: $decision.id, reviewerId: $decision.reviewerId, comment: $decision.comment,
  number: toInteger($decision.number), at: datetime({epochMillis: toInteger($decision.at)})})-[:ON]->(target)
WITH d
UNWIND $decision.tags AS tag
MATCH (p:KnowledgePoint {id: tag.knowledgePointId})
CREATE (d)-[:FOUND {role: tag.role, weight: tag.weight}]->(p)
