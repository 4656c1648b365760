// Bands of resources that may be repeated, and decisions that were copied to repeats.
CREATE INDEX resource_band0 IF NOT EXISTS FOR (n:Resource) ON (n.band0);
CREATE INDEX resource_band1 IF NOT EXISTS FOR (n:Resource) ON (n.band1);
CREATE INDEX resource_band2 IF NOT EXISTS FOR (n:Resource) ON (n.band2);
CREATE INDEX resource_band3 IF NOT EXISTS FOR (n:Resource) ON (n.band3);
CREATE INDEX resource_band4 IF NOT EXISTS FOR (n:Resource) ON (n.band4);
CREATE INDEX decision_copied_from IF NOT EXISTS FOR (n:Decision) ON (n.copiedFrom);
