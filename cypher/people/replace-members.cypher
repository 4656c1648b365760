// @name people/replace-members
// @access write
// @param rows {id, teacherIds, studentIds}[]
// @returns classes
// @doc The members of each class are now exactly these; who is not among them loses the access that came with it.
UNWIND $rows AS row
MATCH (c:Class {id: row.id})
CALL (c, row) {
  MATCH (s:Student)-[old:MEMBER_OF]->(c)
  WHERE NOT s.id IN row.studentIds
  DELETE old
}
CALL (c, row) {
  MATCH (t:Teacher)-[old:TEACHES]->(c)
  WHERE NOT t.id IN row.teacherIds
  DELETE old
}
CALL (c, row) {
  UNWIND row.studentIds AS id
  MERGE (s:Student {id: id})
  MERGE (s)-[:MEMBER_OF]->(c)
}
CALL (c, row) {
  UNWIND row.teacherIds AS id
  MERGE (t:Teacher {id: id})
  MERGE (t)-[:TEACHES]->(c)
}
RETURN count(*) AS classes
