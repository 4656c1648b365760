// @name knowledge/save-alignments
// @access write
// @param rows list
// @returns 
// @doc Aligns items to points: the crosswalk.
UNWIND $rows AS row
MATCH (i:FrameworkItem {id: row.id})
MATCH (p:KnowledgePoint {id: row.knowledgePointId})
MERGE (i)-[a:ALIGNED_TO]->(p)
SET a.kind = row.kind, a.order = row.order
