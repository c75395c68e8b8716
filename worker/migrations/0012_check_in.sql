-- A check-in that was written without signal while the list was open and arrived later: when it was written.
ALTER TABLE attendance ADD COLUMN written_at INTEGER;
