-- The competition (Article 5(2)a): edition, entries, panel, sheets, publication.

CREATE TABLE edition (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  slug TEXT NOT NULL UNIQUE CHECK (length(slug) BETWEEN 1 AND 70),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 5 AND 120),
  year INTEGER NOT NULL CHECK (year BETWEEN 2024 AND 2100),
  entrants TEXT NOT NULL CHECK (entrants IN ('pd_bumd', 'terbuka')),
  opens_at INTEGER NOT NULL,
  closes_at INTEGER NOT NULL,
  min_judges INTEGER NOT NULL CHECK (min_judges BETWEEN 3 AND 15),
  rubric TEXT NOT NULL CHECK (json_valid(rubric)),
  tie_chain TEXT NOT NULL CHECK (json_valid(tie_chain)),
  method TEXT NOT NULL DEFAULT 'mean' CHECK (method IN ('mean')),
  sample INTEGER NOT NULL CHECK (sample IN (0, 1)),
  recorded TEXT NOT NULL DEFAULT 'draft' CHECK (recorded IN ('draft', 'opened', 'closed', 'published')),
  -- Number that the next entry gets; numbers are never used twice.
  next_number INTEGER NOT NULL DEFAULT 1 CHECK (next_number >= 1),
  -- Newest published version of the board, 0 when none.
  published INTEGER NOT NULL DEFAULT 0 CHECK (published >= 0),
  version INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL REFERENCES person (id),
  opened_at INTEGER,
  closed_at INTEGER,
  CHECK ((recorded = 'published') = (published > 0)),
  CHECK ((recorded = 'draft') = (opened_at IS NULL)),
  CHECK ((recorded IN ('closed', 'published')) = (closed_at IS NOT NULL))
) STRICT;

CREATE INDEX edition_by_state ON edition (recorded, closes_at);
CREATE INDEX edition_by_creator ON edition (created_by);

CREATE TABLE edition_phase (
  edition_id TEXT NOT NULL REFERENCES edition (id),
  n INTEGER NOT NULL CHECK (n BETWEEN 1 AND 9),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
  percent INTEGER NOT NULL CHECK (percent BETWEEN 1 AND 100),
  PRIMARY KEY (edition_id, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE entry (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  edition_id TEXT NOT NULL REFERENCES edition (id),
  innovation_id TEXT NOT NULL REFERENCES innovation (id),
  number INTEGER NOT NULL CHECK (number >= 1),
  dossier TEXT NOT NULL CHECK (json_valid(dossier)),
  -- What judges read: the dossier as it was when the edition opened.
  dossier_frozen TEXT CHECK (dossier_frozen IS NULL OR json_valid(dossier_frozen)),
  ready INTEGER NOT NULL CHECK (ready IN (0, 1)),
  withdrawn_at INTEGER,
  withdrawn_reason TEXT,
  version INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
  UNIQUE (edition_id, innovation_id),
  UNIQUE (edition_id, number),
  CHECK ((withdrawn_at IS NULL) = (withdrawn_reason IS NULL))
) STRICT;

CREATE INDEX entry_by_innovation ON entry (innovation_id);

-- The panel of an edition is the judges' grants (`grant_`): a judge who was removed keeps the row with the reason.
CREATE TABLE assignment (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  edition_id TEXT NOT NULL REFERENCES edition (id),
  entry_id TEXT NOT NULL REFERENCES entry (id),
  judge_id TEXT NOT NULL REFERENCES person (id),
  phase INTEGER NOT NULL DEFAULT 1,
  state TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'conflict', 'removed')),
  reason TEXT,
  created_at INTEGER NOT NULL,
  ended_at INTEGER,
  UNIQUE (entry_id, judge_id, phase),
  FOREIGN KEY (edition_id, phase) REFERENCES edition_phase (edition_id, n),
  CHECK ((state = 'active') = (ended_at IS NULL))
) STRICT;

CREATE INDEX assignment_by_edition ON assignment (edition_id, phase);
CREATE INDEX assignment_by_judge ON assignment (judge_id, edition_id);
CREATE INDEX assignment_by_panel ON assignment (edition_id, judge_id);

