// @name knowledge/list-proposals
// @access read
// @param id string
// @param status string
// @param subjectId string
// @param by string
// @returns id, by, subjectId, content, at, status, decidedBy, reason, decidedAt, knowledgePointId
// @doc Proposed points, oldest first, of a status, a subject or a person where given.
MATCH (p:PointProposal)
WHERE ($id IS NULL OR p.id = $id) AND ($status IS NULL OR p.status = $status)
  AND ($subjectId IS NULL OR p.subjectId = $subjectId) AND ($by IS NULL OR p.by = $by)
RETURN p.id AS id, p.by AS by, p.subjectId AS subjectId, p.content AS content, p.at.epochMillis AS at, p.status AS status,
       p.decidedBy AS decidedBy, p.reason AS reason, p.decidedAt.epochMillis AS decidedAt, p.knowledgePointId AS knowledgePointId
ORDER BY p.at, id
