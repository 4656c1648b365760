// @name knowledge/save-item-places
// @access write
// @param rows list
// @returns 
// @doc Places items beneath their parent item or framework.
UNWIND $rows AS row
MATCH (i:FrameworkItem {id: row.id})
OPTIONAL MATCH (above:FrameworkItem {id: row.parentId})
OPTIONAL MATCH (f:Framework {id: row.frameworkId})
WITH i, row, coalesce(above, f) AS parent
MERGE (i)-[place:ITEM_OF]->(parent)
SET place.order = toInteger(row.order)
