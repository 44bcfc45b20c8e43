-- Reminders: rules for a category or one thing, answers to deadlines, the ledger of what was told, and the
-- events of the calendar file. Deadlines are derived, so nothing here points to one: kind, subject and due date
-- name it.

-- What is told when, for one thing or all of a category. NULL is "as above it"; steps and addresses stand
-- side by side with a space between them.
CREATE TABLE reminder_rule (
  id TEXT PRIMARY KEY,
  subject_kind TEXT, subject_id TEXT,
  category TEXT, category_key TEXT,
  kind TEXT,
  steps TEXT,
  muted INTEGER NOT NULL DEFAULT 0,
  email_to TEXT,
  person_id TEXT REFERENCES person (id),
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, version INTEGER NOT NULL,
  CHECK ((subject_id IS NULL) <> (category_key IS NULL))
) STRICT;
CREATE UNIQUE INDEX reminder_rule_scope ON reminder_rule
  (coalesce(subject_id, ''), coalesce(category_key, ''), coalesce(subject_kind, ''), coalesce(kind, ''));
CREATE INDEX reminder_rule_subject ON reminder_rule (subject_id) WHERE subject_id IS NOT NULL;

-- The answer to a deadline of one date: done, acknowledged, or snoozed until a day.
CREATE TABLE reminder_answer (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  due_on TEXT NOT NULL,
  answer TEXT NOT NULL CHECK (answer IN ('done', 'acknowledged', 'snoozed')),
  until_on TEXT,
  answered_at TEXT NOT NULL,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, version INTEGER NOT NULL,
  UNIQUE (kind, subject_id, due_on)
) STRICT;
CREATE INDEX reminder_answer_subject ON reminder_answer (subject_id);

-- The ledger: how far each step of each deadline came on each channel, and for e-mail to each address. day is
-- the local date of at; claimed_by names the lock of the process that is telling it.
CREATE TABLE reminder_ledger (
  kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  due_on TEXT NOT NULL,
  step INTEGER NOT NULL,
  channel TEXT NOT NULL,
  recipient TEXT NOT NULL DEFAULT '',
  progress TEXT NOT NULL CHECK (progress IN ('claimed', 'delivered', 'failed', 'passed')),
  at TEXT NOT NULL,
  day TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  retry_at TEXT,
  claimed_by TEXT,
  error TEXT,
  PRIMARY KEY (kind, subject_id, due_on, channel, recipient, step)
) STRICT, WITHOUT ROWID;
CREATE INDEX reminder_ledger_open ON reminder_ledger (progress) WHERE progress IN ('claimed', 'failed');
CREATE INDEX reminder_ledger_due ON reminder_ledger (due_on);

-- All that was ever told of a thing, or could not be: shown beside the answers in its history.
CREATE TABLE reminder_sent (
  id TEXT PRIMARY KEY,
  at TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  due_on TEXT NOT NULL,
  step INTEGER NOT NULL,
  channel TEXT NOT NULL,
  recipient TEXT NOT NULL DEFAULT '',
  -- NULL: delivered.
  error TEXT
) STRICT;
CREATE INDEX reminder_sent_subject ON reminder_sent (subject_id, at);

-- The events of the calendar file. A date that moves keeps its event, with the next sequence number.
CREATE TABLE calendar_event (
  uid TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  due_on TEXT NOT NULL,
  sequence INTEGER NOT NULL DEFAULT 0,
  created_at TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  summary TEXT NOT NULL,
  description TEXT NOT NULL,
  -- Days before the date, with a space between them.
  alarms TEXT NOT NULL,
  cancelled INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX calendar_event_deadline ON calendar_event (kind, subject_id, due_on);
