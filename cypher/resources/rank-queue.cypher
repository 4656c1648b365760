// @name resources/rank-queue
// @access write
// @param ids list
// @returns 
// @doc How urgently resources are to be tagged: changed content, one opinion, disagreement, no opinion, each by how much it is used, repeats of others last; no rank: not at all.
UNWIND $ids AS id
MATCH (r:Resource {id: id})
WITH r,
  CASE
    WHEN r.status <> 'PUBLISHED' OR r.flagged THEN null
    WHEN r.taggedVersion < r.version THEN 0.6
    WHEN coalesce(r.annotators, 0) = 0 AND r.settlement = 'DECIDED' THEN null
    WHEN coalesce(r.annotators, 0) = 0 AND EXISTS { (r)-[:NEAR_DUPLICATE_OF]->(:Resource) }
      AND NOT EXISTS { MATCH (d:Decision)-[:ON]->(r) WHERE d.undoneAt IS NOT NULL } THEN 0.05
    WHEN coalesce(r.annotators, 0) = 0 THEN 0.3
    WHEN r.annotators = 1 THEN 0.5
    WHEN r.annotators = 2 AND r.settlement = 'WANTS_DECISION' THEN 0.4
  END AS need,
  coalesce(r.uses, 0) AS uses
SET r.queueRank = need + 0.4 * uses / (uses + 20.0)
