// @name resources/find-history
// @access read
// @param id string
// @returns registeredBy, registeredAt, events
// @doc The life of a resource, in order.
MATCH (r:Resource {id: $id})
RETURN r.registeredBy AS registeredBy, r.createdAt.epochMillis AS registeredAt,
       COLLECT {
         MATCH (e:LifeEvent)-[:HAPPENED_TO]->(r)
         RETURN {id: e.id, resourceId: r.id, step: e.step, statusBefore: e.statusBefore, statusAfter: e.statusAfter,
                 version: e.version, by: e.by, reason: e.reason, schoolId: e.schoolId, at: e.at.epochMillis}
         ORDER BY e.at, e.id
       } AS events
