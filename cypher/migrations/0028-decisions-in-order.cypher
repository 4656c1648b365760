// Decisions in the order of time, as what suggestion learns from next to annotations.
CREATE INDEX decision_at IF NOT EXISTS FOR (n:Decision) ON (n.at);
