-- Terms: the length of a renewal, and what follows from the sharper rules of dates.

-- Figures of a day. Derived in Rust at every write of a license's or contract's terms; an upgrade fills them.

-- The last day on which a term counts by itself: its last one, or the day before its renewal begins.
ALTER TABLE term ADD COLUMN counts_until TEXT;
-- Whether it goes on by itself after its end.
ALTER TABLE term ADD COLUMN rolls INTEGER NOT NULL DEFAULT 0;
-- A bill and the months it pays for: twelve of these months are a year. Empty where there is no yearly cost.
ALTER TABLE term ADD COLUMN year_minor INTEGER;
ALTER TABLE term ADD COLUMN year_months INTEGER;
-- What the period after its end costs.
ALTER TABLE term ADD COLUMN next_minor INTEGER;
CREATE INDEX term_rolls ON term (ends_on) WHERE rolls = 1;

-- Days without coverage before the last covered one: [first, last] of each, as JSON; empty when there are none.
ALTER TABLE device ADD COLUMN gaps TEXT;
CREATE INDEX device_gaps ON device (id) WHERE gaps IS NOT NULL;

-- Days on which something covers a device. What goes on by itself has no end that is known.
DROP VIEW coverage;
CREATE VIEW coverage AS
  SELECT w.device_id, w.starts_on, w.until_on, w.lifetime FROM warranty w WHERE w.void = 0
  UNION ALL
  SELECT x.device_id, t.starts_on, CASE WHEN t.rolls = 1 THEN '9999-12-31' ELSE t.counts_until END,
         t.rolls = 0 AND t.counts_until IS NULL
    FROM covered_device x JOIN contract c ON c.id = x.contract_id JOIN term t ON t.contract_id = c.id
   WHERE c.deleted_at IS NULL AND c.kind IN ('support', 'maintenance');

-- The view of 0004: amounts are those of the next period; the end of maintenance has none, since the price is the
-- license's; a lent device has a vendor; a term is its own vendor's; and a gap in cover is a deadline. term_ends_on of
-- a gap is its last day.
DROP VIEW deadline;
CREATE VIEW deadline AS
  SELECT 'license_ends' AS kind, 'license' AS subject_kind, l.id AS subject_id, l.name AS subject_name,
         coalesce(t.vendor_id, l.vendor_id) AS vendor_id, t.ends_due AS due_on, t.next_minor AS amount_minor,
         t.price_currency AS amount_currency, t.rolls AS auto_renews, t.ends_on AS term_ends_on, t.id AS term_id
    FROM term t JOIN license l ON l.id = t.license_id WHERE t.ends_due IS NOT NULL AND l.deleted_at IS NULL
  UNION ALL
  SELECT 'license_cancel_by', 'license', l.id, l.name, coalesce(t.vendor_id, l.vendor_id), t.cancel_due, t.next_minor,
         t.price_currency, t.rolls, t.ends_on, t.id
    FROM term t JOIN license l ON l.id = t.license_id WHERE t.cancel_due IS NOT NULL AND l.deleted_at IS NULL
  UNION ALL
  SELECT 'maintenance_ends', 'license', l.id, l.name, coalesce(t.vendor_id, l.vendor_id), t.maintenance_due, NULL, NULL,
         0, t.ends_on, NULL
    FROM term t JOIN license l ON l.id = t.license_id WHERE t.maintenance_due IS NOT NULL AND l.deleted_at IS NULL
  UNION ALL
  SELECT 'contract_ends', 'contract', c.id, c.name, coalesce(t.vendor_id, c.vendor_id), t.ends_due, t.next_minor,
         t.price_currency, t.rolls, t.ends_on, t.id
    FROM term t JOIN contract c ON c.id = t.contract_id WHERE t.ends_due IS NOT NULL AND c.deleted_at IS NULL
  UNION ALL
  SELECT 'contract_cancel_by', 'contract', c.id, c.name, coalesce(t.vendor_id, c.vendor_id), t.cancel_due, t.next_minor,
         t.price_currency, t.rolls, t.ends_on, t.id
    FROM term t JOIN contract c ON c.id = t.contract_id WHERE t.cancel_due IS NOT NULL AND c.deleted_at IS NULL
  UNION ALL
  SELECT 'maintenance_ends', 'contract', c.id, c.name, coalesce(t.vendor_id, c.vendor_id), t.maintenance_due, NULL, NULL,
         0, t.ends_on, NULL
    FROM term t JOIN contract c ON c.id = t.contract_id WHERE t.maintenance_due IS NOT NULL AND c.deleted_at IS NULL
  UNION ALL
  SELECT 'warranty_ends', 'device', d.id, d.name, d.vendor_id, d.warranty_due, NULL, NULL, 0, NULL, NULL
    FROM device d WHERE d.warranty_due IS NOT NULL AND d.deleted_at IS NULL
  UNION ALL
  SELECT 'warranty_ends', 'device', d.id, d.name, d.vendor_id, json_extract(g.value, '$[0]'), NULL, NULL, 0,
         json_extract(g.value, '$[1]'), NULL
    FROM device d, json_each(d.gaps) g WHERE d.gaps IS NOT NULL AND d.deleted_at IS NULL
  UNION ALL
  SELECT 'device_replace', 'device', d.id, d.name, d.vendor_id, d.replace_due, d.price_minor, d.price_currency, 0, NULL,
         NULL
    FROM device d WHERE d.replace_due IS NOT NULL AND d.deleted_at IS NULL
  UNION ALL
  SELECT 'credential_rotate', 'credential', c.id, c.name, c.vendor_id, c.rotate_due, NULL, NULL, 0, NULL, NULL
    FROM credential c WHERE c.rotate_due IS NOT NULL AND c.deleted_at IS NULL
  UNION ALL
  SELECT 'credential_expires', 'credential', c.id, c.name, c.vendor_id, c.expires_due, NULL, NULL, 0, NULL, NULL
    FROM credential c WHERE c.expires_due IS NOT NULL AND c.deleted_at IS NULL
  UNION ALL
  SELECT 'loan_return', 'device', d.id, d.name, d.vendor_id, d.loan_due, NULL, NULL, 0, NULL, NULL
    FROM device d WHERE d.loan_due IS NOT NULL AND d.deleted_at IS NULL;
