// @name resources/save-events
// @access write
// @param rows list
// @returns 
// @doc Appends steps to the lives of resources.
UNWIND $rows AS row
MATCH (r:Resource {id: row.resourceId})
CREATE (:LifeEvent {id: row.id, step: row.step, statusBefore: row.statusBefore, statusAfter: row.statusAfter,
  version: toInteger(row.version), by: row.by, reason: row.reason, schoolId: row.schoolId,
  at: datetime({epochMillis: toInteger(row.at)})})-[:HAPPENED_TO]->(r)
