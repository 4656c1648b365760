// @name knowledge/save-replacements
// @access write
// @param rows list
// @returns 
// @doc Records what took a retired point's place.
UNWIND $rows AS row
MATCH (p:KnowledgePoint {id: row.id})
MATCH (other:KnowledgePoint {id: row.replacedBy})
MERGE (p)-[r:REPLACED_BY]->(other)
SET r.position = toInteger(row.position)
