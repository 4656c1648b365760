// @name annotations/save-consensus
// @access write
// @param rows list
// @returns saved
// @doc Gives COVERS the probability that annotators' reliabilities lend them; edges that have gone since are passed over.
UNWIND $rows AS row
MATCH (target:Resource|Segment)
WHERE target.id = row.targetId
MATCH (target)-[c:COVERS {role: row.role}]->(p:KnowledgePoint {id: row.knowledgePointId})
OPTIONAL MATCH (whole:Resource)-[:HAS_SEGMENT]->(target)
SET c.consensus = row.confidence, c.confidence = row.confidence,
    c.rank = CASE coalesce(whole, target).status WHEN 'PUBLISHED' THEN c.weight * row.confidence ELSE 0.0 END
RETURN count(c) AS saved
