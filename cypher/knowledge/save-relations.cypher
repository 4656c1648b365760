// @name knowledge/save-relations
// @access write
// @param rows list
// @returns 
// @doc Creates other relations.
UNWIND $rows AS row
MATCH (a:KnowledgePoint {id: row.fromId})
MATCH (b:KnowledgePoint {id: row.toId})
MERGE (a)-[r:RELATED_TO {kind: row.kind}]->(b)
SET r.source = row.source
