// Decisions on disputed tags, how far the judgement of each target has come, and the lives of resources.
CREATE CONSTRAINT decision_id IF NOT EXISTS FOR (n:Decision) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT life_event_id IF NOT EXISTS FOR (n:LifeEvent) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT campaign_id IF NOT EXISTS FOR (n:Campaign) REQUIRE n.id IS UNIQUE;
CREATE INDEX resource_queue_rank IF NOT EXISTS FOR (n:Resource) ON (n.queueRank);
CREATE INDEX resource_flagged IF NOT EXISTS FOR (n:Resource) ON (n.flagged);
CREATE CONSTRAINT usage_event_id IF NOT EXISTS FOR (n:UsageEvent) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT usage_day_key IF NOT EXISTS FOR (n:UsageDay) REQUIRE n.key IS UNIQUE;
CREATE INDEX resource_link_dead IF NOT EXISTS FOR (n:Resource) ON (n.linkDead);
CREATE INDEX resource_settlement IF NOT EXISTS FOR (n:Resource) ON (n.settlement);
CREATE INDEX segment_settlement IF NOT EXISTS FOR (n:Segment) ON (n.settlement);
CREATE INDEX teacher_answers IF NOT EXISTS FOR (n:Teacher) ON (n.answers);
