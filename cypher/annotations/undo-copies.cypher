// @name annotations/undo-copies
// @access write
// @param id string
// @param by string
// @param at number
// @returns copiedFrom, resourceIds
// @doc A copied decision is undone, and not copied to the same resources again unless somebody asks for it; no row where there is none that stands.
MATCH (d:Decision {id: $id})
WHERE d.copiedFrom IS NOT NULL AND d.undoneAt IS NULL
SET d.undoneAt = datetime({epochMillis: toInteger($at)}), d.undoneBy = $by
RETURN d.copiedFrom AS copiedFrom, COLLECT { MATCH (d)-[:ON]->(r:Resource) RETURN r.id ORDER BY r.id } AS resourceIds
