// @name annotations/lease-tasks
// @access write
// @param teacherId string
// @param ids list
// @param wanted number
// @param anew list
// @param until number
// @returns id
// @doc Puts resources into a teacher's hands until a moment, those that others do not already have in hand in the number wanted; those to be judged anew whoever has judged them.
MERGE (t:Teacher {id: $teacherId})
WITH t
UNWIND $ids AS id
MATCH (r:Resource {id: id})
SET r.lockedAt = datetime()
WITH t, r, id,
  CASE
    WHEN id IN $anew THEN 2147483647
    WHEN r.taggedVersion < r.version THEN r.annotators + 1
    WHEN $wanted IS NOT NULL THEN toInteger($wanted)
    WHEN r.settlement = 'WANTS_DECISION' THEN 3
    ELSE 2
  END - coalesce(r.annotators, 0)
  - COUNT { MATCH (other:Teacher)-[k:TASK {state: 'LEASED'}]->(r) WHERE other <> t AND k.until > datetime() } AS free
WHERE free > 0
MERGE (t)-[k:TASK]->(r)
SET k.state = 'LEASED', k.version = -1, k.until = datetime({epochMillis: toInteger($until)})
RETURN r.id AS id
ORDER BY id
