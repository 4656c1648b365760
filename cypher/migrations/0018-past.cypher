// Answers as of a moment: which edits had been made by then.
CREATE INDEX graph_edit_at IF NOT EXISTS FOR (n:GraphEdit) ON (n.at);
