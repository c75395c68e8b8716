-- What only grows refuses a row whose key exists by every key it has: INSERT OR REPLACE and UPDATE OR REPLACE take the row away
-- that stands under any of them, and fire no DELETE trigger. Keys are the rowid, the primary key and each unique index, partial
-- ones too (tests/schema reads them from the schema and tries each). The message names the key as SQLite would.
-- NEW.rowid is -1 before an INSERT that names none.

DROP TRIGGER event_no_replace;
CREATE TRIGGER event_no_replace BEFORE INSERT ON event
WHEN EXISTS (SELECT 1 FROM event WHERE n = NEW.n)
BEGIN SELECT RAISE(ABORT, 'append_only: event.n'); END;

DROP TRIGGER late_sheet_no_replace;
CREATE TRIGGER late_sheet_no_replace BEFORE INSERT ON late_sheet
WHEN EXISTS (SELECT 1 FROM late_sheet WHERE id = NEW.id OR rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'append_only: late_sheet.id'); END;

DROP TRIGGER import_batch_no_replace;
CREATE TRIGGER import_batch_no_replace BEFORE INSERT ON import_batch
WHEN EXISTS (SELECT 1 FROM import_batch WHERE id = NEW.id OR rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'append_only: import_batch.id'); END;

DROP TRIGGER review_no_replace;
CREATE TRIGGER review_no_replace BEFORE INSERT ON review
WHEN EXISTS (SELECT 1 FROM review WHERE id = NEW.id OR rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'append_only: review.id'); END;
CREATE TRIGGER review_no_replace_held BEFORE INSERT ON review
WHEN NEW.announced_at IS NULL AND EXISTS (SELECT 1 FROM review WHERE innovation_id = NEW.innovation_id AND announced_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'append_only: review.innovation_id'); END;

-- An UPDATE may add the instant of the announcement, and nothing else: it moves no row onto another either.
DROP TRIGGER review_only_announced;
CREATE TRIGGER review_only_announced BEFORE UPDATE ON review
WHEN OLD.announced_at IS NOT NULL OR NEW.announced_at IS NULL OR NEW.rowid <> OLD.rowid OR NEW.id <> OLD.id
  OR NEW.innovation_id <> OLD.innovation_id OR NEW.stage <> OLD.stage OR NEW.revision <> OLD.revision OR NEW.hearing <> OLD.hearing
  OR NEW.held_on <> OLD.held_on OR NEW.finding <> OLD.finding OR NEW.reasons <> OLD.reasons OR NEW.parts <> OLD.parts
  OR NEW.person_id <> OLD.person_id OR NEW.at <> OLD.at
BEGIN SELECT RAISE(ABORT, 'append_only: review'); END;

DROP TRIGGER log_entry_no_replace;
CREATE TRIGGER log_entry_no_replace BEFORE INSERT ON log_entry
WHEN EXISTS (SELECT 1 FROM log_entry WHERE id = NEW.id OR rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'append_only: log_entry.id'); END;

DROP TRIGGER log_entry_only_followed;
CREATE TRIGGER log_entry_only_followed BEFORE UPDATE ON log_entry
WHEN OLD.waits = 0 OR NEW.waits <> 0 OR NEW.rowid <> OLD.rowid OR NEW.id <> OLD.id OR NEW.innovation_id <> OLD.innovation_id OR NEW.kind <> OLD.kind
  OR NEW.at <> OLD.at OR NEW.note <> OLD.note OR NEW.person_id <> OLD.person_id OR NEW.stored_at <> OLD.stored_at
BEGIN SELECT RAISE(ABORT, 'append_only: log_entry'); END;
