-- The clinic (Articles 9 to 15): records of innovations with their parts, course, reviews, log, activities and evidence.

-- Only what is listed is public; a record begun here is not until the clinic publishes it.
ALTER TABLE innovation ADD COLUMN listed INTEGER NOT NULL DEFAULT 1 CHECK (listed IN (0, 1));
-- Where a listed innovation stands; empty while outside the clinic.
ALTER TABLE innovation ADD COLUMN stage TEXT
  CHECK (stage IN ('drum_up', 'diagnose', 'design', 'deliver', 'display', 'selesai', 'berlanjut'));

CREATE INDEX innovation_by_stage ON innovation (stage, sort_name);

-- The history of a record: what it concerned, as it was and as it became. Never a mark.
ALTER TABLE event ADD COLUMN innovation_id TEXT REFERENCES innovation (id);
ALTER TABLE event ADD COLUMN before_text TEXT;
ALTER TABLE event ADD COLUMN after_text TEXT;

CREATE INDEX event_innovation ON event (innovation_id, n);

-- Numbers that people quote, one row a year: INV-2026-0042.
CREATE TABLE record_sequence (
  year INTEGER NOT NULL PRIMARY KEY CHECK (year BETWEEN 2024 AND 2100),
  next INTEGER NOT NULL CHECK (next >= 1)
) STRICT;

-- An innovation in the clinic: its course and what hangs on it.
CREATE TABLE record (
  innovation_id TEXT NOT NULL PRIMARY KEY REFERENCES innovation (id),
  number TEXT NOT NULL UNIQUE CHECK (number LIKE 'INV-____-%'),
  agency_code TEXT NOT NULL REFERENCES agency (code),
  place TEXT NOT NULL CHECK (place IN ('drum_up', 'diagnose', 'design', 'deliver', 'display', 'selesai', 'berlanjut')),
  desk TEXT NOT NULL CHECK (desk IN ('innovator', 'agency_coordinator', 'agency_head', 'clinic')),
  hold TEXT NOT NULL CHECK (hold IN ('none', 'revising', 'paused', 'stopped')),
  -- Whose lane of the clinic's desk it lies in: kept by every step, for the queue.
  lane TEXT NOT NULL CHECK (lane IN ('ours', 'theirs', 'done')),
  -- Whose turn it is since.
  since INTEGER NOT NULL,
  -- Parts opened for changes while revising; empty means all.
  open_parts TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(open_parts)),
  -- Revisions handed in so far.
  revision INTEGER NOT NULL DEFAULT 0 CHECK (revision >= 0),
  -- Versions of the validated plan.
  plans INTEGER NOT NULL DEFAULT 0 CHECK (plans >= 0),
  facilitator_id TEXT REFERENCES person (id),
  reviewer_id TEXT REFERENCES person (id),
  -- The clinic's judgement of the criteria of Article 8.
  criteria TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(criteria)),
  regional INTEGER NOT NULL DEFAULT 0 CHECK (regional IN (0, 1)),
  legacy INTEGER NOT NULL DEFAULT 0 CHECK (legacy IN (0, 1)),
  asked_at INTEGER,
  published_at INTEGER,
  deleted_at INTEGER,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL REFERENCES person (id),
  version INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
  CHECK (deleted_at IS NULL OR revision = 0)
) STRICT;

CREATE INDEX record_by_lane ON record (lane, since) WHERE deleted_at IS NULL;
CREATE INDEX record_by_agency ON record (agency_code, since) WHERE deleted_at IS NULL;
CREATE INDEX record_asked ON record (asked_at) WHERE asked_at IS NOT NULL AND deleted_at IS NULL;

