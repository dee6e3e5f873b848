-- What each server was made of when it was last looked at: roles, channels, members and so on, each a part.
CREATE TABLE inventories (
  guild INTEGER NOT NULL,
  part TEXT NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (guild, part)
) WITHOUT ROWID;
