-- Contracts, and what terms of licenses and contracts share: tax, cancellation with the day it takes
-- effect, true-ups, the vendor a term was bought from. Budgets and exchange rates for what it all costs.

CREATE TABLE contract (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  kind TEXT NOT NULL DEFAULT 'support',
  vendor_id TEXT REFERENCES vendor (id),
  category TEXT, reference TEXT, sla TEXT, escalation TEXT,
  -- Of a domain: its name and who answers for it; the registrar is the vendor.
  domain TEXT, dns_host TEXT,
  notes TEXT,
  -- The leading term, copied here at every write of a term so that lists sort on plain columns.
  starts_on TEXT, ends_on TEXT, cancel_by TEXT,
  price_minor INTEGER, price_currency TEXT, price_per_seat INTEGER NOT NULL DEFAULT 0,
  yearly_minor INTEGER,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, deleted_at TEXT, version INTEGER NOT NULL
) STRICT;
CREATE INDEX contract_name ON contract (name_key);
CREATE INDEX contract_ends ON contract (ends_on);
CREATE INDEX contract_vendor ON contract (vendor_id);

-- The devices a contract covers.
CREATE TABLE covered_device (
  id TEXT PRIMARY KEY,
  contract_id TEXT NOT NULL REFERENCES contract (id),
  device_id TEXT NOT NULL REFERENCES device (id),
  UNIQUE (contract_id, device_id)
) STRICT;
CREATE INDEX covered_device_device ON covered_device (device_id);

-- term.license_id or term.contract_id: a term has one owner.
ALTER TABLE term ADD COLUMN contract_id TEXT REFERENCES contract (id);
-- The vendor it was bought from, where that is no longer the owner's.
ALTER TABLE term ADD COLUMN vendor_id TEXT REFERENCES vendor (id);
-- A true-up: the term whose seats it adds to, with the same end; both are renewed together.
ALTER TABLE term ADD COLUMN adds_to_term_id TEXT REFERENCES term (id);
-- Hundredths of a percent, on top of the price.
ALTER TABLE term ADD COLUMN tax_rate INTEGER;
-- The last day in force of a cancelled term; empty is the term's end.
ALTER TABLE term ADD COLUMN cancel_effective_on TEXT;
-- Derived in Rust: another term took over from this one.
ALTER TABLE term ADD COLUMN renewed INTEGER NOT NULL DEFAULT 0;
UPDATE term SET renewed = 1 WHERE EXISTS (SELECT 1 FROM term n WHERE n.renews_term_id = term.id);
CREATE INDEX term_contract ON term (contract_id) WHERE contract_id IS NOT NULL;
CREATE INDEX term_vendor ON term (vendor_id) WHERE vendor_id IS NOT NULL;
CREATE INDEX term_adds_to ON term (adds_to_term_id) WHERE adds_to_term_id IS NOT NULL;

-- What a certificate file said, for the term that it is valid in.
CREATE TABLE certificate (
  id TEXT PRIMARY KEY,
  contract_id TEXT NOT NULL REFERENCES contract (id),
  term_id TEXT NOT NULL REFERENCES term (id),
  subject TEXT NOT NULL,
  -- Host names and addresses, one a line.
  names TEXT,
  issuer TEXT NOT NULL,
  serial TEXT NOT NULL,
  signature_algorithm TEXT NOT NULL,
  key_algorithm TEXT NOT NULL,
  key_bits INTEGER,
  not_before TEXT NOT NULL, not_after TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  -- What is weak about it, one sentence a line; empty when nothing is.
  weaknesses TEXT,
  -- The certificates above it, as JSON, its own issuer first.
  chain TEXT,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, version INTEGER NOT NULL
) STRICT;
CREATE INDEX certificate_contract ON certificate (contract_id);
CREATE INDEX certificate_term ON certificate (term_id);

-- Warn when fewer seats than this are free.
ALTER TABLE license ADD COLUMN min_free_seats INTEGER;
-- The product key that goes with these seats. No link that SQLite keeps: a key may be removed, and comes
-- back by undo.
ALTER TABLE assignment ADD COLUMN key_id TEXT;

