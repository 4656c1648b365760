// @name resources/rank-queue
// @access write
// @param ids list
// @returns 
// @doc How urgently resources are to be tagged: changed content, one opinion, disagreement, no opinion, each by how much it is used; no rank: not at all.
UNWIND $ids AS id
MATCH (r:Resource {id: id})
WITH r,
  CASE
    WHEN r.status <> 'PUBLISHED' OR r.flagged THEN null
    WHEN coalesce(r.annotators, 0) = 0 THEN 0.3
    WHEN r.taggedVersion < r.version THEN 0.6
    WHEN r.annotators = 1 THEN 0.5
    WHEN r.annotators = 2 AND r.settlement = 'WANTS_DECISION' THEN 0.4
  END AS need,
  coalesce(r.uses, 0) AS uses
SET r.queueRank = need + 0.4 * uses / (uses + 20.0)
