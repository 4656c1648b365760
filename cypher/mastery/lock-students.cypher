// @name mastery/lock-students
// @access write
// @param ids list
// @returns id, chainLength, chainHead, evidence
// @doc Students, locked in the order of their ids until the transaction ends; unknown ones are created.
UNWIND $ids AS id
MERGE (s:Student {id: id})
SET s.chainLength = coalesce(s.chainLength, 0)
RETURN s.id AS id, s.chainLength AS chainLength, s.chainHead AS chainHead, s.evidence AS evidence
ORDER BY id
