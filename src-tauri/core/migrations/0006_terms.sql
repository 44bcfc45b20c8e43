-- Terms: the length of a renewal, and what follows from the sharper rules of dates.
-- What is derived from the columns is written by the Rust step of this upgrade.

-- For how many months a term renews; NULL where nobody said it.
ALTER TABLE term ADD COLUMN renewal_months INTEGER;
-- Derived in Rust: the last day in force, NULL when it goes on.
ALTER TABLE term ADD COLUMN last_on TEXT;
-- Derived in Rust, of an open term that renews itself: the last day before it does, the day and the months from it
-- by which renewals are counted, the months of each renewal, and whether that length is only assumed.
ALTER TABLE term ADD COLUMN rolls_after TEXT;
ALTER TABLE term ADD COLUMN rolls_from TEXT;
ALTER TABLE term ADD COLUMN rolls_months INTEGER;
ALTER TABLE term ADD COLUMN renews_for INTEGER;
ALTER TABLE term ADD COLUMN renewal_assumed INTEGER NOT NULL DEFAULT 0;
DROP INDEX term_rolling;
CREATE INDEX term_rolling ON term (rolls_after) WHERE rolls_after IS NOT NULL;

-- Figures of a day, derived in Rust as the columns above.

-- A bill and the months it pays for: twelve of these months are a year. Empty where there is no yearly cost.
ALTER TABLE term ADD COLUMN year_minor INTEGER;
ALTER TABLE term ADD COLUMN year_months INTEGER;
-- What the period after its end costs.
ALTER TABLE term ADD COLUMN next_minor INTEGER;

-- Days without coverage before the last covered one: [first, last] of each, as JSON; empty when there are none.
ALTER TABLE device ADD COLUMN gaps TEXT;
CREATE INDEX device_gaps ON device (id) WHERE gaps IS NOT NULL;

-- Days on which something covers a device. What goes on by itself has no end that is known.
DROP VIEW coverage;
CREATE VIEW coverage AS
  SELECT w.device_id, w.starts_on, w.until_on, w.lifetime FROM warranty w WHERE w.void = 0
  UNION ALL
  SELECT x.device_id, t.starts_on, CASE WHEN t.rolls_after IS NOT NULL THEN '9999-12-31' ELSE t.last_on END,
         t.last_on IS NULL AND t.rolls_after IS NULL
    FROM covered_device x JOIN contract c ON c.id = x.contract_id JOIN term t ON t.contract_id = c.id
   WHERE c.deleted_at IS NULL AND c.kind IN ('support', 'maintenance');

-- The view of 0004: amounts are those of the next period; the end of maintenance has none, since the price is the
-- license's; a lent device has a vendor; a term is its own vendor's; and a gap in cover is a deadline. term_ends_on of
-- a gap is its last day.
DROP VIEW deadline;
CREATE VIEW deadline AS
  SELECT 'license_ends' AS kind, 'license' AS subject_kind, l.id AS subject_id, l.name AS subject_name,
         coalesce(t.vendor_id, l.vendor_id) AS vendor_id, t.ends_due AS due_on, t.next_minor AS amount_minor,
         t.price_currency AS amount_currency, t.auto_renews AS auto_renews, t.ends_on AS term_ends_on, t.id AS term_id
    FROM term t JOIN license l ON l.id = t.license_id WHERE t.ends_due IS NOT NULL AND l.deleted_at IS NULL
  UNION ALL
  SELECT 'license_cancel_by', 'license', l.id, l.name, coalesce(t.vendor_id, l.vendor_id), t.cancel_due, t.next_minor,
         t.price_currency, t.auto_renews, t.ends_on, t.id
    FROM term t JOIN license l ON l.id = t.license_id WHERE t.cancel_due IS NOT NULL AND l.deleted_at IS NULL
  UNION ALL
  SELECT 'maintenance_ends', 'license', l.id, l.name, coalesce(t.vendor_id, l.vendor_id), t.maintenance_due, NULL, NULL,
         0, t.ends_on, NULL
    FROM term t JOIN license l ON l.id = t.license_id WHERE t.maintenance_due IS NOT NULL AND l.deleted_at IS NULL
  UNION ALL
  SELECT 'contract_ends', 'contract', c.id, c.name, coalesce(t.vendor_id, c.vendor_id), t.ends_due, t.next_minor,
         t.price_currency, t.auto_renews, t.ends_on, t.id
    FROM term t JOIN contract c ON c.id = t.contract_id WHERE t.ends_due IS NOT NULL AND c.deleted_at IS NULL
  UNION ALL
  SELECT 'contract_cancel_by', 'contract', c.id, c.name, coalesce(t.vendor_id, c.vendor_id), t.cancel_due, t.next_minor,
         t.price_currency, t.auto_renews, t.ends_on, t.id
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
