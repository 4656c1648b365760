// @name knowledge/save-frameworks
// @access write
// @param rows list
// @returns 
// @doc Creates or updates frameworks.
UNWIND $rows AS row
MERGE (f:Framework {id: row.id})
SET f.title = row.title, f.kind = row.kind, f.version = row.version, f.status = 'ACTIVE'
WITH f, row
CALL (f, row) {
  MATCH (f)-[old:IN_SUBJECT]->(s:Subject)
  WHERE row.subjectId IS NULL OR s.id <> row.subjectId
  DELETE old
}
CALL (f, row) {
  MATCH (s:Subject {id: row.subjectId})
  MERGE (f)-[:IN_SUBJECT]->(s)
}
