-- Why somebody judged who was not assigned to it, or who accompanies the innovation (Article 5(1)d).
ALTER TABLE review ADD COLUMN aside TEXT CHECK (length(aside) BETWEEN 5 AND 500);
DROP TRIGGER review_only_announced;
CREATE TRIGGER review_only_announced BEFORE UPDATE ON review
WHEN OLD.announced_at IS NOT NULL OR OLD.void_at IS NOT NULL OR (NEW.announced_at IS NULL) = (NEW.void_at IS NULL)
  OR NEW.rowid <> OLD.rowid OR NEW.id <> OLD.id OR NEW.innovation_id <> OLD.innovation_id OR NEW.stage <> OLD.stage
  OR NEW.revision <> OLD.revision OR NEW.hearing <> OLD.hearing OR NEW.held_on <> OLD.held_on OR NEW.finding <> OLD.finding
  OR NEW.reasons <> OLD.reasons OR NEW.parts <> OLD.parts OR NEW.person_id <> OLD.person_id OR NEW.at <> OLD.at
  OR NEW.aside IS NOT OLD.aside
BEGIN SELECT RAISE(ABORT, 'append_only: review'); END;

-- The register of conflicts of interest reads along these: where the writers answered "no" to the principle of Article 5(1)d, in
-- what is written now and in whatever was handed in.
CREATE INDEX record_part_interest ON record_part (innovation_id)
WHERE part = 'prinsip' AND instr(content, '"principle":"tanpa_konflik","answer":"no"') > 0;
CREATE INDEX record_revision_interest ON record_revision (innovation_id, n)
WHERE instr(parts, '"principle":"tanpa_konflik","answer":"no"') > 0;

-- A wrong entry of the log is corrected by another one; the wrong one stays, and no gate counts it any more.
ALTER TABLE log_entry ADD COLUMN replaced_by TEXT REFERENCES log_entry (id);
DROP TRIGGER log_entry_only_followed;
CREATE TRIGGER log_entry_only_followed BEFORE UPDATE ON log_entry
WHEN OLD.replaced_by IS NOT NULL OR NEW.waits <> 0 OR NEW.rowid <> OLD.rowid OR NEW.id <> OLD.id
  OR NEW.innovation_id <> OLD.innovation_id OR NEW.kind <> OLD.kind OR NEW.at <> OLD.at OR NEW.note <> OLD.note
  OR NEW.person_id <> OLD.person_id OR NEW.stored_at <> OLD.stored_at
  OR NEW.item_id IS NOT OLD.item_id OR NEW.item_state IS NOT OLD.item_state
  OR (NEW.replaced_by IS NULL AND OLD.waits = 0)
  OR (NEW.replaced_by IS NOT NULL AND (NEW.follow_up IS NOT OLD.follow_up OR NEW.followed_at IS NOT OLD.followed_at
    OR NEW.followed_by IS NOT OLD.followed_by))
BEGIN SELECT RAISE(ABORT, 'append_only: log_entry'); END;
