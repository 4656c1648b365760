// @name annotations/lock-targets
// @access write
// @param targets list
// @returns resourceId, wanted, status, visibleTo, registeredBy, version, segmentId, judged, repeats
// @doc The resources among these targets, locked in the order of their ids until the transaction ends, and their segments where they are named.
UNWIND $targets AS target
WITH target ORDER BY target.resourceId, target.segmentId
MATCH (r:Resource {id: target.resourceId})
SET r.lockedAt = datetime()
RETURN r.id AS resourceId, target.segmentId AS wanted, r.status AS status, r.visibleTo AS visibleTo, r.registeredBy AS registeredBy, r.version AS version,
       head(COLLECT { MATCH (r)-[:HAS_SEGMENT]->(s:Segment {id: target.segmentId}) RETURN s.id }) AS segmentId,
       target.segmentId IS NOT NULL OR EXISTS { (r)-[:HAS_SEGMENT]->(:Segment) } OR EXISTS { (r)<-[:OF]-(:Annotation) } OR EXISTS { (r)<-[:ON]-(:Decision) } AS judged,
       EXISTS { (r)-[:NEAR_DUPLICATE_OF]-(:Resource) } OR EXISTS { (:Decision {copiedFrom: r.id}) } AS repeats
