// @name knowledge/count-touched
// @access read
// @param pointIds list
// @returns annotations, resources, students, classes
// @doc Active annotations about points, the resources that they are of, students with evidence of the points, and these students' classes.
CALL () {
  UNWIND $pointIds AS pointId
  MATCH (:KnowledgePoint {id: pointId})<-[:ABOUT]-(a:Annotation {status: 'ACTIVE'})-[:OF]->(target:Resource|Segment)
  OPTIONAL MATCH (whole:Resource)-[:HAS_SEGMENT]->(target)
  RETURN count(a) AS annotations, count(DISTINCT coalesce(whole, target)) AS resources
}
CALL () {
  UNWIND $pointIds AS pointId
  MATCH (:KnowledgePoint {id: pointId})<-[:MASTERY]-(s:Student)
  WITH DISTINCT s
  OPTIONAL MATCH (s)-[:MEMBER_OF]->(c:Class)
  RETURN count(DISTINCT s) AS students, count(DISTINCT c) AS classes
}
RETURN annotations, resources, students, classes
