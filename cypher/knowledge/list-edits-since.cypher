// @name knowledge/list-edits-since
// @access read
// @param version number
// @param limit number
// @returns version, change
// @doc The edits after a version, oldest first.
MATCH (e:GraphEdit)
WHERE e.version > $version
RETURN e.version AS version, e.change AS change
ORDER BY e.version
LIMIT toInteger($limit)
