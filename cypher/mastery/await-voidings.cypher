// @name mastery/await-voidings
// @access write
// @param ids list
// @param by string
// @returns
// @doc Remembers voidings of attempts that have not come yet. To make and delete an attempt of the same id waits for whoever keeps one at this moment, and fails once it is kept.
UNWIND $ids AS id
CREATE (place:Attempt {id: id})
DELETE place
MERGE (v:AwaitedVoiding {id: id, by: $by})
ON CREATE SET v.at = datetime()
