// @name resources/sum-usage
// @access write
// @param ids list
// @returns 
// @doc Weighs the last year's use of resources: a view once, a download twice, a lesson five times.
UNWIND $ids AS id
MATCH (r:Resource {id: id})
CALL (r) {
  MATCH (d:UsageDay)-[:SUMS]->(r)
  WHERE d.day >= date() - duration({days: 365})
  RETURN sum(d.viewed + 2 * d.downloaded + 5 * d.usedInLesson) AS uses
}
SET r.uses = uses
