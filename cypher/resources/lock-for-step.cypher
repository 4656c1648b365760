// @name resources/lock-for-step
// @access write
// @param id string
// @returns id, kind, minutes, status, visibleTo, registeredBy, version, reviewerId, takenAt
// @doc What a step in a resource's life depends on, locked until the transaction ends.
MATCH (r:Resource {id: $id})
SET r.lockedAt = datetime()
RETURN r.id AS id, r.kind AS kind, r.minutes AS minutes, r.status AS status, r.visibleTo AS visibleTo,
       r.registeredBy AS registeredBy, r.version AS version, r.reviewerId AS reviewerId, r.takenAt.epochMillis AS takenAt
