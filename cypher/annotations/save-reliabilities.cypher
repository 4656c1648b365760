// @name annotations/save-reliabilities
// @access write
// @param rows list
// @param at number
// @returns 
// @doc Keeps how far annotators can be relied on.
UNWIND $rows AS row
MATCH (t:Teacher {id: row.annotatorId})
SET t.accuracy = row.accuracy, t.sensitivity = row.sensitivity, t.specificity = row.specificity,
    t.answers = toInteger(row.answers), t.reliabilityAt = datetime({epochMillis: toInteger($at)})
