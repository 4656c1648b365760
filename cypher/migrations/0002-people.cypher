// Ids of people, classes, places and apps are unique; each constraint brings the index for looking up by id.
CREATE CONSTRAINT student_id IF NOT EXISTS FOR (s:Student) REQUIRE s.id IS UNIQUE;
CREATE CONSTRAINT teacher_id IF NOT EXISTS FOR (t:Teacher) REQUIRE t.id IS UNIQUE;
CREATE CONSTRAINT class_id IF NOT EXISTS FOR (c:Class) REQUIRE c.id IS UNIQUE;
CREATE CONSTRAINT school_id IF NOT EXISTS FOR (s:School) REQUIRE s.id IS UNIQUE;
CREATE CONSTRAINT district_id IF NOT EXISTS FOR (d:District) REQUIRE d.id IS UNIQUE;
CREATE CONSTRAINT app_id IF NOT EXISTS FOR (a:App) REQUIRE a.id IS UNIQUE;
