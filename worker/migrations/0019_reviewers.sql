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
