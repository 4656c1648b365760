// @name resources/find-segment-address
// @access read
// @param code string
// @returns url, ofTitle, title, from, to, unit
// @doc Where a segment of a published resource opens.
MATCH (s:Segment {code: $code})<-[:HAS_SEGMENT]-(r:Resource)
WHERE r.status = 'PUBLISHED' AND r.visibleTo = '*'
RETURN r.url AS url, r.title AS ofTitle, s.title AS title, s.from AS from, s.to AS to, s.unit AS unit
