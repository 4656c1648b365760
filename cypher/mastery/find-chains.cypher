// @name mastery/find-chains
// @access read
// @param ids list
// @returns id, chainLength, chainHead
// @doc The length and head of students' chains now.
UNWIND $ids AS id
MATCH (s:Student {id: id})
RETURN s.id AS id, coalesce(s.chainLength, 0) AS chainLength, s.chainHead AS chainHead
ORDER BY id
