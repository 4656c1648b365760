// @name annotations/list-examples
// @access read
// @param at number
// @param id string
// @param limit number
// @returns examples, last
// @doc The resources of the next annotations and decisions after one, in order of time and id, with their words and the points that they cover: what suggestion learns from; and the last of those.
CALL () {
  MATCH (a:Annotation)
  WHERE a.at >= datetime({epochMillis: toInteger($at)}) AND (a.at > datetime({epochMillis: toInteger($at)}) OR a.id > $id)
  RETURN a ORDER BY a.at, a.id LIMIT toInteger($limit)
  UNION ALL
  MATCH (a:Decision)
  WHERE a.at >= datetime({epochMillis: toInteger($at)}) AND (a.at > datetime({epochMillis: toInteger($at)}) OR a.id > $id)
    AND a.copiedFrom IS NULL
  RETURN a ORDER BY a.at, a.id LIMIT toInteger($limit)
}
WITH a ORDER BY a.at, a.id LIMIT toInteger($limit)
WITH collect(a) AS page
RETURN CASE WHEN size(page) > 0 THEN {at: last(page).at.epochMillis, id: last(page).id} END AS last,
       COLLECT {
         UNWIND page AS a
         MATCH (a)-[:OF|ON]->(r:Resource)
         WITH DISTINCT r ORDER BY r.id
         RETURN {
           id: r.id,
           text: r.title + '\n' + coalesce(r.description, '') + '\n' + coalesce(r.text, ''),
           pointIds: COLLECT { MATCH (r)-[c:COVERS]->(:KnowledgePoint) WHERE c.role <> 'ASSUMES' RETURN DISTINCT c.knowledgePointId }
         }
       } AS examples