-- One judge's marks for one entry in one phase: the newest version. No row means nothing was stored yet.
CREATE TABLE sheet (
  assignment_id TEXT NOT NULL PRIMARY KEY REFERENCES assignment (id),
  version INTEGER NOT NULL CHECK (version >= 1),
  state TEXT NOT NULL CHECK (state IN ('draft', 'locked')),
  kebaruan INTEGER CHECK (kebaruan BETWEEN 0 AND 100),
  kemanfaatan INTEGER CHECK (kemanfaatan BETWEEN 0 AND 100),
  solusi INTEGER CHECK (solusi BETWEEN 0 AND 100),
  replikasi INTEGER CHECK (replikasi BETWEEN 0 AND 100),
  kompatibilitas INTEGER CHECK (kompatibilitas BETWEEN 0 AND 100),
  notes TEXT NOT NULL CHECK (json_valid(notes)),
  saved_at INTEGER NOT NULL,
  receipt TEXT,
  total INTEGER CHECK (total BETWEEN 0 AND 10000),
  CHECK ((state = 'locked') = (receipt IS NOT NULL)),
  CHECK ((receipt IS NULL) = (total IS NULL)),
  CHECK (state = 'draft' OR (kebaruan IS NOT NULL AND kemanfaatan IS NOT NULL AND solusi IS NOT NULL
    AND replikasi IS NOT NULL AND kompatibilitas IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- Every stored version of every sheet.
CREATE TABLE sheet_event (
  assignment_id TEXT NOT NULL REFERENCES assignment (id),
  version INTEGER NOT NULL CHECK (version >= 1),
  act TEXT NOT NULL CHECK (act IN ('saved', 'locked', 'reopened')),
  at INTEGER NOT NULL,
  person_id TEXT NOT NULL REFERENCES person (id),
  sheet TEXT NOT NULL CHECK (json_valid(sheet)),
  reason TEXT,
  PRIMARY KEY (assignment_id, version)
) STRICT, WITHOUT ROWID;

CREATE INDEX sheet_event_by_person ON sheet_event (person_id);

CREATE TRIGGER sheet_event_no_update BEFORE UPDATE ON sheet_event
BEGIN SELECT RAISE(ABORT, 'append_only: sheet_event'); END;
CREATE TRIGGER sheet_event_no_delete BEFORE DELETE ON sheet_event
BEGIN SELECT RAISE(ABORT, 'append_only: sheet_event'); END;
CREATE TRIGGER sheet_event_no_replace BEFORE INSERT ON sheet_event
WHEN EXISTS (SELECT 1 FROM sheet_event WHERE assignment_id = NEW.assignment_id AND version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'append_only: sheet_event'); END;

-- What arrived after closing, or after the assignment ended: kept as evidence, never counted.
CREATE TABLE late_sheet (
  -- The idempotency key of the save, so that a retry is kept once.
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  assignment_id TEXT NOT NULL REFERENCES assignment (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  at INTEGER NOT NULL,
  seen_version INTEGER NOT NULL CHECK (seen_version >= 0),
  cause TEXT NOT NULL CHECK (cause IN ('judging_closed', 'assignment_ended', 'entry_withdrawn')),
  sheet TEXT NOT NULL CHECK (json_valid(sheet))
) STRICT;

CREATE INDEX late_sheet_by_assignment ON late_sheet (assignment_id, at);
CREATE INDEX late_sheet_by_person ON late_sheet (person_id);

CREATE TRIGGER late_sheet_no_update BEFORE UPDATE ON late_sheet
BEGIN SELECT RAISE(ABORT, 'append_only: late_sheet'); END;
CREATE TRIGGER late_sheet_no_delete BEFORE DELETE ON late_sheet
BEGIN SELECT RAISE(ABORT, 'append_only: late_sheet'); END;
CREATE TRIGGER late_sheet_no_replace BEFORE INSERT ON late_sheet
WHEN EXISTS (SELECT 1 FROM late_sheet WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'append_only: late_sheet'); END;

-- Published versions: inputs, method, result and their digest.
CREATE TABLE publication (
  slug TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version >= 1),
  id TEXT NOT NULL UNIQUE CHECK (length(id) = 36),
  edition_id TEXT NOT NULL REFERENCES edition (id),
  at INTEGER NOT NULL,
  person_id TEXT NOT NULL REFERENCES person (id),
  note TEXT,
  inputs TEXT NOT NULL CHECK (json_valid(inputs)),
  board TEXT NOT NULL CHECK (json_valid(board)),
  digest TEXT NOT NULL UNIQUE CHECK (length(digest) = 64),
  PRIMARY KEY (slug, version),
  CHECK ((version = 1) = (note IS NULL))
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX publication_by_edition ON publication (edition_id, version);
CREATE INDEX publication_by_person ON publication (person_id);

CREATE TRIGGER publication_no_update BEFORE UPDATE ON publication
BEGIN SELECT RAISE(ABORT, 'append_only: publication'); END;
CREATE TRIGGER publication_no_delete BEFORE DELETE ON publication
BEGIN SELECT RAISE(ABORT, 'append_only: publication'); END;
CREATE TRIGGER publication_no_replace BEFORE INSERT ON publication
WHEN EXISTS (SELECT 1 FROM publication WHERE id = NEW.id OR digest = NEW.digest
  OR (slug = NEW.slug AND version = NEW.version) OR (edition_id = NEW.edition_id AND version = NEW.version))
BEGIN SELECT RAISE(ABORT, 'append_only: publication'); END;

-- What the public may read of an edition, one row a board; made when the edition opens, so a draft has none.
-- Nothing of a result stands here before publication: `board` and `versions` are empty until then.
CREATE TABLE board (
  slug TEXT NOT NULL PRIMARY KEY,
  edition_id TEXT NOT NULL UNIQUE REFERENCES edition (id),
  name TEXT NOT NULL,
  year INTEGER NOT NULL,
  recorded TEXT NOT NULL CHECK (recorded IN ('opened', 'closed', 'published')),
  opens_at INTEGER NOT NULL,
  closes_at INTEGER NOT NULL,
  sample INTEGER NOT NULL CHECK (sample IN (0, 1)),
  -- Weights and tie chain, open before the first mark.
  rules TEXT NOT NULL CHECK (json_valid(rules)),
  published_at INTEGER,
  board TEXT CHECK (board IS NULL OR json_valid(board)),
  versions TEXT CHECK (versions IS NULL OR json_valid(versions)),
  CHECK ((recorded = 'published') = (board IS NOT NULL)),
  CHECK ((board IS NULL) = (versions IS NULL)),
  CHECK ((board IS NULL) = (published_at IS NULL))
) STRICT, WITHOUT ROWID;
