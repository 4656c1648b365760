// @name recommender/sum-reports
// @access read
// @param subjectId string
// @returns pointId, students, counts
// @doc What was reported of steps to each point of a subject, over all students.
MATCH (:Subject {id: $subjectId})<-[:IN_SUBJECT]-(p:KnowledgePoint)<-[r:REPORTED]-(:Student)
RETURN p.id AS pointId, count(r) AS students,
       [sum(toInteger(r.counts[0])), sum(toInteger(r.counts[1])), sum(toInteger(r.counts[2])), sum(toInteger(r.counts[3]))] AS counts
ORDER BY pointId
