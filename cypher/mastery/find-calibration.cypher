// @name mastery/find-calibration
// @access read
// @param number number
// @param by number
// @param held list
// @returns number, data
// @doc The newest calibration; of this number, or made by this moment, where they are given. Of held ones the number alone.
MATCH (c:Calibration)
WHERE ($number IS NULL OR c.number = $number) AND ($by IS NULL OR c.at <= datetime({epochMillis: toInteger($by)}))
RETURN c.number AS number, CASE WHEN c.number IN $held THEN null ELSE c.data END AS data
ORDER BY c.number DESC
LIMIT 1
