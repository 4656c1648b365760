// @name people/find-places
// @access read
// @param places string[]
// @param teacherId string | null
// @param classIds string[]
// @param studentIds string[]
// @param appId string | null
// @returns placeId, districtId, schoolIds
// @doc The places of a principal: those of the token, the schools of its classes, the schools granted; each with the district it lies in or the schools it has.
CALL () {
  UNWIND $places AS placeId
  RETURN placeId
  UNION
  MATCH (t:Teacher)-[:TEACHES]->(:Class)-[:OF]->(school:School)
  WHERE t.id = $teacherId
  RETURN school.id AS placeId
  UNION
  MATCH (c:Class)-[:OF]->(school:School)
  WHERE c.id IN $classIds
  RETURN school.id AS placeId
  UNION
  MATCH (s:Student)-[:MEMBER_OF]->(:Class)-[:OF]->(school:School)
  WHERE s.id IN $studentIds
  RETURN school.id AS placeId
  UNION
  MATCH (a:App)-[:ACTS_FOR]->(school:School)
  WHERE a.id = $appId
  RETURN school.id AS placeId
}
RETURN placeId,
       head(COLLECT { MATCH (:School {id: placeId})-[:IN]->(d:District) RETURN d.id }) AS districtId,
       COLLECT { MATCH (school:School)-[:IN]->(:District {id: placeId}) RETURN school.id ORDER BY school.id } AS schoolIds
ORDER BY placeId
