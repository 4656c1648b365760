// @name knowledge/list-unsupplied
// @access read
// @param pointIds list
// @returns id, resources, questions
// @doc The points among these without a published resource, or without a published question, that covers them; ASSUMES is not covering.
UNWIND $pointIds AS id
MATCH (p:KnowledgePoint {id: id})
WITH p,
     EXISTS { MATCH (p)<-[c:COVERS]-(r:Resource {status: 'PUBLISHED'}) WHERE c.role <> 'ASSUMES' }
       OR EXISTS { MATCH (p)<-[c:COVERS]-(:Segment)<-[:HAS_SEGMENT]-(r:Resource {status: 'PUBLISHED'}) WHERE c.role <> 'ASSUMES' } AS resources,
     EXISTS { MATCH (p)<-[c:COVERS]-(r:Resource {status: 'PUBLISHED', kind: 'QUESTION'}) WHERE c.role <> 'ASSUMES' } AS questions
WHERE NOT resources OR NOT questions
RETURN p.id AS id, resources, questions
ORDER BY id
