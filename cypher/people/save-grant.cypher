// @name people/save-grant
// @access write
// @param appId string
// @param schoolIds string[]
// @param subjectIds string[]
// @returns appId
// @doc The schools and subjects of the app are now exactly these; the students it was first to name stay.
MERGE (a:App {id: $appId})
SET a.grantedAt = datetime()
WITH a
CALL (a) {
  MATCH (a)-[old:ACTS_FOR]->(school:School)
  WHERE NOT school.id IN $schoolIds
  DELETE old
}
CALL (a) {
  MATCH (a)-[old:ACTS_FOR]->(subject:Subject)
  WHERE NOT subject.id IN $subjectIds
  DELETE old
}
CALL (a) {
  UNWIND $schoolIds AS id
  MATCH (school:School {id: id})
  MERGE (a)-[:ACTS_FOR]->(school)
}
CALL (a) {
  UNWIND $subjectIds AS id
  MATCH (subject:Subject {id: id})
  MERGE (a)-[:ACTS_FOR]->(subject)
}
RETURN a.id AS appId
