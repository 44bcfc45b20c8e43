-- Fields that a person defines, and their values. A field that was removed keeps its row, so that the History can name it.
CREATE TABLE custom_field (
  id TEXT PRIMARY KEY, created_at TEXT NOT NULL, updated_at TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 1, deleted_at TEXT,
  kind TEXT NOT NULL,
  -- In files and JSON: letters, digits and underscores, the same for good.
  name TEXT NOT NULL,
  label TEXT NOT NULL, label_key TEXT NOT NULL,
  type TEXT NOT NULL,
  -- The words of a choice, as a JSON array.
  choices TEXT,
  required INTEGER NOT NULL DEFAULT 0,
  -- What a new thing begins with: the value as JSON.
  default_value TEXT,
  -- A column of the list from the start.
  shown INTEGER NOT NULL DEFAULT 0,
  position INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX custom_field_name_live ON custom_field (kind, name) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX custom_field_label_live ON custom_field (kind, label_key) WHERE deleted_at IS NULL;

CREATE TABLE field_value (
  id TEXT PRIMARY KEY,
  field_id TEXT NOT NULL REFERENCES custom_field (id),
  entity TEXT NOT NULL, entity_id TEXT NOT NULL,
  -- A text, a day, a whole number, 0 or 1, or the minor units of an amount.
  value ANY NOT NULL,
  -- The currency of an amount.
  currency TEXT,
  UNIQUE (entity_id, field_id)
) STRICT;
CREATE INDEX field_value_field ON field_value (field_id);
