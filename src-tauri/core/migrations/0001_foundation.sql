-- The foundation. Dates are calendar dates (YYYY-MM-DD); instants are RFC 3339 in UTC; money is an
-- integer in minor units beside its ISO 4217 code; ids are UUIDv7 as hyphenated lower-case text.
-- Columns named *_due are deadlines: computed in Rust by the domain at every write, never here.

CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE setting (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE vendor (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  website TEXT, portal_url TEXT, address TEXT, account_number TEXT,
  support_phone TEXT, support_email TEXT, support_hours TEXT, sla TEXT, notes TEXT,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, deleted_at TEXT, version INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX vendor_name_live ON vendor (name_key) WHERE deleted_at IS NULL;

CREATE TABLE contact (
  id TEXT PRIMARY KEY,
  vendor_id TEXT NOT NULL REFERENCES vendor (id),
  name TEXT NOT NULL, role TEXT, email TEXT, phone TEXT,
  is_primary INTEGER NOT NULL DEFAULT 0,
  position INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX contact_vendor ON contact (vendor_id);

CREATE TABLE location (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  parent_id TEXT REFERENCES location (id),
  address TEXT, notes TEXT,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, deleted_at TEXT, version INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX location_name_live ON location (name_key) WHERE deleted_at IS NULL;

CREATE TABLE person (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  email TEXT, email_key TEXT, username TEXT, employee_number TEXT, job_title TEXT, department TEXT, phone TEXT,
  location_id TEXT REFERENCES location (id),
  manager_id TEXT REFERENCES person (id),
  starts_on TEXT, leaves_on TEXT, notes TEXT,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, deleted_at TEXT, version INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX person_email_live ON person (email_key) WHERE deleted_at IS NULL AND email_key IS NOT NULL;
CREATE INDEX person_name ON person (name_key);

CREATE TABLE license (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  publisher TEXT,
  vendor_id TEXT REFERENCES vendor (id),
  edition TEXT, category TEXT,
  kind TEXT NOT NULL DEFAULT 'subscription',
  metric TEXT NOT NULL DEFAULT 'user',
  reassignable INTEGER NOT NULL DEFAULT 1,
  maintained INTEGER,
  registered_name TEXT, registered_email TEXT,
  notes TEXT,
  -- The leading term, copied here at every write of a term so that lists sort on plain columns.
  starts_on TEXT, ends_on TEXT, cancel_by TEXT,
  price_minor INTEGER, price_currency TEXT, price_per_seat INTEGER NOT NULL DEFAULT 0,
  yearly_minor INTEGER,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, deleted_at TEXT, version INTEGER NOT NULL
) STRICT;
CREATE INDEX license_name ON license (name_key);
CREATE INDEX license_ends ON license (ends_on);
CREATE INDEX license_vendor ON license (vendor_id);

-- license_id is empty for the terms of other kinds of agreement.
CREATE TABLE term (
  id TEXT PRIMARY KEY,
  license_id TEXT REFERENCES license (id),
  renews_term_id TEXT REFERENCES term (id),
  starts_on TEXT, ends_on TEXT, maintenance_ends_on TEXT,
  seats INTEGER,
  price_minor INTEGER, price_currency TEXT,
  price_per_seat INTEGER NOT NULL DEFAULT 0,
  billing_months INTEGER,
  auto_renews INTEGER NOT NULL DEFAULT 0,
  notice_months INTEGER, notice_days INTEGER,
  cancelled_on TEXT,
  order_number TEXT, purchase_order TEXT, purchased_on TEXT,
  -- Derived in Rust: cost of the whole term, last day of notice, and the open deadlines.
  cost_minor INTEGER, cancel_by TEXT,
  ends_due TEXT, cancel_due TEXT, maintenance_due TEXT,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, version INTEGER NOT NULL
) STRICT;
CREATE INDEX term_license ON term (license_id);
CREATE INDEX term_renews ON term (renews_term_id) WHERE renews_term_id IS NOT NULL;
CREATE INDEX term_ends_due ON term (ends_due) WHERE ends_due IS NOT NULL;
CREATE INDEX term_cancel_due ON term (cancel_due) WHERE cancel_due IS NOT NULL;
CREATE INDEX term_maintenance_due ON term (maintenance_due) WHERE maintenance_due IS NOT NULL;
CREATE INDEX term_rolling ON term (ends_on) WHERE auto_renews = 1 AND ends_due IS NOT NULL;

CREATE TABLE device (
  id TEXT PRIMARY KEY,
  asset_tag TEXT, asset_tag_key TEXT,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  category TEXT, manufacturer TEXT, model TEXT,
  serial TEXT, serial_key TEXT,
  status TEXT NOT NULL DEFAULT 'in_use',
  holder_id TEXT REFERENCES person (id),
  location_id TEXT REFERENCES location (id),
  vendor_id TEXT REFERENCES vendor (id),
  purchased_on TEXT,
  price_minor INTEGER, price_currency TEXT,
  order_number TEXT, operating_system TEXT, mac TEXT, ip TEXT,
  expected_life_months INTEGER,
  notes TEXT,
  -- Derived in Rust from the warranties and the purchase date.
  covered_until TEXT, covered_lifetime INTEGER NOT NULL DEFAULT 0,
  warranty_due TEXT, replace_due TEXT,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, deleted_at TEXT, version INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX device_asset_tag_live ON device (asset_tag_key) WHERE deleted_at IS NULL AND asset_tag_key IS NOT NULL;
CREATE INDEX device_name ON device (name_key);
CREATE INDEX device_serial ON device (serial_key) WHERE serial_key IS NOT NULL;
CREATE INDEX device_holder ON device (holder_id) WHERE holder_id IS NOT NULL;
CREATE INDEX device_vendor ON device (vendor_id) WHERE vendor_id IS NOT NULL;
CREATE INDEX device_location ON device (location_id) WHERE location_id IS NOT NULL;
CREATE INDEX device_covered ON device (covered_until);
CREATE INDEX device_warranty_due ON device (warranty_due) WHERE warranty_due IS NOT NULL;
CREATE INDEX device_replace_due ON device (replace_due) WHERE replace_due IS NOT NULL;

CREATE TABLE warranty (
  id TEXT PRIMARY KEY,
  device_id TEXT NOT NULL REFERENCES device (id),
  kind TEXT NOT NULL DEFAULT 'manufacturer',
  provider TEXT, reference TEXT,
  starts_on TEXT, months INTEGER, ends_on TEXT,
  lifetime INTEGER NOT NULL DEFAULT 0,
  coverage TEXT,
  void INTEGER NOT NULL DEFAULT 0,
  -- Derived in Rust: the last covered day, given or counted; empty for lifetime.
  until_on TEXT,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, version INTEGER NOT NULL
) STRICT;
CREATE INDEX warranty_device ON warranty (device_id);

CREATE TABLE assignment (
  id TEXT PRIMARY KEY,
  license_id TEXT NOT NULL REFERENCES license (id),
  person_id TEXT REFERENCES person (id),
  device_id TEXT REFERENCES device (id),
  quantity INTEGER NOT NULL DEFAULT 1,
  from_on TEXT, until_on TEXT,
  notes TEXT,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, version INTEGER NOT NULL,
  CHECK ((person_id IS NULL) <> (device_id IS NULL))
) STRICT;
CREATE INDEX assignment_license ON assignment (license_id);
CREATE INDEX assignment_person ON assignment (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX assignment_device ON assignment (device_id) WHERE device_id IS NOT NULL;

-- A product key of a license: the value is in the OS keyring, here is only where to find it.
CREATE TABLE license_key (
  id TEXT PRIMARY KEY,
  license_id TEXT NOT NULL REFERENCES license (id),
  label TEXT,
  secret_ref TEXT, secret_parts INTEGER NOT NULL DEFAULT 1,
  secret_state TEXT NOT NULL DEFAULT 'unknown',
  hint TEXT,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, version INTEGER NOT NULL
) STRICT;
CREATE INDEX license_key_license ON license_key (license_id);

CREATE TABLE credential (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  kind TEXT NOT NULL DEFAULT 'login',
  username TEXT, url TEXT, notes TEXT,
  vendor_id TEXT REFERENCES vendor (id),
  license_id TEXT REFERENCES license (id),
  device_id TEXT REFERENCES device (id),
  person_id TEXT REFERENCES person (id),
  rotate_days INTEGER, expires_on TEXT, changed_on TEXT,
  rotate_due TEXT, expires_due TEXT,
  secret_ref TEXT, secret_parts INTEGER NOT NULL DEFAULT 1,
  secret_state TEXT NOT NULL DEFAULT 'none',
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, deleted_at TEXT, version INTEGER NOT NULL
) STRICT;
CREATE INDEX credential_name ON credential (name_key);
CREATE INDEX credential_vendor ON credential (vendor_id) WHERE vendor_id IS NOT NULL;
CREATE INDEX credential_rotate_due ON credential (rotate_due) WHERE rotate_due IS NOT NULL;
CREATE INDEX credential_expires_due ON credential (expires_due) WHERE expires_due IS NOT NULL;

-- The journal of the keyring: what was begun and is not finished (op: put or delete).
CREATE TABLE secret_op (
  ref TEXT NOT NULL,
  owner TEXT NOT NULL,
  op TEXT NOT NULL CHECK (op IN ('put', 'delete')),
  parts INTEGER NOT NULL DEFAULT 1,
  created_at TEXT NOT NULL,
  PRIMARY KEY (ref, op)
) STRICT;

CREATE TABLE tag (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE tagging (
  id TEXT PRIMARY KEY,
  tag_id TEXT NOT NULL REFERENCES tag (id),
  entity TEXT NOT NULL,
  entity_id TEXT NOT NULL,
  UNIQUE (tag_id, entity_id)
) STRICT;
CREATE INDEX tagging_entity ON tagging (entity_id);

CREATE TABLE attachment_content (
  sha256 TEXT PRIMARY KEY,
  bytes BLOB NOT NULL
) STRICT;

CREATE TABLE attachment (
  id TEXT PRIMARY KEY,
  entity TEXT NOT NULL,
  entity_id TEXT NOT NULL,
  name TEXT NOT NULL,
  size INTEGER NOT NULL,
  sha256 TEXT NOT NULL REFERENCES attachment_content (sha256),
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX attachment_entity ON attachment (entity_id);

-- Every change of every row, written in the transaction of the change itself. before and after are
-- the row as JSON; entity is its table; subject is the thing whose History shows it.
CREATE TABLE change (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  batch TEXT NOT NULL,
  entity TEXT NOT NULL,
  entity_id TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  action TEXT NOT NULL,
  before TEXT,
  after TEXT
) STRICT;
CREATE INDEX change_subject ON change (subject_id, seq);
CREATE INDEX change_batch ON change (batch, seq);

-- One line for each act: an import, an edit, a bulk edit. undone_by names the batch that took it back.
CREATE TABLE batch (
  id TEXT PRIMARY KEY,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  title TEXT NOT NULL,
  undone_by TEXT
) STRICT;

-- The column mapping last used for a header row.
CREATE TABLE import_mapping (
  header_key TEXT PRIMARY KEY,
  mapping TEXT NOT NULL
) STRICT;

-- What is open and when: a plain union of stored dates. Grouping and rolled renewals happen in Rust.
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
    FROM credential c WHERE c.expires_due IS NOT NULL AND c.deleted_at IS NULL;

-- Search: one entry a thing, kept by triggers so that an undo, which writes rows back, keeps it too.
CREATE TABLE search_entry (
  rowid INTEGER PRIMARY KEY,
  entity TEXT NOT NULL,
  entity_id TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  codes TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX search_entry_title ON search_entry (title COLLATE NOCASE);
CREATE VIRTUAL TABLE search_text USING fts5 (
  title, codes, body, content = 'search_entry', tokenize = 'trigram remove_diacritics 1'
);
CREATE TRIGGER search_entry_insert AFTER INSERT ON search_entry BEGIN
  INSERT INTO search_text (rowid, title, codes, body) VALUES (new.rowid, new.title, new.codes, new.body);
END;
CREATE TRIGGER search_entry_delete AFTER DELETE ON search_entry BEGIN
  INSERT INTO search_text (search_text, rowid, title, codes, body) VALUES ('delete', old.rowid, old.title, old.codes, old.body);
END;

CREATE TRIGGER vendor_search_insert AFTER INSERT ON vendor WHEN new.deleted_at IS NULL BEGIN
  INSERT INTO search_entry (entity, entity_id, title, codes, body) VALUES ('vendor', new.id, new.name,
    coalesce(new.account_number, ''), concat_ws(' ', new.website, new.support_email, new.support_phone, new.notes));
END;
CREATE TRIGGER vendor_search_update AFTER UPDATE ON vendor BEGIN
  DELETE FROM search_entry WHERE entity_id = old.id;
  INSERT INTO search_entry (entity, entity_id, title, codes, body)
    SELECT 'vendor', new.id, new.name, coalesce(new.account_number, ''),
      concat_ws(' ', new.website, new.support_email, new.support_phone, new.notes,
      (SELECT group_concat(t.name, ' ') FROM tagging g JOIN tag t ON t.id = g.tag_id WHERE g.entity_id = new.id),
      (SELECT group_concat(concat_ws(' ', c.name, c.email, c.phone), ' ') FROM contact c WHERE c.vendor_id = new.id)) WHERE new.deleted_at IS NULL;
END;
CREATE TRIGGER vendor_search_delete AFTER DELETE ON vendor BEGIN
  DELETE FROM search_entry WHERE entity_id = old.id;
END;

CREATE TRIGGER license_search_insert AFTER INSERT ON license WHEN new.deleted_at IS NULL BEGIN
  INSERT INTO search_entry (entity, entity_id, title, codes, body) VALUES ('license', new.id, new.name, '',
    concat_ws(' ', new.publisher, new.edition, new.category, new.registered_name, new.registered_email, new.notes));
END;
-- Copying the leading term onto the license is no change of its text.
CREATE TRIGGER license_search_update AFTER UPDATE OF name, publisher, edition, category, registered_name, registered_email, notes, deleted_at ON license BEGIN
  DELETE FROM search_entry WHERE entity_id = old.id;
  INSERT INTO search_entry (entity, entity_id, title, codes, body)
    SELECT 'license', new.id, new.name, '',
      concat_ws(' ', new.publisher, new.edition, new.category, new.registered_name, new.registered_email, new.notes,
      (SELECT group_concat(t.name, ' ') FROM tagging g JOIN tag t ON t.id = g.tag_id WHERE g.entity_id = new.id))
     WHERE new.deleted_at IS NULL;
END;
CREATE TRIGGER license_search_delete AFTER DELETE ON license BEGIN
  DELETE FROM search_entry WHERE entity_id = old.id;
END;

CREATE TRIGGER device_search_insert AFTER INSERT ON device WHEN new.deleted_at IS NULL BEGIN
  INSERT INTO search_entry (entity, entity_id, title, codes, body) VALUES ('device', new.id, new.name,
    concat_ws(' ', new.asset_tag, new.serial, new.mac, new.ip),
    concat_ws(' ', new.category, new.manufacturer, new.model, new.operating_system, new.order_number, new.notes));
END;
CREATE TRIGGER device_search_update AFTER UPDATE OF name, asset_tag, serial, mac, ip, category, manufacturer, model, operating_system, order_number, notes, deleted_at ON device BEGIN
  DELETE FROM search_entry WHERE entity_id = old.id;
  INSERT INTO search_entry (entity, entity_id, title, codes, body)
    SELECT 'device', new.id, new.name, concat_ws(' ', new.asset_tag, new.serial, new.mac, new.ip),
      concat_ws(' ', new.category, new.manufacturer, new.model, new.operating_system, new.order_number, new.notes,
      (SELECT group_concat(t.name, ' ') FROM tagging g JOIN tag t ON t.id = g.tag_id WHERE g.entity_id = new.id))
     WHERE new.deleted_at IS NULL;
END;
CREATE TRIGGER device_search_delete AFTER DELETE ON device BEGIN
  DELETE FROM search_entry WHERE entity_id = old.id;
END;

CREATE TRIGGER person_search_insert AFTER INSERT ON person WHEN new.deleted_at IS NULL BEGIN
  INSERT INTO search_entry (entity, entity_id, title, codes, body) VALUES ('person', new.id, new.name,
    concat_ws(' ', new.username, new.employee_number),
    concat_ws(' ', new.email, new.job_title, new.department, new.phone, new.notes));
END;
CREATE TRIGGER person_search_update AFTER UPDATE ON person BEGIN
  DELETE FROM search_entry WHERE entity_id = old.id;
  INSERT INTO search_entry (entity, entity_id, title, codes, body)
    SELECT 'person', new.id, new.name, concat_ws(' ', new.username, new.employee_number),
      concat_ws(' ', new.email, new.job_title, new.department, new.phone, new.notes,
      (SELECT group_concat(t.name, ' ') FROM tagging g JOIN tag t ON t.id = g.tag_id WHERE g.entity_id = new.id)) WHERE new.deleted_at IS NULL;
END;
CREATE TRIGGER person_search_delete AFTER DELETE ON person BEGIN
  DELETE FROM search_entry WHERE entity_id = old.id;
END;

CREATE TRIGGER credential_search_insert AFTER INSERT ON credential WHEN new.deleted_at IS NULL BEGIN
  INSERT INTO search_entry (entity, entity_id, title, codes, body) VALUES ('credential', new.id, new.name,
    coalesce(new.username, ''), concat_ws(' ', new.url, new.notes));
END;
CREATE TRIGGER credential_search_update AFTER UPDATE OF name, username, url, notes, deleted_at ON credential BEGIN
  DELETE FROM search_entry WHERE entity_id = old.id;
  INSERT INTO search_entry (entity, entity_id, title, codes, body)
    SELECT 'credential', new.id, new.name, coalesce(new.username, ''), concat_ws(' ', new.url, new.notes,
      (SELECT group_concat(t.name, ' ') FROM tagging g JOIN tag t ON t.id = g.tag_id WHERE g.entity_id = new.id))
     WHERE new.deleted_at IS NULL;
END;
CREATE TRIGGER credential_search_delete AFTER DELETE ON credential BEGIN
  DELETE FROM search_entry WHERE entity_id = old.id;
END;

-- A tag or a contact is part of its thing's text: touching the name makes the triggers above write it anew.
CREATE TRIGGER tagging_search_insert AFTER INSERT ON tagging BEGIN
  UPDATE vendor SET name = name WHERE id = new.entity_id;
  UPDATE license SET name = name WHERE id = new.entity_id;
  UPDATE device SET name = name WHERE id = new.entity_id;
  UPDATE person SET name = name WHERE id = new.entity_id;
  UPDATE credential SET name = name WHERE id = new.entity_id;
END;
CREATE TRIGGER tagging_search_delete AFTER DELETE ON tagging BEGIN
  UPDATE vendor SET name = name WHERE id = old.entity_id;
  UPDATE license SET name = name WHERE id = old.entity_id;
  UPDATE device SET name = name WHERE id = old.entity_id;
  UPDATE person SET name = name WHERE id = old.entity_id;
  UPDATE credential SET name = name WHERE id = old.entity_id;
END;
CREATE TRIGGER contact_search_insert AFTER INSERT ON contact BEGIN
  UPDATE vendor SET name = name WHERE id = new.vendor_id;
END;
CREATE TRIGGER contact_search_update AFTER UPDATE ON contact BEGIN
  UPDATE vendor SET name = name WHERE id = new.vendor_id;
END;
CREATE TRIGGER contact_search_delete AFTER DELETE ON contact BEGIN
  UPDATE vendor SET name = name WHERE id = old.vendor_id;
END;

-- Places are found through what stands there: lists filter by them.
CREATE TRIGGER location_search_insert AFTER INSERT ON location WHEN new.deleted_at IS NULL BEGIN
  INSERT INTO search_entry (entity, entity_id, title, codes, body) VALUES ('location', new.id, new.name, '', '');
END;
CREATE TRIGGER location_search_update AFTER UPDATE OF name, deleted_at ON location BEGIN
  DELETE FROM search_entry WHERE entity_id = old.id;
  INSERT INTO search_entry (entity, entity_id, title, codes, body)
    SELECT 'location', new.id, new.name, '', '' WHERE new.deleted_at IS NULL;
END;
CREATE TRIGGER location_search_delete AFTER DELETE ON location BEGIN
  DELETE FROM search_entry WHERE entity_id = old.id;
END;
