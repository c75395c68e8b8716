-- The small picture of a photo, which lies beside it in the store: its digest and measures. Set once.
ALTER TABLE evidence ADD COLUMN small_sha256 TEXT CHECK (length(small_sha256) = 64);
ALTER TABLE evidence ADD COLUMN small_width INTEGER CHECK (small_width BETWEEN 1 AND 400);
ALTER TABLE evidence ADD COLUMN small_height INTEGER CHECK (small_height BETWEEN 1 AND 400);

-- The register of conflicts of interest in the order in which it is read, so that a page costs what it shows. Kept by the triggers
-- below: what is written now, else what was handed in last with that answer.
CREATE TABLE interest (
  innovation_id TEXT NOT NULL PRIMARY KEY REFERENCES record (innovation_id),
  at INTEGER NOT NULL,
  person_id TEXT NOT NULL REFERENCES person (id),
  -- It is still answered so.
  stands INTEGER NOT NULL CHECK (stands IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE INDEX interest_by_time ON interest (at, innovation_id);
CREATE INDEX interest_by_person ON interest (person_id);

INSERT INTO interest (innovation_id, at, person_id, stands)
  SELECT v.innovation_id, v.at, v.person_id, 0 FROM record_revision v JOIN record r ON r.innovation_id = v.innovation_id
  WHERE instr(v.parts, '"principle":"tanpa_konflik","answer":"no"') > 0 AND r.deleted_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM record_revision x WHERE x.innovation_id = v.innovation_id AND x.n > v.n
      AND instr(x.parts, '"principle":"tanpa_konflik","answer":"no"') > 0);
INSERT OR REPLACE INTO interest (innovation_id, at, person_id, stands)
  SELECT c.innovation_id, c.at, c.person_id, 1 FROM record_part c JOIN record r ON r.innovation_id = c.innovation_id
  WHERE c.part = 'prinsip' AND instr(c.content, '"principle":"tanpa_konflik","answer":"no"') > 0 AND r.deleted_at IS NULL;

CREATE TRIGGER interest_begun AFTER INSERT ON record_part
WHEN NEW.part = 'prinsip' AND instr(NEW.content, '"principle":"tanpa_konflik","answer":"no"') > 0
BEGIN
  INSERT OR REPLACE INTO interest (innovation_id, at, person_id, stands) VALUES (NEW.innovation_id, NEW.at, NEW.person_id, 1);
END;
CREATE TRIGGER interest_said AFTER UPDATE ON record_part
WHEN NEW.part = 'prinsip' AND instr(NEW.content, '"principle":"tanpa_konflik","answer":"no"') > 0
BEGIN
  INSERT OR REPLACE INTO interest (innovation_id, at, person_id, stands) VALUES (NEW.innovation_id, NEW.at, NEW.person_id, 1);
END;
CREATE TRIGGER interest_answered AFTER UPDATE ON record_part
WHEN NEW.part = 'prinsip' AND instr(NEW.content, '"principle":"tanpa_konflik","answer":"no"') = 0
  AND instr(OLD.content, '"principle":"tanpa_konflik","answer":"no"') > 0
BEGIN
  DELETE FROM interest WHERE innovation_id = NEW.innovation_id;
  INSERT INTO interest (innovation_id, at, person_id, stands)
    SELECT innovation_id, at, person_id, 0 FROM record_revision WHERE innovation_id = NEW.innovation_id
      AND instr(parts, '"principle":"tanpa_konflik","answer":"no"') > 0 ORDER BY n DESC LIMIT 1;
END;
CREATE TRIGGER interest_deleted AFTER UPDATE OF deleted_at ON record WHEN NEW.deleted_at IS NOT NULL
BEGIN
  DELETE FROM interest WHERE innovation_id = NEW.innovation_id;
END;

-- Bodies that may be visited (Article 10(2)c) are found without reading every record.
CREATE INDEX record_proven ON record (agency_code) WHERE deleted_at IS NULL AND (regional = 1 OR place IN ('selesai', 'berlanjut'));

-- The links of one person that wait: those of the last three days are looked at, however many there were before.
CREATE INDEX invitation_waiting ON invitation (created_by, created_at, id) WHERE kind = 'invitation' AND used_at IS NULL AND revoked_at IS NULL;

-- How the public reaches an agency: the office's, nobody's own.
ALTER TABLE agency_setting ADD COLUMN contact TEXT CHECK (length(contact) BETWEEN 1 AND 200);
