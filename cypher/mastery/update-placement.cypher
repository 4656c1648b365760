// @name mastery/update-placement
// @access write
// @param id string
// @param state map
// @returns id
// @doc Replaces what changes of a placement: status, when and on which graph it changed, points answered with their scores, the point asked about.
MATCH (p:Placement {id: $id})
SET p.status = $state.status, p.at = datetime({epochMillis: toInteger($state.at)}), p.graphVersion = toInteger($state.graphVersion),
    p.answeredIds = $state.answeredIds, p.scores = $state.scores, p.askedId = $state.askedId
RETURN p.id AS id
