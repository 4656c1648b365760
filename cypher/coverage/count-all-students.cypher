// @name coverage/count-all-students
// @access read
// @returns students
// @doc How many students there are.
MATCH (s:Student)
RETURN count(s) AS students
