// @name knowledge/save-replacements
// @access write
// @param rows list
// @returns 
// @doc Records what took a retired point's place.
UNWIND $rows AS row
MATCH (p:KnowledgePoint {id: row.id})
MATCH (other:KnowledgePoint {id: row.replacedBy})
MERGE (p)-[:REPLACED_BY]->(other)
