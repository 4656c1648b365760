// @name people/find-unknown
// @access read
// @param schoolIds string[]
// @param subjectIds string[]
// @returns schoolIds, subjectIds
// @doc Which of these schools and subjects do not exist.
RETURN [id IN $schoolIds WHERE NOT EXISTS { (:School {id: id}) }] AS schoolIds,
       [id IN $subjectIds WHERE NOT EXISTS { (:Subject {id: id}) }] AS subjectIds
