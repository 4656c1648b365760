// @name interop/save-framework-source
// @access write
// @param frameworkId string
// @param content bytes
// @returns
// @doc Keeps the package that a framework came from, compressed, in place of an older one.
MERGE (s:FrameworkSource {frameworkId: $frameworkId})
SET s.content = $content
