-- Rulebooks document by document: an edit of one among thousands writes that one, and a list of digests.
-- Whole ones of before stay where they are.
CREATE TABLE documents (digest BLOB PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE books (hash TEXT PRIMARY KEY, digests BLOB NOT NULL) WITHOUT ROWID;
