// @name annotations/list-annotations-of-targets
// @access read
// @param targets list
// @returns id, annotatorId, resourceId, segmentId, knowledgePointId, role, weight, confidence, comment, status, version, at
// @doc All annotations of targets, withdrawn ones too; without a point where the annotator found that none fits.
UNWIND $targets AS said
MATCH (target:Resource|Segment)
WHERE target.id = coalesce(said.segmentId, said.resourceId)
MATCH (t:Teacher)-[:MADE]->(a:Annotation)-[:OF]->(target)
OPTIONAL MATCH (a)-[:ABOUT]->(p:KnowledgePoint)
RETURN a.id AS id, t.id AS annotatorId, said.resourceId AS resourceId, said.segmentId AS segmentId, p.id AS knowledgePointId, a.role AS role,
       a.weight AS weight, a.confidence AS confidence, a.comment AS comment, a.status AS status, a.version AS version, a.at.epochMillis AS at
ORDER BY resourceId, segmentId, annotatorId, knowledgePointId, role
