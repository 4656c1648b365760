// Resources, their segments, who sees them, and what they cover.
CREATE CONSTRAINT resource_id IF NOT EXISTS FOR (n:Resource) REQUIRE n.id IS UNIQUE;
CREATE INDEX resource_status IF NOT EXISTS FOR (n:Resource) ON (n.status, n.id);
CREATE INDEX resource_registered_by IF NOT EXISTS FOR (n:Resource) ON (n.registeredBy);
CREATE INDEX resource_owner IF NOT EXISTS FOR (n:Resource) ON (n.ownerId);
CREATE INDEX resource_visible_to IF NOT EXISTS FOR (n:Resource) ON (n.visibleTo);
CREATE FULLTEXT INDEX resource_text IF NOT EXISTS FOR (n:Resource) ON EACH [n.title, n.description, n.text]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}};
CREATE CONSTRAINT segment_id IF NOT EXISTS FOR (n:Segment) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT segment_code IF NOT EXISTS FOR (n:Segment) REQUIRE n.code IS UNIQUE;
CREATE INDEX covers_rank IF NOT EXISTS FOR ()-[c:COVERS]-() ON (c.knowledgePointId, c.rank);
