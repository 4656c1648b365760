// @name annotations/count-campaign
// @access read
// @param id string
// @returns done, teachers
// @doc How far a campaign has come: resources with the annotators asked for or a decision, and what each of its people judged, with the person's schools.
MATCH (c:Campaign {id: $id})
RETURN COUNT { MATCH (c)-[:INCLUDES]->(r:Resource) WHERE r.annotators >= c.annotatorsPerResource OR r.settlement = 'DECIDED' } AS done,
       COLLECT {
         MATCH (t:Teacher)-[:ASKED]->(c)
         RETURN {
           teacherId: t.id,
           schoolIds: COLLECT { MATCH (t)-[:TEACHES]->(:Class)-[:OF]->(s:School) RETURN DISTINCT s.id ORDER BY s.id },
           judged: COUNT { MATCH (c)-[:INCLUDES]->(r:Resource) WHERE EXISTS { (t)-[:MADE]->(:Annotation {status: 'ACTIVE'})-[:OF]->(r) } }
         } ORDER BY t.id
       } AS teachers
