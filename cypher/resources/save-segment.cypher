// @name resources/save-segment
// @access write
// @param resourceId string
// @param id string
// @param properties map
// @returns 
// @doc Creates or updates a segment of a resource.
MATCH (r:Resource {id: $resourceId})
MERGE (s:Segment {id: $id})
SET s += $properties
MERGE (r)-[:HAS_SEGMENT]->(s)
