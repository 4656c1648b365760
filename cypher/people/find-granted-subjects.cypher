// @name people/find-granted-subjects
// @access read
// @param appId string
// @returns subjectId
// @doc The subjects granted to the app; none: all.
MATCH (:App {id: $appId})-[:ACTS_FOR]->(subject:Subject)
RETURN subject.id AS subjectId
ORDER BY subjectId
