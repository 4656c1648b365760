// @name mastery/save-students
// @access write
// @param rows list
// @returns 
// @doc Saves the chains and totals of students.
UNWIND $rows AS row
MATCH (s:Student {id: row.id})
SET s.chainLength = toInteger(row.chainLength), s.chainHead = row.chainHead, s.evidence = row.evidence
