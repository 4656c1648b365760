// @name annotations/save-copies
// @access write
// @param rows list
// @returns 
// @doc Carries decisions over to resources, in place of what was carried over to these before.
UNWIND $rows AS row
MERGE (d:Decision {id: row.id})
ON CREATE SET d.copiedFrom = row.copiedFrom, d.reviewerId = row.by, d.number = 0, d.at = datetime({epochMillis: toInteger(row.at)})
WITH d, row
CALL (d, row) {
  UNWIND row.tags AS tag
  MATCH (p:KnowledgePoint {id: tag.knowledgePointId})
  MERGE (d)-[f:FOUND {role: tag.role}]->(p)
  SET f.weight = tag.weight, f.confidence = tag.confidence
}
UNWIND row.targets AS target
MATCH (r:Resource {id: target.resourceId})
CALL (r) {
  MATCH (old:Decision)-[on:ON]->(r)
  WHERE old.copiedFrom IS NOT NULL
  DELETE on
}
CREATE (d)-[:ON {share: target.share, version: r.version}]->(r)
