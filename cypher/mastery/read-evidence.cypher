// @name mastery/read-evidence
// @access read
// @param students list
// @param teacherId string | null
// @param classIds string[]
// @param appId string | null
// @returns studentId, chainLength, chainHead, skipped, totals, points, taught, actedFor
// @doc What students' attempts say: totals, and for each named point its evidence; nulls while the chain ends as the caller knows. With it what people/find-student-standing tells.
UNWIND $students AS known
MATCH (s:Student {id: known.id})
// Read before what it vouches for, as others write meanwhile.
WITH s, known, s.chainHead AS chainHead, coalesce(s.chainLength, 0) AS chainLength
WITH *, coalesce(chainHead = known.chainHead, false) AS isKnown
RETURN s.id AS studentId, chainLength, chainHead, coalesce(s.skipped, []) AS skipped,
       CASE WHEN isKnown THEN null ELSE s.evidence END AS totals,
       CASE WHEN isKnown THEN null ELSE COLLECT { MATCH (s)-[m:MASTERY]->(p:KnowledgePoint) RETURN [p.id, m.evidence] } END AS points,
       EXISTS { MATCH (s)-[:MEMBER_OF]->(c:Class) WHERE c.id IN $classIds }
         OR EXISTS { MATCH (s)-[:MEMBER_OF]->(:Class)<-[:TEACHES]-(t:Teacher) WHERE t.id = $teacherId } AS taught,
       EXISTS { MATCH (s)<-[:ACTS_FOR]-(a:App) WHERE a.id = $appId }
         OR EXISTS { MATCH (s)-[:MEMBER_OF]->(:Class)-[:OF]->(:School)<-[:ACTS_FOR]-(a:App) WHERE a.id = $appId } AS actedFor
