// @name resources/save-step
// @access write
// @param id string
// @param status string
// @param reviewerId string
// @param takenAt number
// @returns 
// @doc The status of a resource, and who has it in review.
MATCH (r:Resource {id: $id})
SET r.status = $status, r.reviewerId = $reviewerId, r.updatedAt = datetime(),
    r.takenAt = CASE WHEN $takenAt IS NULL THEN null ELSE datetime({epochMillis: toInteger($takenAt)}) END
