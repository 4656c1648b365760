// @name knowledge/find-edits-by
// @access read
// @param at number
// @returns version
// @doc The last edit that was made by a moment.
MATCH (e:GraphEdit)
WHERE e.at <= datetime({epochMillis: toInteger($at)})
RETURN e.version AS version
ORDER BY e.at DESC
LIMIT 1
