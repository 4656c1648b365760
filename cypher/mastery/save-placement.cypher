// @name mastery/save-placement
// @access write
// @param id string
// @param studentId string
// @param by string
// @param knowledgePointIds list
// @param frameworkItemIds list
// @param subjectId string | null
// @param questions number
// @param state map
// @returns id
// @doc Creates a placement of a student who is known, with its state as mastery/update-placement takes it.
MATCH (s:Student {id: $studentId})
CREATE (p:Placement {id: $id})-[:OF]->(s)
SET p.studentId = $studentId, p.by = $by, p.knowledgePointIds = $knowledgePointIds, p.frameworkItemIds = $frameworkItemIds,
    p.subjectId = $subjectId, p.questions = toInteger($questions), p.createdAt = datetime({epochMillis: toInteger($state.at)}),
    p.status = $state.status, p.at = datetime({epochMillis: toInteger($state.at)}), p.graphVersion = toInteger($state.graphVersion),
    p.answeredIds = $state.answeredIds, p.scores = $state.scores, p.askedId = $state.askedId
RETURN p.id AS id
