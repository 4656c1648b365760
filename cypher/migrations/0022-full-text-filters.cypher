// What a search filters by stands in the full-text index beside the words, so that the index gives the best that pass.
DROP INDEX resource_text IF EXISTS;
CREATE FULLTEXT INDEX resource_text IF NOT EXISTS
FOR (n:Resource) ON EACH [n.title, n.description, n.text, n.status, n.kind, n.adminLevel, n.language, n.visibleTo]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}};
