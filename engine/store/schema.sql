-- The journal's tables. `partition` is blake2b(guild) mod 256: beyond one machine each has one owner.
-- A column or table is only ever added, by `upgrade-2.sql` and so on; `PRAGMA user_version` counts.
CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
-- Inputs that caused nothing, those of one guild and one commit packed together.
CREATE TABLE segments (
  last_seq INTEGER PRIMARY KEY,
  batch INTEGER NOT NULL,
  partition INTEGER NOT NULL,
  guild INTEGER,
  last_seen INTEGER NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX segments_guild ON segments (guild);
-- Signals that met a document, and derived ones, with what they hit and caused.
CREATE TABLE signals (
  seq INTEGER PRIMARY KEY,
  batch INTEGER NOT NULL,
  partition INTEGER NOT NULL,
  guild INTEGER,
  seen INTEGER NOT NULL,
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  body BLOB NOT NULL,
  hits BLOB,
  effects BLOB,
  skipped BLOB,
  moment BLOB  -- [now, base] where they are not `seen`
);
CREATE INDEX signals_id ON signals (id);
CREATE INDEX signals_guild ON signals (guild);
-- What people wrote, apart from the journal, so that it can be forgotten without breaking it.
-- One row for each commit and guild.
CREATE TABLE texts (
  last_seq INTEGER PRIMARY KEY,
  batch INTEGER NOT NULL,
  guild INTEGER,
  last_seen INTEGER NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX texts_batch ON texts (batch);
CREATE TABLE states (
  document TEXT NOT NULL,
  key TEXT NOT NULL,
  partition INTEGER NOT NULL,
  guild INTEGER,
  seq INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (document, key)
) WITHOUT ROWID;
CREATE TABLE timers (
  document TEXT NOT NULL,
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  partition INTEGER NOT NULL,
  guild INTEGER,
  wake INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (document, key, name)
) WITHOUT ROWID;
CREATE TABLE outbox (
  number INTEGER PRIMARY KEY,  -- the order in which they were planned
  id TEXT NOT NULL UNIQUE,
  seq INTEGER NOT NULL,
  partition INTEGER NOT NULL,
  guild INTEGER,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX outbox_open ON outbox (number) WHERE state IN ('pending', 'sending');
CREATE INDEX outbox_seq ON outbox (seq);
CREATE TABLE records (
  id TEXT PRIMARY KEY,
  seq INTEGER NOT NULL,
  partition INTEGER NOT NULL,
  guild INTEGER,
  name TEXT NOT NULL,
  body BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE marks (
  guild INTEGER NOT NULL,  -- 0 for none
  source TEXT NOT NULL,
  id INTEGER NOT NULL,
  PRIMARY KEY (guild, source)
) WITHOUT ROWID;
CREATE TABLE rulebooks (hash TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE reloads (seq INTEGER PRIMARY KEY, seen INTEGER NOT NULL, hash TEXT NOT NULL);
