// @name annotations/save-annotations
// @access write
// @param groups list
// @returns 
// @doc Creates or updates annotations, in groups of one annotator and one target; there is one for each key. The target is no longer in the annotator's hands.
UNWIND $groups AS group
MERGE (t:Teacher {id: group.annotatorId})
WITH t, group
MATCH (target:Resource|Segment)
WHERE target.id = group.targetId
CALL (t, target) {
  OPTIONAL MATCH (whole:Resource)-[:HAS_SEGMENT]->(target)
  WITH t, coalesce(whole, target) AS r
  MATCH (t)-[k:TASK {state: 'LEASED'}]->(r)
  DELETE k
}
UNWIND group.annotations AS row
MERGE (a:Annotation {key: row.key})
ON CREATE SET a.id = row.id
SET a.role = row.role, a.weight = row.weight, a.confidence = row.confidence, a.comment = row.comment,
    a.status = row.status, a.version = toInteger(row.version), a.at = datetime({epochMillis: toInteger(row.at)})
MERGE (t)-[:MADE]->(a)
MERGE (a)-[:OF]->(target)
WITH a, row
MATCH (p:KnowledgePoint {id: row.knowledgePointId})
MERGE (a)-[:ABOUT]->(p)
