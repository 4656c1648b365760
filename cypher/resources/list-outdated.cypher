// @name resources/list-outdated
// @access read
// @param ids list
// @returns id
// @doc Those whose content changed after everybody who tagged them.
MATCH (r:Resource)
WHERE r.id IN $ids AND r.annotators > 0 AND r.taggedVersion < r.version
RETURN r.id AS id
ORDER BY id
