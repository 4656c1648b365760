// @name annotations/list-flagged
// @access read
// @param viewer map
// @param limit number
// @returns resourceId, flags
// @doc Flagged resources, with who flagged them and why.
MATCH (r:Resource {flagged: true})
WHERE ($viewer.scopes IS NULL OR r.visibleTo IN $viewer.scopes)
WITH r ORDER BY r.id LIMIT toInteger($limit)
RETURN r.id AS resourceId,
       COLLECT {
         MATCH (t:Teacher)-[k:TASK {state: 'FLAGGED'}]->(r)
         RETURN {teacherId: t.id, reason: k.reason, at: k.at.epochMillis} ORDER BY k.at, t.id
       } AS flags
ORDER BY resourceId
