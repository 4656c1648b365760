// @name coverage/list-kinds
// @access read
// @param leaves list
// @param required number
// @param filter map
// @param viewer map
// @returns knowledgePointId, kinds, roles, resources, uses
// @doc For each leaf: by how many visible published resources it is covered, counted up to the number required; of which kinds they are, in which roles, and how much they are used.
UNWIND $leaves AS leaf
CALL (leaf) {
  MATCH (target)-[c:COVERS]->(:KnowledgePoint)
  USING INDEX c:COVERS(knowledgePointId, rank)
  WHERE c.knowledgePointId = leaf.id AND c.rank > 0 AND c.role IN $filter.roles AND c.confidence >= $filter.minimumConfidence
  OPTIONAL MATCH (whole:Resource)-[:HAS_SEGMENT]->(target)
  WITH coalesce(whole, target) AS r
  WHERE r.status = 'PUBLISHED'
    AND ($viewer.scopes IS NULL OR r.visibleTo IN $viewer.scopes)
    AND ($filter.kinds IS NULL OR r.kind IN $filter.kinds)
    AND ($filter.owners IS NULL OR r.ownerId IN $filter.owners)
  WITH DISTINCT r LIMIT toInteger($required)
  RETURN collect(r) AS found
}
RETURN leaf.id AS knowledgePointId, size(found) AS resources,
       COLLECT { UNWIND found AS r RETURN DISTINCT r.kind ORDER BY r.kind } AS kinds,
       COLLECT {
         UNWIND found AS r
         MATCH (r)-[:HAS_SEGMENT]->{0,1}(target:Resource|Segment)-[c:COVERS]->(:KnowledgePoint)
         WHERE c.knowledgePointId = leaf.id AND c.role IN $filter.roles AND c.confidence >= $filter.minimumConfidence
         RETURN DISTINCT c.role ORDER BY c.role
       } AS roles,
       reduce(uses = 0, r IN found | uses + coalesce(r.uses, 0)) AS uses
ORDER BY knowledgePointId
