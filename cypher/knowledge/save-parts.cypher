// @name knowledge/save-parts
// @access write
// @param rows list
// @returns 
// @doc Makes points parts of others.
UNWIND $rows AS row
MATCH (p:KnowledgePoint {id: row.id})
MATCH (parent:KnowledgePoint {id: row.parentId})
MERGE (p)-[part:PART_OF]->(parent)
SET part.order = row.order, part.position = toInteger(row.position)
