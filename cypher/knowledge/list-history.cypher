// @name knowledge/list-history
// @access read
// @param id string
// @param before number
// @param limit number
// @returns version, at, by, reason, change, total
// @doc The newest edits that concerned a thing, before a version, with those of their changes that may be about it.
MATCH (t:GraphTrail {id: $id})
WITH size(t.versions) AS total, reverse([v IN t.versions WHERE v < toInteger($before)])[0..toInteger($limit)] AS versions
UNWIND versions AS version
MATCH (e:GraphEdit {version: version})
RETURN e.version AS version, e.at.epochMillis AS at, e.by AS by, e.reason AS reason, total,
       [change IN e.change WHERE change CONTAINS $id] AS change
ORDER BY version DESC
