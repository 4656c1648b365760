// The trail by thing, published versions, drafts with their discussion, proposals.
CREATE CONSTRAINT graph_trail_id IF NOT EXISTS FOR (n:GraphTrail) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT graph_version_number IF NOT EXISTS FOR (n:GraphVersion) REQUIRE n.number IS UNIQUE;
CREATE CONSTRAINT graph_draft_id IF NOT EXISTS FOR (n:GraphDraft) REQUIRE n.id IS UNIQUE;
CREATE INDEX graph_draft_status IF NOT EXISTS FOR (n:GraphDraft) ON (n.status);
CREATE CONSTRAINT point_proposal_id IF NOT EXISTS FOR (n:PointProposal) REQUIRE n.id IS UNIQUE;
CREATE INDEX point_proposal_status IF NOT EXISTS FOR (n:PointProposal) ON (n.status);
