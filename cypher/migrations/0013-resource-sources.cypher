// Documents as resources came in.
CREATE CONSTRAINT resource_source_id IF NOT EXISTS FOR (n:ResourceSource) REQUIRE n.resourceId IS UNIQUE;
