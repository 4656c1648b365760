// @name annotations/list-campaigns
// @access read
// @param id string
// @param teacherId string
// @returns id, title, by, annotatorsPerResource, deadline, at, teacherIds, resources
// @doc Campaigns, the newest first; one where an id is given, those of a teacher where one is.
MATCH (c:Campaign)
WHERE ($id IS NULL OR c.id = $id)
  AND ($teacherId IS NULL OR EXISTS { (:Teacher {id: $teacherId})-[:ASKED]->(c) })
RETURN c.id AS id, c.title AS title, c.by AS by, c.annotatorsPerResource AS annotatorsPerResource,
       c.deadline.epochMillis AS deadline, c.at.epochMillis AS at,
       COLLECT { MATCH (t:Teacher)-[:ASKED]->(c) RETURN t.id ORDER BY t.id } AS teacherIds,
       COUNT { (c)-[:INCLUDES]->(:Resource) } AS resources
ORDER BY at DESC, id
