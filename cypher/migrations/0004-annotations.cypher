// Annotations; `key` is teacher, target, point and role, of which there is one.
CREATE CONSTRAINT annotation_id IF NOT EXISTS FOR (n:Annotation) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT annotation_key IF NOT EXISTS FOR (n:Annotation) REQUIRE n.key IS UNIQUE;
CREATE INDEX annotation_at IF NOT EXISTS FOR (n:Annotation) ON (n.at);
CREATE INDEX resource_annotators IF NOT EXISTS FOR (n:Resource) ON (n.annotators);
