-- Rows that steps recorded are read by their table and guild, the newest first.
CREATE INDEX records_of ON records (name, guild, seq);
