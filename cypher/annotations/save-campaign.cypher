// @name annotations/save-campaign
// @access write
// @param campaign map
// @param resourceIds list
// @returns created
// @doc Creates a campaign with its people and resources; no row where one with this id exists.
OPTIONAL MATCH (existing:Campaign {id: $campaign.id})
WITH existing WHERE existing IS NULL
CREATE (c:Campaign {id: $campaign.id, title: $campaign.title, by: $campaign.by,
  annotatorsPerResource: toInteger($campaign.annotatorsPerResource),
  deadline: CASE WHEN $campaign.deadline IS NULL THEN null ELSE datetime({epochMillis: toInteger($campaign.deadline)}) END,
  at: datetime({epochMillis: toInteger($campaign.at)})})
WITH c
CALL (c) {
  UNWIND $campaign.teacherIds AS teacherId
  MERGE (t:Teacher {id: teacherId})
  MERGE (t)-[:ASKED]->(c)
}
CALL (c) {
  UNWIND $resourceIds AS id
  MATCH (r:Resource {id: id})
  MERGE (c)-[:INCLUDES]->(r)
}
RETURN true AS created
