// @name mastery/list-students
// @access read
// @param after string
// @param limit number
// @returns id, chainLength, chainHead
// @doc A page of the students by id.
MATCH (s:Student)
WHERE s.id > $after
RETURN s.id AS id, coalesce(s.chainLength, 0) AS chainLength, s.chainHead AS chainHead
ORDER BY s.id
LIMIT toInteger($limit)
