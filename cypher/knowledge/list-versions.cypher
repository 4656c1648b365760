// @name knowledge/list-versions
// @access read
// @returns number, graphVersion, by, note, at, points, prerequisites
// @doc The published versions, newest first, without their snapshots.
MATCH (v:GraphVersion)
RETURN v.number AS number, v.graphVersion AS graphVersion, v.by AS by, v.note AS note, v.at.epochMillis AS at,
       v.points AS points, v.prerequisites AS prerequisites
ORDER BY number DESC
