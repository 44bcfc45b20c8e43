-- Hardware in full: what a device consists of, stands in and is worth; who had it when; templates, claims,
-- stock-takes; people who start and leave. Dates and money as in 0001.

ALTER TABLE device ADD COLUMN parent_id TEXT REFERENCES device (id);
ALTER TABLE device ADD COLUMN cpu TEXT;
ALTER TABLE device ADD COLUMN memory TEXT;
ALTER TABLE device ADD COLUMN storage TEXT;
-- Months of straight-line depreciation, and what is left at their end, in the currency of the price.
ALTER TABLE device ADD COLUMN depreciation_months INTEGER;
ALTER TABLE device ADD COLUMN residual_minor INTEGER;
ALTER TABLE device ADD COLUMN disposed_on TEXT;
ALTER TABLE device ADD COLUMN proceeds_minor INTEGER;
ALTER TABLE device ADD COLUMN proceeds_currency TEXT;
ALTER TABLE device ADD COLUMN wipe_note TEXT;
ALTER TABLE device ADD COLUMN last_seen_on TEXT;
-- The quarter a replacement was moved to by hand, such as 2027-Q3; empty: where the expected life ends.
ALTER TABLE device ADD COLUMN refresh_quarter TEXT;
-- Derived in Rust: the day by which a lent device is to be back.
ALTER TABLE device ADD COLUMN loan_due TEXT;
CREATE INDEX device_parent ON device (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX device_loan_due ON device (loan_due) WHERE loan_due IS NOT NULL;

-- Who had a device where: one row for each act, with the state after it. Ordered by on_date, then seq.
CREATE TABLE custody_entry (
  id TEXT PRIMARY KEY,
  device_id TEXT NOT NULL REFERENCES device (id),
  act TEXT NOT NULL,
  on_date TEXT NOT NULL,
  seq INTEGER NOT NULL,
  holder_id TEXT REFERENCES person (id),
  location_id TEXT REFERENCES location (id),
  status TEXT NOT NULL,
  return_by TEXT,
  repaired_by TEXT,
  accessories TEXT, condition TEXT, note TEXT,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, version INTEGER NOT NULL,
  UNIQUE (device_id, seq)
) STRICT;
CREATE INDEX custody_entry_holder ON custody_entry (holder_id) WHERE holder_id IS NOT NULL;

-- What was claimed under a device's warranty, and what came of it.
CREATE TABLE warranty_claim (
  id TEXT PRIMARY KEY,
  device_id TEXT NOT NULL REFERENCES device (id),
  warranty_id TEXT REFERENCES warranty (id),
  claimed_on TEXT NOT NULL,
  number TEXT,
  fault TEXT NOT NULL,
  outcome TEXT NOT NULL DEFAULT 'open',
  closed_on TEXT,
  note TEXT,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, version INTEGER NOT NULL
) STRICT;
CREATE INDEX warranty_claim_device ON warranty_claim (device_id);
CREATE INDEX warranty_claim_warranty ON warranty_claim (warranty_id) WHERE warranty_id IS NOT NULL;

-- Defaults for the devices of a category; devices name their category by its text.
CREATE TABLE device_category (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL UNIQUE,
  expected_life_months INTEGER,
  warranty_months INTEGER,
  depreciation_months INTEGER,
  -- Whole percent of the price that is left at the end of depreciation.
  residual_percent INTEGER,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, version INTEGER NOT NULL
) STRICT;

-- A model that is bought again and again; its price is what a replacement costs today.
CREATE TABLE device_model (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  manufacturer TEXT,
  manufacturer_key TEXT NOT NULL DEFAULT '',
  category TEXT,
  expected_life_months INTEGER,
  warranty_months INTEGER,
  price_minor INTEGER, price_currency TEXT,
  operating_system TEXT,
  notes TEXT,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, version INTEGER NOT NULL,
  UNIQUE (manufacturer_key, name_key)
) STRICT;

-- What a role needs on the first day.
CREATE TABLE kit (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL UNIQUE,
  notes TEXT,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, version INTEGER NOT NULL
) STRICT;

CREATE TABLE kit_item (
  id TEXT PRIMARY KEY,
  kit_id TEXT NOT NULL REFERENCES kit (id),
  position INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('model', 'license', 'access')),
  model_id TEXT REFERENCES device_model (id),
  license_id TEXT REFERENCES license (id),
  label TEXT,
  quantity INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX kit_item_kit ON kit_item (kit_id);

-- What is to be done, and was done, when a person starts or leaves.
CREATE TABLE checklist_item (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  process TEXT NOT NULL CHECK (process IN ('starting', 'leaving')),
  kind TEXT NOT NULL CHECK (kind IN ('device', 'seat', 'credential', 'access')),
  label TEXT NOT NULL,
  -- The device, license or credential it is about, when there is one.
  subject_id TEXT,
  position INTEGER NOT NULL,
  done_on TEXT,
  note TEXT,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, version INTEGER NOT NULL
) STRICT;
CREATE INDEX checklist_item_person ON checklist_item (person_id, process);

-- Who knows a login besides its owner.
CREATE TABLE credential_access (
  id TEXT PRIMARY KEY,
  credential_id TEXT NOT NULL REFERENCES credential (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  since_on TEXT,
  UNIQUE (credential_id, person_id)
) STRICT;
CREATE INDEX credential_access_person ON credential_access (person_id);

CREATE TABLE stock_take (
  id TEXT PRIMARY KEY,
  location_id TEXT NOT NULL REFERENCES location (id),
  -- Whether what stands in the locations within it is looked for too.
  nested INTEGER NOT NULL DEFAULT 1,
  started_on TEXT NOT NULL,
  finished_on TEXT,
  notes TEXT,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, version INTEGER NOT NULL
) STRICT;
CREATE INDEX stock_take_location ON stock_take (location_id);

-- A device that is expected, or a code that was scanned, or both.
CREATE TABLE stock_take_item (
  id TEXT PRIMARY KEY,
  stock_take_id TEXT NOT NULL REFERENCES stock_take (id),
  device_id TEXT REFERENCES device (id),
  expected INTEGER NOT NULL DEFAULT 0,
  -- As scanned or typed; empty while a device is only expected.
  code TEXT, code_key TEXT,
  scanned_at TEXT,
  -- Where Holdfast had the device when it was scanned.
  place TEXT,
  why TEXT,
  -- What was made of it at the end: moved, lost.
  settled TEXT
) STRICT;
CREATE INDEX stock_take_item_take ON stock_take_item (stock_take_id);
CREATE UNIQUE INDEX stock_take_item_device ON stock_take_item (stock_take_id, device_id) WHERE device_id IS NOT NULL;
CREATE UNIQUE INDEX stock_take_item_code ON stock_take_item (stock_take_id, code_key) WHERE device_id IS NULL;

CREATE INDEX location_parent ON location (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX person_location ON person (location_id) WHERE location_id IS NOT NULL;
CREATE INDEX person_manager ON person (manager_id) WHERE manager_id IS NOT NULL;

-- Locations are found by their address and notes too.
DROP TRIGGER location_search_insert;
CREATE TRIGGER location_search_insert AFTER INSERT ON location WHEN new.deleted_at IS NULL BEGIN
  INSERT INTO search_entry (entity, entity_id, title, codes, body) VALUES ('location', new.id, new.name, '',
    concat_ws(' ', new.address, new.notes));
END;
DROP TRIGGER location_search_update;
CREATE TRIGGER location_search_update AFTER UPDATE OF name, address, notes, deleted_at ON location BEGIN
  DELETE FROM search_entry WHERE entity_id = old.id;
  INSERT INTO search_entry (entity, entity_id, title, codes, body)
    SELECT 'location', new.id, new.name, '', concat_ws(' ', new.address, new.notes) WHERE new.deleted_at IS NULL;
END;

-- The view of 0002 with the returns of lent devices.
DROP VIEW deadline;
CREATE VIEW deadline AS
  SELECT 'license_ends' AS kind, 'license' AS subject_kind, l.id AS subject_id, l.name AS subject_name,
         l.vendor_id, t.ends_due AS due_on, t.cost_minor AS amount_minor, t.price_currency AS amount_currency,
         t.auto_renews AS auto_renews, t.ends_on AS term_ends_on
    FROM term t JOIN license l ON l.id = t.license_id WHERE t.ends_due IS NOT NULL AND l.deleted_at IS NULL
  UNION ALL
  SELECT 'license_cancel_by', 'license', l.id, l.name, l.vendor_id, t.cancel_due, t.cost_minor, t.price_currency,
         t.auto_renews, t.ends_on
    FROM term t JOIN license l ON l.id = t.license_id WHERE t.cancel_due IS NOT NULL AND l.deleted_at IS NULL
  UNION ALL
  SELECT 'maintenance_ends', 'license', l.id, l.name, l.vendor_id, t.maintenance_due, t.cost_minor, t.price_currency,
         0, t.ends_on
    FROM term t JOIN license l ON l.id = t.license_id WHERE t.maintenance_due IS NOT NULL AND l.deleted_at IS NULL
  UNION ALL
  SELECT 'contract_ends', 'contract', c.id, c.name, c.vendor_id, t.ends_due, t.cost_minor, t.price_currency,
         t.auto_renews, t.ends_on
    FROM term t JOIN contract c ON c.id = t.contract_id WHERE t.ends_due IS NOT NULL AND c.deleted_at IS NULL
  UNION ALL
  SELECT 'contract_cancel_by', 'contract', c.id, c.name, c.vendor_id, t.cancel_due, t.cost_minor, t.price_currency,
         t.auto_renews, t.ends_on
    FROM term t JOIN contract c ON c.id = t.contract_id WHERE t.cancel_due IS NOT NULL AND c.deleted_at IS NULL
  UNION ALL
  SELECT 'maintenance_ends', 'contract', c.id, c.name, c.vendor_id, t.maintenance_due, t.cost_minor, t.price_currency,
         0, t.ends_on
    FROM term t JOIN contract c ON c.id = t.contract_id WHERE t.maintenance_due IS NOT NULL AND c.deleted_at IS NULL
  UNION ALL
  SELECT 'warranty_ends', 'device', d.id, d.name, d.vendor_id, d.warranty_due, NULL, NULL, 0, NULL
    FROM device d WHERE d.warranty_due IS NOT NULL AND d.deleted_at IS NULL
  UNION ALL
  SELECT 'device_replace', 'device', d.id, d.name, d.vendor_id, d.replace_due, d.price_minor, d.price_currency, 0, NULL
    FROM device d WHERE d.replace_due IS NOT NULL AND d.deleted_at IS NULL
  UNION ALL
  SELECT 'credential_rotate', 'credential', c.id, c.name, c.vendor_id, c.rotate_due, NULL, NULL, 0, NULL
    FROM credential c WHERE c.rotate_due IS NOT NULL AND c.deleted_at IS NULL
  UNION ALL
  SELECT 'credential_expires', 'credential', c.id, c.name, c.vendor_id, c.expires_due, NULL, NULL, 0, NULL
    FROM credential c WHERE c.expires_due IS NOT NULL AND c.deleted_at IS NULL
  UNION ALL
  SELECT 'loan_return', 'device', d.id, d.name, NULL, d.loan_due, NULL, NULL, 0, NULL
    FROM device d WHERE d.loan_due IS NOT NULL AND d.deleted_at IS NULL;
