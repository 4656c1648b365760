// @name knowledge/save-items
// @access write
// @param rows list
// @returns 
// @doc Creates or updates framework items and clears their place and alignments, which are saved next.
UNWIND $rows AS row
MERGE (i:FrameworkItem {id: row.id})
SET i.frameworkId = row.frameworkId, i.code = row.code, i.statement = row.statement
WITH i
MATCH (i)-[old:ITEM_OF|ALIGNED_TO]->()
DELETE old
