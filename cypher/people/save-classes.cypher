// @name people/save-classes
// @access write
// @param rows {id, name, schoolYear, grade, schoolId, schoolName, districtId, districtName}[]
// @returns classes
// @doc Creates or updates classes; their school and its district come with them, and keep what is not said anew. Locks each class.
UNWIND $rows AS row
MERGE (c:Class {id: row.id})
SET c.name = row.name, c.schoolYear = row.schoolYear, c.grade = toInteger(row.grade)
MERGE (school:School {id: row.schoolId})
ON CREATE SET school.name = coalesce(row.schoolName, row.schoolId)
ON MATCH SET school.name = coalesce(row.schoolName, school.name)
MERGE (c)-[:OF]->(school)
WITH c, school, row
CALL (c, row) {
  MATCH (c)-[old:OF]->(other:School)
  WHERE other.id <> row.schoolId
  DELETE old
}
CALL (school, row) {
  WITH school, row
  WHERE row.districtId IS NOT NULL
  MERGE (d:District {id: row.districtId})
  ON CREATE SET d.name = coalesce(row.districtName, row.districtId)
  ON MATCH SET d.name = coalesce(row.districtName, d.name)
  MERGE (school)-[:IN]->(d)
  WITH school, row
  MATCH (school)-[old:IN]->(other:District)
  WHERE other.id <> row.districtId
  DELETE old
}
RETURN count(*) AS classes
