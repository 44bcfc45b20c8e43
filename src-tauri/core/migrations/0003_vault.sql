-- The vault: every value of the keyring is a row of its own, whoever it belongs to, so that a credential has
-- several named ones and earlier ones stay. A row's ref never changes: another value is another row.

CREATE TABLE secret_value (
  id TEXT PRIMARY KEY,
  owner TEXT NOT NULL CHECK (owner IN ('credential', 'license_key', 'setting')),
  owner_id TEXT NOT NULL,
  -- The thing whose History shows it: the credential, the license of the key, or the setting's name.
  subject_id TEXT NOT NULL,
  -- 'password', 'totp', 'key' or a name of the user's; field_key is the form under which names are equal.
  field TEXT NOT NULL,
  field_key TEXT NOT NULL,
  -- Where it stands in the keyring, and in how many parts. Never the value, nor a hash of it.
  ref TEXT NOT NULL UNIQUE,
  parts INTEGER NOT NULL DEFAULT 1,
  state TEXT NOT NULL DEFAULT 'set',
  changed_on TEXT,
  strength INTEGER CHECK (strength BETWEEN 0 AND 4),
  hint TEXT,
  position INTEGER NOT NULL DEFAULT 0,
  -- Set for a previous value; the one of a field that has none is the current one.
  retired_at TEXT,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, version INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX secret_value_current ON secret_value (owner_id, field_key) WHERE retired_at IS NULL;
CREATE INDEX secret_value_owner ON secret_value (owner_id);
CREATE INDEX secret_value_missing ON secret_value (state) WHERE state = 'missing';

INSERT INTO secret_value (id, owner, owner_id, subject_id, field, field_key, ref, parts, state, changed_on, created_at, updated_at, version)
  SELECT secret_ref, 'credential', id, id, 'password', 'password', secret_ref, secret_parts, secret_state, changed_on, updated_at, updated_at, 1
    FROM credential WHERE secret_ref IS NOT NULL;
INSERT INTO secret_value (id, owner, owner_id, subject_id, field, field_key, ref, parts, state, hint, created_at, updated_at, version)
  SELECT secret_ref, 'license_key', id, license_id, 'key', 'key', secret_ref, secret_parts, secret_state, hint, updated_at, updated_at, 1
    FROM license_key WHERE secret_ref IS NOT NULL;

ALTER TABLE credential DROP COLUMN secret_ref;
ALTER TABLE credential DROP COLUMN secret_parts;
ALTER TABLE credential DROP COLUMN secret_state;
ALTER TABLE credential ADD COLUMN contract_id TEXT;
CREATE INDEX credential_license ON credential (license_id) WHERE license_id IS NOT NULL;
CREATE INDEX credential_contract ON credential (contract_id) WHERE contract_id IS NOT NULL;
CREATE INDEX credential_device ON credential (device_id) WHERE device_id IS NOT NULL;
CREATE INDEX credential_person ON credential (person_id) WHERE person_id IS NOT NULL;

ALTER TABLE license_key DROP COLUMN secret_ref;
ALTER TABLE license_key DROP COLUMN secret_parts;
ALTER TABLE license_key DROP COLUMN secret_state;
ALTER TABLE license_key DROP COLUMN hint;
