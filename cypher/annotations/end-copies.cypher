// @name annotations/end-copies
// @access write
// @param ids list
// @param at number
// @returns resourceId
// @doc Copied decisions stand no longer, as what they were copied from is settled otherwise; returns the resources that had them.
MATCH (d:Decision)
WHERE d.id IN $ids
SET d.undoneAt = datetime({epochMillis: toInteger($at)})
WITH d
MATCH (d)-[on:ON]->(r:Resource)
DELETE on
RETURN r.id AS resourceId
ORDER BY resourceId
