-- Where the entries of a vault came from, and addresses without their secrets.

-- The entry that a credential or license is in the vault of another program: what an import after this one finds it
-- by. One row for each program; not in the history, because it says nothing about the thing itself.
CREATE TABLE vault_source (
  id INTEGER PRIMARY KEY,
  credential_id TEXT REFERENCES credential (id) ON DELETE CASCADE,
  license_id TEXT REFERENCES license (id) ON DELETE CASCADE,
  -- The program: 'keepass', 'bitwarden', 'lastpass csv' and so on.
  source TEXT NOT NULL,
  -- The entry's id there, where its files say one.
  source_id TEXT,
  -- Its folders as a JSON list, outermost first; NULL where its files say none.
  folder TEXT,
  CHECK ((credential_id IS NULL) <> (license_id IS NULL))
) STRICT;
CREATE UNIQUE INDEX vault_source_credential ON vault_source (credential_id, source) WHERE credential_id IS NOT NULL;
CREATE UNIQUE INDEX vault_source_license ON vault_source (license_id, source) WHERE license_id IS NOT NULL;
CREATE INDEX vault_source_id ON vault_source (source, source_id) WHERE source_id IS NOT NULL;

-- Addresses with secrets in them were kept as they came. What is marked here is looked through once the keyring is
-- ready: their secrets become values, and rows, history, search index and free pages are cleared of them.
INSERT INTO meta (key, value) SELECT 'addresses_to_part', 'yes' WHERE EXISTS (SELECT 1 FROM meta WHERE key = 'database_id');
