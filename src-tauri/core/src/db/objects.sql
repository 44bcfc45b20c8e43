-- Views and triggers: what the database derives by itself. Made anew whenever this text or the list of fields changes, so
-- that no migration has any of them. The triggers of the search text are made of the list of fields; see search/store.rs.

-- Days on which something covers a device. What goes on by itself has no end that is known.
CREATE VIEW coverage AS
  SELECT w.device_id, w.starts_on, w.until_on, w.lifetime FROM warranty w WHERE w.void = 0
  UNION ALL
  SELECT x.device_id, t.starts_on, CASE WHEN t.rolls_after IS NOT NULL THEN '9999-12-31' ELSE t.last_on END,
         t.last_on IS NULL AND t.rolls_after IS NULL
    FROM covered_device x JOIN contract c ON c.id = x.contract_id JOIN term t ON t.contract_id = c.id
   WHERE c.deleted_at IS NULL AND c.kind IN ('support', 'maintenance');

-- Everything with a day on which somebody has to act. Amounts are those of the next period; the end of maintenance has
-- none, since the price is the license's; a term is its own vendor's; a gap in cover is a deadline, whose term_ends_on is
-- its last day.
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

-- The index follows the search text.
CREATE TRIGGER search_entry_insert AFTER INSERT ON search_entry BEGIN
  INSERT INTO search_text (rowid, title, codes, body) VALUES (new.rowid, new.title, new.codes, new.body);
END;
CREATE TRIGGER search_entry_delete AFTER DELETE ON search_entry BEGIN
  INSERT INTO search_text (search_text, rowid, title, codes, body) VALUES ('delete', old.rowid, old.title, old.codes, old.body);
END;

-- A contact and a certificate are part of their thing's text: touching its name has that written anew.
CREATE TRIGGER contact_search_insert AFTER INSERT ON contact BEGIN
  UPDATE vendor SET name = name WHERE id = new.vendor_id;
END;
CREATE TRIGGER contact_search_update AFTER UPDATE ON contact BEGIN
  UPDATE vendor SET name = name WHERE id = new.vendor_id;
END;
CREATE TRIGGER contact_search_delete AFTER DELETE ON contact BEGIN
  UPDATE vendor SET name = name WHERE id = old.vendor_id;
END;
CREATE TRIGGER certificate_search_insert AFTER INSERT ON certificate BEGIN
  UPDATE contract SET name = name WHERE id = new.contract_id;
END;
CREATE TRIGGER certificate_search_delete AFTER DELETE ON certificate BEGIN
  UPDATE contract SET name = name WHERE id = old.contract_id;
END;
