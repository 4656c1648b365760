// @name annotations/save-first-annotations
// @access write
// @param rows list
// @returns 
// @doc Creates the first annotations of whole resources, what these cover, and their standing in the queue. They are no longer in the annotators' hands.
UNWIND $rows AS row
MATCH (r:Resource {id: row.resourceId})
SET r.settlement = row.settlement, r.annotators = toInteger(row.annotators), r.taggedVersion = toInteger(row.version)
WITH r, row
CALL (r, row) {
  UNWIND row.annotations AS said
  MERGE (t:Teacher {id: said.annotatorId})
  CREATE (t)-[:MADE]->(a:Annotation {id: said.id, key: said.key, role: said.role, weight: said.weight, confidence: said.confidence,
    comment: said.comment, status: said.status, version: toInteger(said.version), at: datetime({epochMillis: toInteger(said.at)})})-[:OF]->(r)
  WITH t, r, a, said
  CALL (t, r) {
    MATCH (t)-[k:TASK {state: 'LEASED'}]->(r)
    DELETE k
  }
  MATCH (p:KnowledgePoint {id: said.knowledgePointId})
  CREATE (a)-[:ABOUT]->(p)
}
UNWIND row.covers AS cover
MATCH (p:KnowledgePoint {id: cover.knowledgePointId})
CREATE (r)-[:COVERS {role: cover.role, knowledgePointId: cover.knowledgePointId, weight: cover.weight, confidence: cover.confidence,
  annotators: toInteger(cover.annotators), rank: CASE WHEN row.published THEN cover.weight * cover.confidence ELSE 0.0 END}]->(p)
