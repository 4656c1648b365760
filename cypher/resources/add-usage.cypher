// @name resources/add-usage
// @access write
// @param rows list
// @returns 
// @doc Adds to the sums of days; one sum for each resource, day and sender, so that no sum is written by all.
UNWIND $rows AS row
MATCH (r:Resource {id: row.resourceId})
MERGE (d:UsageDay {key: row.key})
ON CREATE SET d.day = date(row.day), d.viewed = 0, d.usedInLesson = 0, d.downloaded = 0, d.ratings = 0, d.ratingSum = 0
MERGE (d)-[:SUMS]->(r)
SET d.viewed = d.viewed + toInteger(row.viewed), d.usedInLesson = d.usedInLesson + toInteger(row.usedInLesson),
    d.downloaded = d.downloaded + toInteger(row.downloaded), d.ratings = d.ratings + toInteger(row.ratings),
    d.ratingSum = d.ratingSum + toInteger(row.ratingSum)
