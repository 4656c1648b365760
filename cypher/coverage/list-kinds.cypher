// @name coverage/list-kinds
// @access read
// @param leaves list
// @param filter map
// @param viewer map
// @returns knowledgePointId, kinds, roles, resources
// @doc For each leaf that is covered: by how many visible published resources, of which kinds, in which roles.
UNWIND $leaves AS leaf
MATCH (p:KnowledgePoint {id: leaf.id})<-[c:COVERS]-(target)
WHERE c.role IN $filter.roles AND c.confidence >= $filter.minimumConfidence AND c.rank > 0
OPTIONAL MATCH (whole:Resource)-[:HAS_SEGMENT]->(target)
WITH leaf, c, coalesce(whole, target) AS r
WHERE r.status = 'PUBLISHED'
  AND ($viewer.scopes IS NULL OR r.visibleTo IN $viewer.scopes)
  AND ($filter.kinds IS NULL OR r.kind IN $filter.kinds)
  AND ($filter.owners IS NULL OR r.ownerId IN $filter.owners)
RETURN leaf.id AS knowledgePointId, collect(DISTINCT r.kind) AS kinds, collect(DISTINCT c.role) AS roles, count(DISTINCT r) AS resources
ORDER BY knowledgePointId
