// Which seeds were loaded, and when: demo data are drawn relative to that moment.
CREATE CONSTRAINT seed_name IF NOT EXISTS FOR (n:Seed) REQUIRE n.name IS UNIQUE;
