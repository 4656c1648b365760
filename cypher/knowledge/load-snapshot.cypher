// @name knowledge/load-snapshot
// @access read
// @param number number
// @returns graphVersion, snapshot
// @doc The snapshot of a published version.
MATCH (v:GraphVersion {number: toInteger($number)})
RETURN v.graphVersion AS graphVersion, v.snapshot AS snapshot
