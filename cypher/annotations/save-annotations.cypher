// @name annotations/save-annotations
// @access write
// @param rows list
// @param teacherId string
// @param targetId string
// @returns 
// @doc Creates or updates one teacher's annotations of one target; there is one for each key. It is no longer in the teacher's hands.
MERGE (t:Teacher {id: $teacherId})
WITH t
MATCH (target:Resource|Segment)
WHERE target.id = $targetId
CALL (t, target) {
  OPTIONAL MATCH (whole:Resource)-[:HAS_SEGMENT]->(target)
  WITH t, coalesce(whole, target) AS r
  MATCH (t)-[k:TASK {state: 'LEASED'}]->(r)
  DELETE k
}
UNWIND $rows AS row
MERGE (a:Annotation {key: row.key})
ON CREATE SET a.id = row.id
SET a.role = row.role, a.weight = row.weight, a.confidence = row.confidence, a.comment = row.comment,
    a.status = row.status, a.version = toInteger(row.version), a.at = datetime({epochMillis: toInteger(row.at)})
MERGE (t)-[:MADE]->(a)
MERGE (a)-[:OF]->(target)
WITH a, row
MATCH (p:KnowledgePoint {id: row.knowledgePointId})
MERGE (a)-[:ABOUT]->(p)
