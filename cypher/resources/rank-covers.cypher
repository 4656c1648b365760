// @name resources/rank-covers
// @access write
// @param ids list
// @returns 
// @doc Ranks what resources cover, zero unless published, after their status changed.
UNWIND $ids AS id
MATCH (r:Resource {id: id})
CALL (r) {
  MATCH (r)-[c:COVERS]->(:KnowledgePoint)
  RETURN c
  UNION ALL
  MATCH (r)-[:HAS_SEGMENT]->(:Segment)-[c:COVERS]->(:KnowledgePoint)
  RETURN c
}
SET c.rank = CASE r.status WHEN 'PUBLISHED' THEN c.weight * c.confidence ELSE 0.0 END
