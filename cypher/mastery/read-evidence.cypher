// @name mastery/read-evidence
// @access read
// @param students list
// @returns studentId, chainLength, chainHead, skipped, totals, points
// @doc What students' attempts say: totals, and for each named point its evidence; nulls while the chain ends as the caller knows.
UNWIND $students AS known
MATCH (s:Student {id: known.id})
// Read before what it vouches for, as others write meanwhile.
WITH s, known, s.chainHead AS chainHead, coalesce(s.chainLength, 0) AS chainLength
WITH *, coalesce(chainHead = known.chainHead, false) AS isKnown
RETURN s.id AS studentId, chainLength, chainHead, coalesce(s.skipped, []) AS skipped,
       CASE WHEN isKnown THEN null ELSE s.evidence END AS totals,
       CASE WHEN isKnown THEN null ELSE COLLECT { MATCH (s)-[m:MASTERY]->(p:KnowledgePoint) RETURN [p.id, m.evidence] } END AS points
