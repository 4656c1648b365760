// @name knowledge/save-points
// @access write
// @param rows list
// @returns 
// @doc Creates or updates points; an absent property is removed.
UNWIND $rows AS row
MERGE (p:KnowledgePoint {id: row.id})
SET p += row.properties, p.gradeFrom = toInteger(row.properties.gradeFrom), p.gradeTo = toInteger(row.properties.gradeTo)
WITH p, row
MATCH (s:Subject {id: row.subjectId})
MERGE (p)-[:IN_SUBJECT]->(s)
WITH p, s
MATCH (p)-[old:IN_SUBJECT]->(other:Subject)
WHERE other <> s
DELETE old
