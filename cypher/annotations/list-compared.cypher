// @name annotations/list-compared
// @access read
// @param after string
// @param limit number
// @returns resourceId, judgements
// @doc A page of the resources that two or more people judged, by id, with what each says of them and of their segments; targets that a reviewer decided are left out.
MATCH (r:Resource)
WHERE r.id > $after AND r.annotators >= 2
WITH r ORDER BY r.id LIMIT toInteger($limit)
CALL (r) {
  RETURN r AS target
  UNION ALL
  MATCH (r)-[:HAS_SEGMENT]->(s:Segment)
  RETURN s AS target
}
WITH r, target
WHERE coalesce(target.settlement, 'OPEN') <> 'DECIDED'
MATCH (t:Teacher)-[:MADE]->(a:Annotation)-[:OF]->(target)
WHERE a.status = 'ACTIVE'
OPTIONAL MATCH (a)-[:ABOUT]->(p:KnowledgePoint)
WITH r, target, t, collect(p {knowledgePointId: p.id, role: a.role}) AS tags
RETURN r.id AS resourceId, collect({targetId: target.id, annotatorId: t.id, tags: tags}) AS judgements
ORDER BY resourceId
