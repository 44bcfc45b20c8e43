-- Where the database is at home, and what its values need for that.

-- The id under which a value stands in the keyring, which need not be this database's own: a copy reads the values of
-- its original and puts its new ones under an id of its own.
ALTER TABLE secret_value ADD COLUMN home_id TEXT;
UPDATE secret_value SET home_id = (SELECT value FROM meta WHERE key = 'database_id');
ALTER TABLE secret_op ADD COLUMN home_id TEXT;
UPDATE secret_op SET home_id = (SELECT value FROM meta WHERE key = 'database_id');

-- What this file may call its own, id by id: it is at home when the keyring has the same token and this file's path.
-- A backup and the copy before a migration are written without these rows.
CREATE TABLE value_home (
  id TEXT PRIMARY KEY,
  token TEXT NOT NULL,
  -- 1: made by this file, so that nobody else ever put a value under it.
  own INTEGER NOT NULL CHECK (own IN (0, 1)),
  claimed_at TEXT NOT NULL
) STRICT;
