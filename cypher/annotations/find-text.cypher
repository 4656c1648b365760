// @name annotations/find-text
// @access read
// @param id string
// @returns text
// @doc The words of a resource.
MATCH (r:Resource {id: $id})
RETURN r.title + '\n' + coalesce(r.description, '') + '\n' + coalesce(r.text, '') AS text
