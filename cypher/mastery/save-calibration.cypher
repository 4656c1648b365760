// @name mastery/save-calibration
// @access write
// @param number number
// @param data string
// @returns 
// @doc Keeps a calibration under its number; earlier ones stay, as answers were given by them.
CREATE (c:Calibration {number: toInteger($number), at: datetime(), data: $data})
