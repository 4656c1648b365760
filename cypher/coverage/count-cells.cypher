// @name coverage/count-cells
// @access read
// @param leaves list
// @param dimensions list
// @param filter map
// @param viewer map
// @returns keys, resources, annotations
// @doc Distinct visible published resources, and the annotations behind them, in each cell; leaves carry what is known of them in memory.
UNWIND $leaves AS leaf
MATCH (p:KnowledgePoint {id: leaf.id})<-[c:COVERS]-(target)
WHERE c.role IN $filter.roles AND c.confidence >= $filter.minimumConfidence AND c.rank > 0
OPTIONAL MATCH (whole:Resource)-[:HAS_SEGMENT]->(target)
WITH leaf, c, coalesce(whole, target) AS r
WHERE r.status = 'PUBLISHED'
  AND ($viewer.scopes IS NULL OR r.visibleTo IN $viewer.scopes)
  AND ($filter.kinds IS NULL OR r.kind IN $filter.kinds)
  AND ($filter.owners IS NULL OR r.ownerId IN $filter.owners)
UNWIND leaf.items AS item
WITH c, r, [dimension IN $dimensions | coalesce(toString(CASE dimension
    WHEN 'KNOWLEDGE_POINT' THEN leaf.id
    WHEN 'SUBJECT' THEN leaf.subjectId
    WHEN 'GRADE' THEN toInteger(leaf.grade)
    WHEN 'FRAMEWORK_ITEM' THEN item
    WHEN 'RESOURCE_KIND' THEN r.kind
    WHEN 'ROLE' THEN c.role
    WHEN 'ADMIN_LEVEL' THEN r.adminLevel
    WHEN 'DIFFICULTY_BAND' THEN CASE WHEN r.difficulty >= 1 THEN 4 ELSE toInteger(floor(r.difficulty * 5)) END
    WHEN 'SCHOOL' THEN head(COLLECT { MATCH (s:School {id: r.ownerId}) RETURN s.id })
    WHEN 'DISTRICT' THEN coalesce(
      head(COLLECT { MATCH (d:District {id: r.ownerId}) RETURN d.id }),
      head(COLLECT { MATCH (:School {id: r.ownerId})-[:IN]->(d:District) RETURN d.id }))
  END), '') ] AS keys
RETURN keys, count(DISTINCT r) AS resources, toInteger(sum(c.annotators)) AS annotations
ORDER BY keys
