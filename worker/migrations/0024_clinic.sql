-- Who came for a partner: a village, a campus, a company, a community, another region (Article 1 number 14). Nobody refers to this
-- table, so it is made anew: its agency may be empty from now on.
DROP TRIGGER attendance_counted;
DROP TRIGGER attendance_uncounted;
ALTER TABLE attendance RENAME TO attendance_old;

CREATE TABLE attendance (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  activity_id TEXT NOT NULL REFERENCES activity (id),
  -- Empty for somebody without an account.
  person_id TEXT REFERENCES person (id),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 2 AND 100),
  -- The name folded: nobody is written down twice for the same side.
  name_key TEXT NOT NULL,
  agency_code TEXT REFERENCES agency (code),
  by_code INTEGER NOT NULL CHECK (by_code IN (0, 1)),
  at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL REFERENCES person (id),
  written_at INTEGER,
  partner TEXT CHECK (partner IN ('desa', 'kampus', 'perusahaan', 'komunitas', 'daerah_lain')),
  partner_name TEXT CHECK (length(partner_name) BETWEEN 2 AND 150),
  UNIQUE (activity_id, agency_code, name_key),
  CHECK ((agency_code IS NULL) = (partner IS NOT NULL)),
  CHECK ((partner IS NULL) = (partner_name IS NULL)),
  CHECK (person_id IS NULL OR agency_code IS NOT NULL)
) STRICT;

INSERT INTO attendance (id, activity_id, person_id, name, name_key, agency_code, by_code, at, recorded_by, written_at)
  SELECT id, activity_id, person_id, name, name_key, agency_code, by_code, at, recorded_by, written_at FROM attendance_old;
DROP TABLE attendance_old;

CREATE UNIQUE INDEX attendance_once ON attendance (activity_id, person_id) WHERE person_id IS NOT NULL;
CREATE UNIQUE INDEX attendance_partner ON attendance (activity_id, partner, lower(partner_name), name_key) WHERE partner IS NOT NULL;
CREATE INDEX attendance_by_agency ON attendance (agency_code, activity_id);
CREATE INDEX attendance_by_person ON attendance (person_id, activity_id) WHERE person_id IS NOT NULL;
CREATE INDEX attendance_by_name ON attendance (activity_id, name_key, id);

CREATE TRIGGER attendance_counted AFTER INSERT ON attendance
BEGIN
  INSERT INTO activity_count (activity_id, present) VALUES (NEW.activity_id, 1)
    ON CONFLICT (activity_id) DO UPDATE SET present = present + 1;
END;
CREATE TRIGGER attendance_uncounted AFTER DELETE ON attendance
BEGIN
  UPDATE activity_count SET present = present - 1 WHERE activity_id = OLD.activity_id;
END;

-- What was taken from the list of an activity, as the clinic reads it there.
CREATE INDEX event_attendance_removed ON event (subject_id, n) WHERE action = 'attendance.removed' AND innovation_id IS NULL;

-- What is said of a piece of evidence can be said anew, and what of the record it belongs to: a note, a line of the plan, a figure.
ALTER TABLE evidence ADD COLUMN version INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1);
ALTER TABLE evidence ADD COLUMN tie TEXT CHECK (json_valid(tie));
