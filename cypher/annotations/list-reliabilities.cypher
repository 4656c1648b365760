// @name annotations/list-reliabilities
// @access read
// @param limit number
// @returns annotatorId, accuracy, sensitivity, specificity, answers, at
// @doc How far annotators can be relied on, as the last consensus found; the least accurate first.
MATCH (t:Teacher)
WHERE t.answers > 0
RETURN t.id AS annotatorId, t.accuracy AS accuracy, t.sensitivity AS sensitivity, t.specificity AS specificity,
       t.answers AS answers, t.reliabilityAt.epochMillis AS at
ORDER BY accuracy, annotatorId
LIMIT toInteger($limit)
