// @name interop/find-resource-sources
// @access read
// @param ids list
// @returns resourceId, document
// @doc The documents that these resources came from.
MATCH (s:ResourceSource)
WHERE s.resourceId IN $ids
RETURN s.resourceId AS resourceId, s.document AS document
