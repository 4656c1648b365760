// @name annotations/save-covers-of-targets
// @access write
// @param rows list
// @returns 
// @doc Makes what each target covers exactly these.
UNWIND $rows AS row
MATCH (r:Resource {id: row.resourceId})
OPTIONAL MATCH (s:Segment {id: row.segmentId})
WITH row, coalesce(s, r) AS target
SET target.settlement = row.settlement
WITH row, target
CALL (row, target) {
  MATCH (target)-[c:COVERS]->(:KnowledgePoint)
  WHERE NOT any(cover IN row.covers WHERE cover.knowledgePointId = c.knowledgePointId AND cover.role = c.role)
  DELETE c
}
UNWIND row.covers AS cover
MATCH (p:KnowledgePoint {id: cover.knowledgePointId})
MERGE (target)-[c:COVERS {role: cover.role}]->(p)
SET c.knowledgePointId = cover.knowledgePointId, c.weight = cover.weight, c.confidence = cover.confidence, c.consensus = null,
    c.annotators = toInteger(cover.annotators), c.copiedFrom = cover.copiedFrom, c.rank = CASE WHEN row.published THEN cover.weight * cover.confidence ELSE 0.0 END
