// @name annotations/count-contribution
// @access read
// @param teacherId string
// @returns annotations, resources, noneFits, shared, confirmed, firstAt, lastAt, knowledgePoints
// @doc What a teacher's active annotations add up to: tags, what they are of, how many others shared and confirmed.
MATCH (t:Teacher {id: $teacherId})
OPTIONAL MATCH (t)-[:MADE]->(a:Annotation)-[:OF]->(target:Resource|Segment)
WHERE a.status = 'ACTIVE'
OPTIONAL MATCH (a)-[:ABOUT]->(p:KnowledgePoint)
OPTIONAL MATCH (target)-[c:COVERS {role: a.role}]->(p)
WITH a, target, p, c,
     EXISTS { MATCH (other:Teacher)-[:MADE]->(b:Annotation)-[:OF]->(target) WHERE b.status = 'ACTIVE' AND other.id <> $teacherId } AS shared
RETURN count(p) AS annotations, count(DISTINCT target) AS resources, count(CASE WHEN a IS NOT NULL AND p IS NULL THEN 1 END) AS noneFits,
       count(CASE WHEN shared AND p IS NOT NULL THEN 1 END) AS shared,
       count(CASE WHEN shared AND c IS NOT NULL AND c.annotators >= 2 THEN 1 END) AS confirmed,
       min(a.at).epochMillis AS firstAt, max(a.at).epochMillis AS lastAt, count(DISTINCT p) AS knowledgePoints
