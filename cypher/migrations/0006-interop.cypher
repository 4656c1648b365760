// Packages as frameworks came in.
CREATE CONSTRAINT framework_source_id IF NOT EXISTS FOR (n:FrameworkSource) REQUIRE n.frameworkId IS UNIQUE;
