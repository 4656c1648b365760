// @name seeds/find-seed
// @access read
// @param name string
// @returns at
// @doc When a seed was loaded.
MATCH (s:Seed {name: $name})
RETURN s.at.epochMillis AS at
