// @name interop/find-framework-source
// @access read
// @param frameworkId string
// @returns content
// @doc The package that a framework came from.
MATCH (s:FrameworkSource {frameworkId: $frameworkId})
RETURN s.content AS content
