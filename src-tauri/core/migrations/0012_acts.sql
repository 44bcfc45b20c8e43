-- What an act was for, where that is asked later: imports are listed with what became of them.
ALTER TABLE batch ADD COLUMN purpose TEXT;
UPDATE batch SET purpose = 'import' WHERE title LIKE 'Import %';
CREATE INDEX batch_purpose ON batch (purpose, at) WHERE purpose IS NOT NULL;
CREATE INDEX batch_undone ON batch (undone_by) WHERE undone_by IS NOT NULL;
