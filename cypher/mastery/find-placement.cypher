// @name mastery/find-placement
// @access read
// @param id string
// @returns id, studentId, knowledgePointIds, frameworkItemIds, subjectId, questions, status, at, graphVersion, answeredIds, scores, askedId
// @doc A placement by its id.
MATCH (p:Placement {id: $id})
RETURN p.id AS id, p.studentId AS studentId, p.knowledgePointIds AS knowledgePointIds, p.frameworkItemIds AS frameworkItemIds,
       p.subjectId AS subjectId, p.questions AS questions, p.status AS status, p.at.epochMillis AS at,
       p.graphVersion AS graphVersion, p.answeredIds AS answeredIds, p.scores AS scores, p.askedId AS askedId
