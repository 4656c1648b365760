// @name mastery/find-calibration
// @access read
// @returns number, data
// @doc The newest calibration.
MATCH (c:Calibration)
RETURN c.number AS number, c.data AS data
ORDER BY c.number DESC
LIMIT 1
