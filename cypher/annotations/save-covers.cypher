// @name annotations/save-covers
// @access write
// @param targetId string
// @param rows list
// @param published boolean
// @param settlement string
// @returns 
// @doc Makes what a target covers exactly these; a consensus counted before no longer holds.
MATCH (target:Resource|Segment)
WHERE target.id = $targetId
SET target.settlement = $settlement
WITH target
CALL (target) {
  MATCH (target)-[c:COVERS]->(:KnowledgePoint)
  WHERE NOT any(row IN $rows WHERE row.knowledgePointId = c.knowledgePointId AND row.role = c.role)
  DELETE c
}
UNWIND $rows AS row
MATCH (p:KnowledgePoint {id: row.knowledgePointId})
MERGE (target)-[c:COVERS {role: row.role}]->(p)
SET c.knowledgePointId = row.knowledgePointId, c.weight = row.weight, c.confidence = row.confidence, c.consensus = null,
    c.annotators = toInteger(row.annotators), c.rank = CASE WHEN $published THEN row.weight * row.confidence ELSE 0.0 END
