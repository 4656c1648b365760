// @name mastery/find-calibration
// @access read
// @param number number
// @param by number
// @returns number, data
// @doc The newest calibration; of this number, or made by this moment, where they are given.
MATCH (c:Calibration)
WHERE ($number IS NULL OR c.number = $number) AND ($by IS NULL OR c.at <= datetime({epochMillis: toInteger($by)}))
RETURN c.number AS number, c.data AS data
ORDER BY c.number DESC
LIMIT 1
