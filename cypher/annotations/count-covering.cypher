// @name annotations/count-covering
// @access read
// @param pointIds list
// @param limit number
// @returns knowledgePointId, resources
// @doc How many COVERS points have, counted up to the limit.
UNWIND $pointIds AS pointId
RETURN pointId AS knowledgePointId,
       COUNT { MATCH ()-[c:COVERS]->(:KnowledgePoint {id: pointId}) RETURN c LIMIT toInteger($limit) } AS resources
ORDER BY knowledgePointId
