// @name coverage/count-students
// @access read
// @param cells list
// @returns cell, students
// @doc Distinct students with an attempt on any of the points of each cell, by the cell's number. Reads all of them.
UNWIND $cells AS cell
CALL (cell) {
  MATCH (s:Student)-[:MASTERY]->(p:KnowledgePoint)
  WHERE p.id IN cell.pointIds
  RETURN count(DISTINCT s) AS students
}
RETURN cell.number AS cell, students
ORDER BY cell
