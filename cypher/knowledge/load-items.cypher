// @name knowledge/load-items
// @access read
// @returns id, frameworkId, parentId, order, code, statement, alignments
// @doc All framework items with their alignments.
MATCH (i:FrameworkItem)
RETURN i.id AS id, i.frameworkId AS frameworkId, i.code AS code, i.statement AS statement,
       head(COLLECT { MATCH (i)-[:ITEM_OF]->(parent:FrameworkItem) RETURN parent.id }) AS parentId,
       head(COLLECT { MATCH (i)-[place:ITEM_OF]->() RETURN place.order }) AS order,
       COLLECT { MATCH (i)-[a:ALIGNED_TO]->(p:KnowledgePoint) RETURN {knowledgePointId: p.id, kind: a.kind} ORDER BY a.order, p.id } AS alignments
ORDER BY i.id
