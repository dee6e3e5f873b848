-- What the signals of a segment met, where they met anything; documents by numbers of the store's own.
ALTER TABLE segments ADD COLUMN hits BLOB;
CREATE TABLE names (number INTEGER PRIMARY KEY, document TEXT NOT NULL UNIQUE);