-- What may be spent in a fiscal year, for one category or for everything without a budget of its own.
CREATE TABLE budget (
  id TEXT PRIMARY KEY,
  fiscal_year INTEGER NOT NULL,
  category TEXT, category_key TEXT NOT NULL DEFAULT '',
  amount_minor INTEGER NOT NULL, amount_currency TEXT NOT NULL,
  notes TEXT,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, version INTEGER NOT NULL,
  UNIQUE (fiscal_year, category_key, amount_currency)
) STRICT;

-- One unit of a currency in another, as entered for a day; the rate in billionths.
CREATE TABLE exchange_rate (
  id TEXT PRIMARY KEY,
  from_currency TEXT NOT NULL,
  to_currency TEXT NOT NULL,
  rate_billionths INTEGER NOT NULL,
  on_date TEXT NOT NULL,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, version INTEGER NOT NULL,
  UNIQUE (from_currency, to_currency, on_date)
) STRICT;

-- What covers a device: its own warranties, and the terms of support and maintenance contracts. A contract
-- that renews itself covers on, until somebody cancels it.
CREATE VIEW coverage AS
  SELECT w.device_id, w.starts_on, w.until_on, w.lifetime FROM warranty w WHERE w.void = 0
  UNION ALL
  SELECT x.device_id, t.starts_on,
         CASE WHEN t.cancelled_on IS NOT NULL THEN coalesce(t.cancel_effective_on, t.ends_on)
              WHEN t.auto_renews = 1 AND t.renewed = 0 THEN '9999-12-31' ELSE t.ends_on END,
         t.ends_on IS NULL AND t.cancel_effective_on IS NULL
    FROM covered_device x JOIN contract c ON c.id = x.contract_id JOIN term t ON t.contract_id = c.id
   WHERE c.deleted_at IS NULL AND c.kind IN ('support', 'maintenance');

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
    FROM credential c WHERE c.expires_due IS NOT NULL AND c.deleted_at IS NULL;

CREATE TRIGGER contract_search_insert AFTER INSERT ON contract WHEN new.deleted_at IS NULL BEGIN
  INSERT INTO search_entry (entity, entity_id, title, codes, body) VALUES ('contract', new.id, new.name,
    concat_ws(' ', new.reference, new.domain), concat_ws(' ', new.category, new.sla, new.escalation, new.dns_host, new.notes));
END;
CREATE TRIGGER contract_search_update AFTER UPDATE OF name, reference, domain, category, sla, escalation, dns_host, notes, deleted_at ON contract BEGIN
  DELETE FROM search_entry WHERE entity_id = old.id;
  INSERT INTO search_entry (entity, entity_id, title, codes, body)
    SELECT 'contract', new.id, new.name, concat_ws(' ', new.reference, new.domain),
      concat_ws(' ', new.category, new.sla, new.escalation, new.dns_host, new.notes,
      (SELECT group_concat(concat_ws(' ', x.subject, x.names, x.serial), ' ') FROM certificate x WHERE x.contract_id = new.id),
      (SELECT group_concat(t.name, ' ') FROM tagging g JOIN tag t ON t.id = g.tag_id WHERE g.entity_id = new.id))
     WHERE new.deleted_at IS NULL;
END;
CREATE TRIGGER contract_search_delete AFTER DELETE ON contract BEGIN
  DELETE FROM search_entry WHERE entity_id = old.id;
END;
CREATE TRIGGER certificate_search_insert AFTER INSERT ON certificate BEGIN
  UPDATE contract SET name = name WHERE id = new.contract_id;
END;
CREATE TRIGGER certificate_search_delete AFTER DELETE ON certificate BEGIN
  UPDATE contract SET name = name WHERE id = old.contract_id;
END;
CREATE TRIGGER contract_tagging_insert AFTER INSERT ON tagging WHEN new.entity = 'contract' BEGIN
  UPDATE contract SET name = name WHERE id = new.entity_id;
END;
CREATE TRIGGER contract_tagging_delete AFTER DELETE ON tagging WHEN old.entity = 'contract' BEGIN
  UPDATE contract SET name = name WHERE id = old.entity_id;
END;
