// @name knowledge/save-prerequisites
// @access write
// @param rows list
// @returns 
// @doc Creates or updates prerequisites.
UNWIND $rows AS row
MATCH (a:KnowledgePoint {id: row.prerequisiteId})
MATCH (b:KnowledgePoint {id: row.dependentId})
MERGE (a)-[p:PREREQUISITE_OF]->(b)
SET p.strength = row.strength, p.rationale = row.rationale, p.source = row.source
