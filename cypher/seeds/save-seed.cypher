// @name seeds/save-seed
// @access write
// @param name string
// @param at number
// @returns 
// @doc Remembers that a seed was loaded.
MERGE (s:Seed {name: $name})
SET s.at = datetime({epochMillis: toInteger($at)})
