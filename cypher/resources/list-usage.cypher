// @name resources/list-usage
// @access read
// @param ids list
// @returns resourceId, viewed, usedInLesson, downloaded, ratings, ratingSum
// @doc How resources were used in all.
UNWIND $ids AS id
MATCH (d:UsageDay)-[:SUMS]->(r:Resource {id: id})
RETURN r.id AS resourceId, sum(d.viewed) AS viewed, sum(d.usedInLesson) AS usedInLesson, sum(d.downloaded) AS downloaded,
       sum(d.ratings) AS ratings, sum(d.ratingSum) AS ratingSum
ORDER BY resourceId
