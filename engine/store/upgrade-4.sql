-- Where a replay can begin, once what came before was thinned out: all that a start would have found then.
CREATE TABLE checkpoints (seq INTEGER PRIMARY KEY, seen INTEGER NOT NULL, body BLOB NOT NULL);
