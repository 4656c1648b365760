// @name annotations/lock-target
// @access write
// @param resourceId string
// @param segmentId string
// @returns status, visibleTo, registeredBy, version, segmentId
// @doc The resource, locked until the transaction ends, and its segment where one is named.
MATCH (r:Resource {id: $resourceId})
SET r.lockedAt = datetime()
RETURN r.status AS status, r.visibleTo AS visibleTo, r.registeredBy AS registeredBy, r.version AS version,
       head(COLLECT { MATCH (r)-[:HAS_SEGMENT]->(s:Segment {id: $segmentId}) RETURN s.id }) AS segmentId
