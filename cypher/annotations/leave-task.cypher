// @name annotations/leave-task
// @access write
// @param teacherId string
// @param resourceId string
// @param state string
// @param reason string
// @param at number
// @returns id
// @doc A teacher passes a resource over, or flags it so that nobody is asked to tag it until a reviewer has looked.
MERGE (t:Teacher {id: $teacherId})
WITH t
MATCH (r:Resource {id: $resourceId})
MERGE (t)-[k:TASK]->(r)
SET k.state = $state, k.version = r.version, k.reason = $reason, k.at = datetime({epochMillis: toInteger($at)}), k.until = null,
    r.flagged = CASE WHEN $state = 'FLAGGED' THEN true ELSE r.flagged END
RETURN r.id AS id
