// @name knowledge/save-subjects
// @access write
// @param rows list
// @returns 
// @doc Creates or updates subjects.
UNWIND $rows AS row
MERGE (s:Subject {id: row.id})
SET s.name = row.name, s.stage = row.stage
