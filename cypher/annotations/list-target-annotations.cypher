// @name annotations/list-target-annotations
// @access read
// @param resourceId string
// @param segmentId string
// @returns id, annotatorId, resourceId, segmentId, knowledgePointId, role, weight, confidence, comment, status, version, at
// @doc All annotations of one target, withdrawn ones too; without a point where the annotator found that none fits.
MATCH (t:Teacher)-[:MADE]->(a:Annotation)-[:OF]->(target:Resource|Segment)
WHERE target.id = coalesce($segmentId, $resourceId)
OPTIONAL MATCH (a)-[:ABOUT]->(p:KnowledgePoint)
RETURN a.id AS id, t.id AS annotatorId, $resourceId AS resourceId, $segmentId AS segmentId, p.id AS knowledgePointId, a.role AS role,
       a.weight AS weight, a.confidence AS confidence, a.comment AS comment, a.status AS status, a.version AS version, a.at.epochMillis AS at
ORDER BY annotatorId, knowledgePointId, role
