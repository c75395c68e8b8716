-- Publication names what it publishes; names and addresses tell of nothing that is hidden (docs/decisions/0026).

-- Who asked for publication, and for which revision: the clinic publishes that one and no other.
ALTER TABLE record ADD COLUMN asked_by TEXT REFERENCES person (id);
ALTER TABLE record ADD COLUMN asked_revision INTEGER CHECK (asked_revision >= 1);
CREATE INDEX record_asked_by ON record (asked_by) WHERE asked_by IS NOT NULL;

-- Requests from before named nothing: those with something handed in mean what was newest; the others are made again.
UPDATE record SET asked_revision = revision,
    asked_by = (SELECT e.person_id FROM event e WHERE e.innovation_id = record.innovation_id AND e.action = 'publication.asked'
      ORDER BY e.n DESC LIMIT 1)
  WHERE asked_at IS NOT NULL AND revision > 0;
UPDATE record SET asked_at = NULL WHERE asked_at IS NOT NULL AND asked_revision IS NULL;

-- The revision that is shown; empty for what was published before revisions were named.
ALTER TABLE showcase ADD COLUMN revision INTEGER CHECK (revision >= 1);

-- Names that an innovation had in public: each still finds it, in a search and in an import.
CREATE TABLE innovation_alias (
  innovation_id TEXT NOT NULL REFERENCES innovation (id),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  -- As innovation.import_key.
  import_key TEXT NOT NULL,
  PRIMARY KEY (innovation_id, name)
) STRICT, WITHOUT ROWID;

-- A review held back when the agency takes its submission back falls away. Nobody is told: neither is the agency.
ALTER TABLE review ADD COLUMN void_at INTEGER CHECK (void_at IS NULL OR announced_at IS NULL);
DROP INDEX review_held;
CREATE UNIQUE INDEX review_held ON review (innovation_id) WHERE announced_at IS NULL AND void_at IS NULL;
DROP TRIGGER review_only_announced;
CREATE TRIGGER review_only_announced BEFORE UPDATE ON review
WHEN OLD.announced_at IS NOT NULL OR OLD.void_at IS NOT NULL OR (NEW.announced_at IS NULL) = (NEW.void_at IS NULL)
  OR NEW.rowid <> OLD.rowid OR NEW.id <> OLD.id OR NEW.innovation_id <> OLD.innovation_id OR NEW.stage <> OLD.stage
  OR NEW.revision <> OLD.revision OR NEW.hearing <> OLD.hearing OR NEW.held_on <> OLD.held_on OR NEW.finding <> OLD.finding
  OR NEW.reasons <> OLD.reasons OR NEW.parts <> OLD.parts OR NEW.person_id <> OLD.person_id OR NEW.at <> OLD.at
BEGIN SELECT RAISE(ABORT, 'append_only: review'); END;
DROP TRIGGER IF EXISTS review_no_replace_held;
CREATE TRIGGER review_no_replace_held BEFORE INSERT ON review
WHEN NEW.announced_at IS NULL AND NEW.void_at IS NULL
  AND EXISTS (SELECT 1 FROM review WHERE innovation_id = NEW.innovation_id AND announced_at IS NULL AND void_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'append_only: review.innovation_id'); END;

-- Spaces inside names do not tell innovations apart. Folded text has letters, digits and single spaces only, so this is what
-- klisida_domain::innovation::key makes; two that become one keep the keys they have.
UPDATE OR IGNORE innovation SET import_key = replace(import_key, ' ', '');
-- A search finds letters without what stands between them: name and agency once more, squeezed.
UPDATE innovation SET search_text = search_text || ' ' || replace(sort_name, ' ', '') || ' ' || replace(replace(
  substr(import_key, instr(import_key, '|') + 1), '|', ' '), '  ', ' ');

-- Where a record stands is public with the record.
UPDATE innovation SET stage = NULL WHERE stage IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM record r WHERE r.innovation_id = innovation.id AND r.published_at IS NOT NULL AND r.deleted_at IS NULL);

-- Addresses of what was never public say nothing of each other, and hold no name against others; deleted drafts hold none.
UPDATE innovation SET slug = 'terhapus-' || id WHERE id IN (SELECT innovation_id FROM record WHERE deleted_at IS NOT NULL);
UPDATE innovation SET slug = substr(slug, 1, 60) || '-' || substr(replace(id, '-', ''), -8)
  WHERE listed = 0 AND slug NOT LIKE 'terhapus-%'
    AND NOT EXISTS (SELECT 1 FROM event e WHERE e.innovation_id = innovation.id AND e.action = 'record.published');
