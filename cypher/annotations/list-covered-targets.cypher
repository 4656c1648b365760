// @name annotations/list-covered-targets
// @access read
// @param after string
// @param limit number
// @returns targetId, published, annotations, decision, covers
// @doc A page of the resources and segments that are annotated or cover something, with both, and with the decision in force.
MATCH (target:Resource|Segment)
WHERE target.id > $after
  AND (EXISTS { (target)<-[:OF]-(:Annotation) } OR EXISTS { (target)<-[:ON]-(:Decision) } OR EXISTS { (target)-[:COVERS]->(:KnowledgePoint) })
WITH target ORDER BY target.id LIMIT toInteger($limit)
OPTIONAL MATCH (whole:Resource)-[:HAS_SEGMENT]->(target)
RETURN target.id AS targetId, coalesce(whole, target).status = 'PUBLISHED' AS published,
       COLLECT {
         MATCH (t:Teacher)-[:MADE]->(a:Annotation)-[:OF]->(target)
         OPTIONAL MATCH (a)-[:ABOUT]->(p:KnowledgePoint)
         RETURN {id: a.id, annotatorId: t.id, resourceId: target.id, knowledgePointId: p.id, role: a.role, weight: a.weight,
                 confidence: a.confidence, status: a.status, at: 0}
       } AS annotations,
       head(COLLECT {
         MATCH (d:Decision)-[on:ON]->(target)
         WHERE d.undoneAt IS NULL
         RETURN {copiedFrom: d.copiedFrom, tags: COLLECT {
           MATCH (d)-[f:FOUND]->(p:KnowledgePoint)
           RETURN {knowledgePointId: p.id, role: f.role, weight: f.weight, confidence: f.confidence * on.share}
         }}
         ORDER BY d.number DESC
       }) AS decision,
       COLLECT {
         MATCH (target)-[c:COVERS]->(p:KnowledgePoint)
         RETURN {knowledgePointId: p.id, keyed: c.knowledgePointId, role: c.role, weight: c.weight, confidence: c.confidence,
                 consensus: c.consensus, annotators: c.annotators, copiedFrom: c.copiedFrom, rank: c.rank}
       } AS covers
ORDER BY targetId
