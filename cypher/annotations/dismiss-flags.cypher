// @name annotations/dismiss-flags
// @access write
// @param resourceId string
// @returns dismissed
// @doc A reviewer has looked: the resource may be tagged again, by others than those who flagged it.
MATCH (r:Resource {id: $resourceId})
WITH r, coalesce(r.flagged, false) AS flagged
SET r.flagged = null
WITH r, flagged
CALL (r) {
  MATCH (:Teacher)-[k:TASK {state: 'FLAGGED'}]->(r)
  SET k.state = 'SKIPPED'
}
RETURN flagged AS dismissed
