// @name resources/save-links
// @access write
// @param rows list
// @param at number
// @returns 
// @doc What was found of addresses; that nothing could be told leaves the last finding.
UNWIND $rows AS row
MATCH (r:Resource {id: row.id})
SET r.linkCheckedAt = datetime({epochMillis: toInteger($at)}), r.linkDead = CASE WHEN row.dead THEN true END
