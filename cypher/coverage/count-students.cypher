// @name coverage/count-students
// @access read
// @param leaves list
// @param dimensions list
// @param owners list
// @returns keys, students
// @doc Distinct students with an attempt on the leaves of each cell; a leaf's evidence may name a point above it.
UNWIND $leaves AS leaf
UNWIND leaf.items AS item
WITH leaf, [dimension IN $dimensions | coalesce(toString(CASE dimension
    WHEN 'KNOWLEDGE_POINT' THEN leaf.id
    WHEN 'SUBJECT' THEN leaf.subjectId
    WHEN 'GRADE' THEN toInteger(leaf.grade)
    WHEN 'FRAMEWORK_ITEM' THEN item
  END), '') ] AS keys
UNWIND leaf.namedBy AS named
MATCH (s:Student)-[:MASTERY]->(:KnowledgePoint {id: named})
WHERE $owners IS NULL OR EXISTS { MATCH (s)-[:MEMBER_OF]->(:Class)-[:OF]->(school:School) WHERE school.id IN $owners }
RETURN keys, count(DISTINCT s) AS students
ORDER BY keys
