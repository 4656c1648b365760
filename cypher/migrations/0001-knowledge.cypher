// Subjects, knowledge points, frameworks and the trail of edits.
CREATE CONSTRAINT subject_id IF NOT EXISTS FOR (n:Subject) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT knowledge_point_id IF NOT EXISTS FOR (n:KnowledgePoint) REQUIRE n.id IS UNIQUE;
CREATE INDEX knowledge_point_code IF NOT EXISTS FOR (n:KnowledgePoint) ON (n.code);
CREATE CONSTRAINT framework_id IF NOT EXISTS FOR (n:Framework) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT framework_item_id IF NOT EXISTS FOR (n:FrameworkItem) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT graph_edit_version IF NOT EXISTS FOR (n:GraphEdit) REQUIRE n.version IS UNIQUE;
CREATE CONSTRAINT graph_state_id IF NOT EXISTS FOR (n:GraphState) REQUIRE n.id IS UNIQUE;
