// @name knowledge/save-alignments
// @access write
// @param rows list
// @returns 
// @doc Aligns items to points: the crosswalk.
UNWIND $rows AS row
MATCH (i:FrameworkItem {id: row.id})
MATCH (p:KnowledgePoint {id: row.knowledgePointId})
MERGE (i)-[a:ALIGNED_TO {kind: row.kind}]->(p)
SET a.order = row.order
