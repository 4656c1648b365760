// @name interop/save-resource-sources
// @access write
// @param rows list
// @returns
// @doc Keeps the documents that resources came from, as JSON, in place of older ones.
UNWIND $rows AS row
MERGE (s:ResourceSource {resourceId: row.resourceId})
SET s.document = row.document
