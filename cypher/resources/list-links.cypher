// @name resources/list-links
// @access read
// @param after string
// @param checkedBefore number
// @param limit number
// @returns id, url, version, dead
// @doc A page of the published resources whose address has not been looked at since a moment, by id.
MATCH (r:Resource)
WHERE r.status = 'PUBLISHED' AND r.id > $after AND r.url IS NOT NULL
  AND (r.linkCheckedAt IS NULL OR r.linkCheckedAt < datetime({epochMillis: toInteger($checkedBefore)}))
RETURN r.id AS id, r.url AS url, r.version AS version, coalesce(r.linkDead, false) AS dead
ORDER BY r.id
LIMIT toInteger($limit)
