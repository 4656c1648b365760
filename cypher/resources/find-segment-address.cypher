// @name resources/find-segment-address
// @access read
// @param code string
// @returns visibleTo, url, ofTitle, title, from, to, unit
// @doc Where a segment of a published resource opens, and for whom.
MATCH (s:Segment {code: $code})<-[:HAS_SEGMENT]-(r:Resource)
WHERE r.status = 'PUBLISHED'
RETURN r.visibleTo AS visibleTo, r.url AS url, r.title AS ofTitle, s.title AS title, s.from AS from, s.to AS to, s.unit AS unit
