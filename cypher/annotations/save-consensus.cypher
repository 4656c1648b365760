// @name annotations/save-consensus
// @access write
// @param rows list
// @returns saved
// @doc Gives COVERS the probability that annotators' reliabilities lend them; edges that have gone since are passed over.
UNWIND $rows AS row
MATCH (target:Resource|Segment)
WHERE target.id = row.targetId
CALL (target, row) {
  MATCH (target)-[c:COVERS]->(:KnowledgePoint)
  WITH c, row
  WHERE c.role = row.role AND c.knowledgePointId = row.knowledgePointId
  RETURN c
}
OPTIONAL MATCH (whole:Resource)-[:HAS_SEGMENT]->(target)
SET c.consensus = row.confidence, c.confidence = row.confidence,
    c.rank = CASE coalesce(whole, target).status WHEN 'PUBLISHED' THEN c.weight * row.confidence ELSE 0.0 END
RETURN count(c) AS saved
