// @name coverage/list-class-attempts
// @access read
// @param studentIds list
// @param filter map
// @param limit number
// @returns studentId, id, at, score, resourceId, partId, knowledgePointIds, amends, voids
// @doc Entries of students' chains that name a resource, in the order of the chains; an amendment carries what it amends.
UNWIND $studentIds AS studentId
MATCH (s:Student {id: studentId})<-[:BY]-(a:Attempt)
WHERE a.resourceId IS NOT NULL
  AND ($filter.resourceIds IS NULL OR a.resourceId IN $filter.resourceIds)
  AND ($filter.setting IS NULL OR a.setting = $filter.setting)
  AND ($filter.from IS NULL OR a.at >= datetime({epochMillis: toInteger($filter.from)}))
  AND ($filter.to IS NULL OR a.at < datetime({epochMillis: toInteger($filter.to)}))
WITH s, a LIMIT toInteger($limit)
RETURN s.id AS studentId, a.id AS id, a.at.epochMillis AS at, a.score AS score, a.resourceId AS resourceId, a.partId AS partId,
       a.knowledgePointIds AS knowledgePointIds, a.amends AS amends, a.voids AS voids
ORDER BY studentId, a.sequence