-- The team. Whoever left keeps the row.
CREATE TABLE record_member (
  innovation_id TEXT NOT NULL REFERENCES record (innovation_id),
  person_id TEXT NOT NULL REFERENCES person (id),
  lead INTEGER NOT NULL CHECK (lead IN (0, 1)),
  added_at INTEGER NOT NULL,
  removed_at INTEGER,
  PRIMARY KEY (innovation_id, person_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX record_member_by_person ON record_member (person_id, removed_at);

-- A part of a record, its newest version.
CREATE TABLE record_part (
  innovation_id TEXT NOT NULL REFERENCES record (innovation_id),
  part TEXT NOT NULL CHECK (length(part) BETWEEN 2 AND 30),
  version INTEGER NOT NULL CHECK (version >= 1),
  content TEXT NOT NULL CHECK (json_valid(content)),
  done INTEGER NOT NULL CHECK (done IN (0, 1)),
  at INTEGER NOT NULL,
  person_id TEXT NOT NULL REFERENCES person (id),
  PRIMARY KEY (innovation_id, part)
) STRICT, WITHOUT ROWID;

CREATE INDEX record_part_by_person ON record_part (person_id);

-- What was handed in, as it was: reviews name the revision that they judged.
CREATE TABLE record_revision (
  innovation_id TEXT NOT NULL REFERENCES record (innovation_id),
  n INTEGER NOT NULL CHECK (n >= 1),
  at INTEGER NOT NULL,
  person_id TEXT NOT NULL REFERENCES person (id),
  parts TEXT NOT NULL CHECK (json_valid(parts)),
  PRIMARY KEY (innovation_id, n)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER record_revision_no_update BEFORE UPDATE ON record_revision
BEGIN SELECT RAISE(ABORT, 'append_only: record_revision'); END;
CREATE TRIGGER record_revision_no_delete BEFORE DELETE ON record_revision
BEGIN SELECT RAISE(ABORT, 'append_only: record_revision'); END;
CREATE TRIGGER record_revision_no_replace BEFORE INSERT ON record_revision
WHEN EXISTS (SELECT 1 FROM record_revision WHERE innovation_id = NEW.innovation_id AND n = NEW.n)
BEGIN SELECT RAISE(ABORT, 'append_only: record_revision'); END;

-- Versions of a validated plan (Article 13(1)).
CREATE TABLE plan_version (
  innovation_id TEXT NOT NULL REFERENCES record (innovation_id),
  n INTEGER NOT NULL CHECK (n >= 1),
  at INTEGER NOT NULL,
  person_id TEXT NOT NULL REFERENCES person (id),
  plan TEXT NOT NULL CHECK (json_valid(plan)),
  reason TEXT,
  PRIMARY KEY (innovation_id, n),
  CHECK (n = 1 OR reason IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER plan_version_no_update BEFORE UPDATE ON plan_version
BEGIN SELECT RAISE(ABORT, 'append_only: plan_version'); END;
CREATE TRIGGER plan_version_no_delete BEFORE DELETE ON plan_version
BEGIN SELECT RAISE(ABORT, 'append_only: plan_version'); END;
CREATE TRIGGER plan_version_no_replace BEFORE INSERT ON plan_version
WHEN EXISTS (SELECT 1 FROM plan_version WHERE innovation_id = NEW.innovation_id AND n = NEW.n)
BEGIN SELECT RAISE(ABORT, 'append_only: plan_version'); END;

-- The clinic's findings (Articles 11(3), 12(3), 13(3)). Only the instant of the announcement is added later.
CREATE TABLE review (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  innovation_id TEXT NOT NULL REFERENCES record (innovation_id),
  stage TEXT NOT NULL CHECK (stage IN ('drum_up', 'diagnose', 'design', 'deliver', 'display')),
  revision INTEGER NOT NULL CHECK (revision >= 1),
  hearing TEXT NOT NULL CHECK (hearing IN ('presentation', 'desk_consultation')),
  held_on INTEGER NOT NULL,
  finding TEXT NOT NULL CHECK (finding IN ('valid', 'valid_with_fixes', 'not_yet')),
  reasons TEXT NOT NULL CHECK (length(reasons) BETWEEN 5 AND 4000),
  parts TEXT NOT NULL CHECK (json_valid(parts)),
  person_id TEXT NOT NULL REFERENCES person (id),
  at INTEGER NOT NULL,
  announced_at INTEGER
) STRICT;

CREATE INDEX review_by_record ON review (innovation_id, at);
-- One review held back at a time.
CREATE UNIQUE INDEX review_held ON review (innovation_id) WHERE announced_at IS NULL;

CREATE TRIGGER review_only_announced BEFORE UPDATE ON review
WHEN OLD.announced_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.innovation_id <> OLD.innovation_id OR NEW.stage <> OLD.stage
  OR NEW.revision <> OLD.revision OR NEW.hearing <> OLD.hearing OR NEW.held_on <> OLD.held_on OR NEW.finding <> OLD.finding
  OR NEW.reasons <> OLD.reasons OR NEW.parts <> OLD.parts OR NEW.person_id <> OLD.person_id OR NEW.at <> OLD.at
BEGIN SELECT RAISE(ABORT, 'append_only: review'); END;
CREATE TRIGGER review_no_delete BEFORE DELETE ON review
BEGIN SELECT RAISE(ABORT, 'append_only: review'); END;
CREATE TRIGGER review_no_replace BEFORE INSERT ON review
WHEN EXISTS (SELECT 1 FROM review WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'append_only: review'); END;

-- Comments, and requests for changes, on a part or on the whole.
CREATE TABLE remark (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  innovation_id TEXT NOT NULL REFERENCES record (innovation_id),
  part TEXT,
  text TEXT NOT NULL CHECK (length(text) BETWEEN 3 AND 1000),
  person_id TEXT NOT NULL REFERENCES person (id),
  clinic INTEGER NOT NULL CHECK (clinic IN (0, 1)),
  at INTEGER NOT NULL,
  done_at INTEGER,
  done_by TEXT REFERENCES person (id),
  CHECK ((done_at IS NULL) = (done_by IS NULL))
) STRICT;

CREATE INDEX remark_by_record ON remark (innovation_id, at);

-- The log: launch, progress, monitoring, obstacles, displays, input (Articles 13, 14). Never rewritten, only followed up.
CREATE TABLE log_entry (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  innovation_id TEXT NOT NULL REFERENCES record (innovation_id),
  kind TEXT NOT NULL CHECK (kind IN ('launch', 'progress', 'monitoring', 'obstacle', 'display', 'input', 'no_input',
    'consultation', 'appointment')),
  -- When it happened, and when it arrived.
  at INTEGER NOT NULL,
  stored_at INTEGER NOT NULL,
  person_id TEXT NOT NULL REFERENCES person (id),
  note TEXT NOT NULL CHECK (json_valid(note)),
  -- Progress: the line of the plan and its state.
  item_id TEXT,
  item_state TEXT CHECK (item_state IN ('running', 'done', 'dropped')),
  -- Obstacle and input: open until somebody says what was done.
  waits INTEGER NOT NULL CHECK (waits IN (0, 1)),
  follow_up TEXT,
  followed_at INTEGER,
  followed_by TEXT REFERENCES person (id),
  CHECK ((kind = 'progress') = (item_id IS NOT NULL)),
  CHECK ((item_id IS NULL) = (item_state IS NULL)),
  CHECK ((follow_up IS NULL) = (followed_at IS NULL)),
  CHECK ((followed_at IS NULL) = (followed_by IS NULL)),
  CHECK (waits = 0 OR follow_up IS NULL)
) STRICT;

CREATE INDEX log_entry_by_record ON log_entry (innovation_id, kind, at);

CREATE TRIGGER log_entry_only_followed BEFORE UPDATE ON log_entry
WHEN OLD.waits = 0 OR NEW.id <> OLD.id OR NEW.innovation_id <> OLD.innovation_id OR NEW.kind <> OLD.kind OR NEW.at <> OLD.at
  OR NEW.note <> OLD.note OR NEW.person_id <> OLD.person_id OR NEW.stored_at <> OLD.stored_at
BEGIN SELECT RAISE(ABORT, 'append_only: log_entry'); END;
CREATE TRIGGER log_entry_no_delete BEFORE DELETE ON log_entry
BEGIN SELECT RAISE(ABORT, 'append_only: log_entry'); END;
CREATE TRIGGER log_entry_no_replace BEFORE INSERT ON log_entry
WHEN EXISTS (SELECT 1 FROM log_entry WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'append_only: log_entry'); END;

-- Activities of the clinic and who was there (Articles 10(2), 11(2), 12(2)).
CREATE TABLE activity (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  kind TEXT NOT NULL CHECK (kind IN ('sosialisasi', 'kuliah_umum', 'kunjungan', 'lainnya', 'lokakarya_diagnosis', 'lokakarya_rancangan')),
  title TEXT NOT NULL CHECK (length(title) BETWEEN 5 AND 150),
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  place TEXT NOT NULL CHECK (length(place) BETWEEN 2 AND 200),
  host_code TEXT REFERENCES agency (code),
  text TEXT NOT NULL CHECK (length(text) <= 1000),
  code TEXT NOT NULL UNIQUE CHECK (length(code) = 6),
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL REFERENCES person (id),
  version INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
  CHECK (starts_at <= ends_at),
  CHECK (kind <> 'kunjungan' OR host_code IS NOT NULL)
) STRICT;

CREATE INDEX activity_by_time ON activity (starts_at DESC);

CREATE TABLE attendance (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  activity_id TEXT NOT NULL REFERENCES activity (id),
  -- Empty for somebody without an account.
  person_id TEXT REFERENCES person (id),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 2 AND 100),
  -- The name folded: nobody is written down twice for the same agency.
  name_key TEXT NOT NULL,
  agency_code TEXT NOT NULL REFERENCES agency (code),
  by_code INTEGER NOT NULL CHECK (by_code IN (0, 1)),
  at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL REFERENCES person (id),
  UNIQUE (activity_id, agency_code, name_key)
) STRICT;

CREATE UNIQUE INDEX attendance_once ON attendance (activity_id, person_id) WHERE person_id IS NOT NULL;
CREATE INDEX attendance_by_agency ON attendance (agency_code, activity_id);
CREATE INDEX attendance_by_person ON attendance (person_id, activity_id) WHERE person_id IS NOT NULL;

-- Settings of the clinic and of agencies: the decree on the team (Article 15(4)), and whether the head releases.
CREATE TABLE clinic_setting (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  durations TEXT NOT NULL CHECK (json_valid(durations)),
  version INTEGER NOT NULL CHECK (version >= 1)
) STRICT;

CREATE TABLE agency_setting (
  agency_code TEXT NOT NULL PRIMARY KEY REFERENCES agency (code),
  head_releases INTEGER NOT NULL CHECK (head_releases IN (0, 1)),
  decree_number TEXT CHECK (length(decree_number) BETWEEN 1 AND 100),
  decree_signed_on INTEGER,
  decree_until INTEGER,
  version INTEGER NOT NULL CHECK (version >= 1),
  CHECK ((decree_number IS NULL) = (decree_signed_on IS NULL)),
  CHECK (decree_until IS NULL OR decree_number IS NOT NULL)
) STRICT, WITHOUT ROWID;

-- Files and links that prove something. A row without `stored_at` waits for its bytes and is swept after a day.
CREATE TABLE evidence (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  innovation_id TEXT NOT NULL REFERENCES record (innovation_id),
  purpose TEXT NOT NULL CHECK (json_valid(purpose)),
  -- A file: its name, what it is, size and SHA-256, and its random key in the store.
  name TEXT CHECK (length(name) BETWEEN 1 AND 150),
  kind TEXT CHECK (kind IN ('pdf', 'jpg', 'png', 'webp', 'docx', 'xlsx')),
  size INTEGER CHECK (size BETWEEN 1 AND 10485760),
  sha256 TEXT CHECK (length(sha256) = 64),
  object_key TEXT UNIQUE,
  -- Or a link.
  url TEXT CHECK (url LIKE 'https://%'),
  note TEXT NOT NULL CHECK (length(note) <= 300),
  captured_at INTEGER NOT NULL,
  on_site INTEGER NOT NULL CHECK (on_site IN (0, 1)),
  person_id TEXT NOT NULL REFERENCES person (id),
  announced_at INTEGER NOT NULL,
  stored_at INTEGER,
  public INTEGER NOT NULL DEFAULT 0 CHECK (public IN (0, 1)),
  consent_by TEXT REFERENCES person (id),
  consent_at INTEGER,
  dropped_at INTEGER,
  -- The bytes of what was taken away are gone from the store too.
  erased_at INTEGER,
  CHECK (erased_at IS NULL OR dropped_at IS NOT NULL),
  CHECK ((name IS NULL) = (url IS NOT NULL)),
  CHECK ((name IS NULL) = (kind IS NULL)),
  CHECK ((name IS NULL) = (size IS NULL)),
  CHECK ((name IS NULL) = (sha256 IS NULL)),
  CHECK ((name IS NULL) = (object_key IS NULL)),
  CHECK ((consent_by IS NULL) = (consent_at IS NULL)),
  CHECK (public = 0 OR (consent_by IS NOT NULL AND stored_at IS NOT NULL AND dropped_at IS NULL))
) STRICT;

CREATE INDEX evidence_by_record ON evidence (innovation_id, announced_at);
CREATE INDEX evidence_pending ON evidence (announced_at) WHERE stored_at IS NULL;
CREATE INDEX evidence_to_erase ON evidence (dropped_at) WHERE dropped_at IS NOT NULL AND erased_at IS NULL;

-- What the public reads of a record: as it was when the clinic published it.
CREATE TABLE showcase (
  innovation_id TEXT NOT NULL PRIMARY KEY REFERENCES record (innovation_id),
  content TEXT NOT NULL CHECK (json_valid(content)),
  at INTEGER NOT NULL,
  person_id TEXT NOT NULL REFERENCES person (id)
) STRICT, WITHOUT ROWID;

-- How many records each lane of the desk has, so that the desk costs the same however long the history grows.
CREATE TABLE lane_count (
  lane TEXT NOT NULL PRIMARY KEY CHECK (lane IN ('ours', 'theirs', 'done')),
  n INTEGER NOT NULL CHECK (n >= 0)
) STRICT, WITHOUT ROWID;

INSERT INTO lane_count (lane, n) VALUES ('ours', 0), ('theirs', 0), ('done', 0);

CREATE TRIGGER record_counts_in AFTER INSERT ON record WHEN NEW.deleted_at IS NULL
BEGIN
  UPDATE lane_count SET n = n + 1 WHERE lane = NEW.lane;
END;
CREATE TRIGGER record_counts_moves AFTER UPDATE OF lane, deleted_at ON record
WHEN NEW.lane <> OLD.lane OR (NEW.deleted_at IS NULL) <> (OLD.deleted_at IS NULL)
BEGIN
  UPDATE lane_count SET n = n - 1 WHERE lane = OLD.lane AND OLD.deleted_at IS NULL;
  UPDATE lane_count SET n = n + 1 WHERE lane = NEW.lane AND NEW.deleted_at IS NULL;
END;
