// Voidings that came before what they void wait for it, one of each reporter.
CREATE CONSTRAINT awaited_voiding_id_by IF NOT EXISTS FOR (n:AwaitedVoiding) REQUIRE (n.id, n.by) IS UNIQUE;
