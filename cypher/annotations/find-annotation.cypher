// @name annotations/find-annotation
// @access read
// @param id string
// @returns annotatorId, resourceId, segmentId
// @doc Who made an annotation, and of what.
MATCH (t:Teacher)-[:MADE]->(a:Annotation {id: $id})-[:OF]->(target:Resource|Segment)
OPTIONAL MATCH (whole:Resource)-[:HAS_SEGMENT]->(target)
RETURN t.id AS annotatorId, coalesce(whole.id, target.id) AS resourceId, CASE WHEN whole IS NULL THEN null ELSE target.id END AS segmentId
