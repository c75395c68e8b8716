-- What a public page or a list needs is kept by the writes, so that reading costs what is shown (docs/decisions/0030).

-- How many listed innovations there are: of all (`all`), of a kind, a region, an agency, an agency with its units
-- (`side`), a year, a stage. Kept by the triggers on `innovation` below.
CREATE TABLE tally (
  kind TEXT NOT NULL CHECK (kind IN ('all', 'kind', 'region', 'agency', 'side', 'year', 'stage')),
  key TEXT NOT NULL,
  n INTEGER NOT NULL CHECK (n >= 0),
  PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;

-- The choices of the catalogue's form and the numbers of the home page, in one row. `stale` is set by the triggers when
-- a value comes or goes; the write that caused it stores the row anew at its end (db::catalogue::FRESHEN), the nightly run
-- too, and whoever reads a stale row works it out from the tallies.
CREATE TABLE choice (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  regions TEXT NOT NULL CHECK (json_valid(regions)),
  agencies TEXT NOT NULL CHECK (json_valid(agencies)),
  years TEXT NOT NULL CHECK (json_valid(years)),
  bound INTEGER NOT NULL CHECK (bound >= 0),
  bound_with INTEGER NOT NULL CHECK (bound_with >= 0),
  stale INTEGER NOT NULL CHECK (stale IN (0, 1))
) STRICT;

INSERT INTO choice (id, regions, agencies, years, bound, bound_with, stale) VALUES (1, '[]', '[]', '[]', 0, 0, 1);

-- Numbers to count along: years of a range, places in a text.
CREATE TABLE number (
  n INTEGER NOT NULL PRIMARY KEY CHECK (n >= 1)
) STRICT;

INSERT INTO number (n) WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 2100) SELECT n FROM c;

-- Where a listed innovation is found: by three letters of its search text (a word begins after a space; a word of one
-- letter ends with one), and by each of its years (four digits). In the order of the names' beginnings.
CREATE TABLE trigram (
  gram TEXT NOT NULL CHECK (length(gram) IN (3, 4)),
  head TEXT NOT NULL CHECK (length(head) <= 12),
  -- The innovation. No foreign key: it would need an index as large as the table; the triggers keep it, an invariant checks.
  found TEXT NOT NULL CHECK (length(found) = 36),
  PRIMARY KEY (gram, head, found)
) STRICT, WITHOUT ROWID;

-- The agency that an innovation is counted with besides its own: the body above it, else itself.
ALTER TABLE innovation ADD COLUMN side_code TEXT REFERENCES agency (code);

-- Lists of what is public, in the order of their pages.
DROP INDEX innovation_by_name;
DROP INDEX innovation_by_region;
DROP INDEX innovation_by_agency;
DROP INDEX innovation_by_stage;
CREATE INDEX innovation_public ON innovation (sort_name, id) WHERE listed = 1;
CREATE INDEX innovation_public_kind ON innovation (kind, sort_name, id) WHERE listed = 1;
CREATE INDEX innovation_public_region ON innovation (region, sort_name, id) WHERE listed = 1;
CREATE INDEX innovation_public_near ON innovation (kind, region, sort_name, id) WHERE listed = 1;
CREATE INDEX innovation_public_stage ON innovation (stage, sort_name, id) WHERE listed = 1;
CREATE INDEX innovation_public_side ON innovation (side_code, sort_name, id) WHERE listed = 1;
CREATE INDEX innovation_by_agency ON innovation (agency_code, sort_name, id);

CREATE TRIGGER innovation_listed AFTER INSERT ON innovation
BEGIN
  UPDATE innovation SET side_code = (SELECT ifnull(a.parent_code, a.code) FROM agency a WHERE a.code = NEW.agency_code)
    WHERE id = NEW.id AND NEW.agency_code IS NOT NULL;
  INSERT INTO tally (kind, key, n)
    SELECT kind, key, 1 FROM (
      SELECT 'all' AS kind, '' AS key
      UNION ALL SELECT 'kind', ifnull(NEW.kind, 'belum')
      UNION ALL SELECT 'region', NEW.region
      UNION ALL SELECT 'stage', ifnull(NEW.stage, 'luar')
    ) WHERE NEW.listed = 1
    ON CONFLICT (kind, key) DO UPDATE SET n = n + 1;
  INSERT INTO tally (kind, key, n)
    SELECT kind, key, 1 FROM (
      SELECT 'agency' AS kind, NEW.agency_code AS key WHERE NEW.agency_code IS NOT NULL
      UNION ALL SELECT 'side', NEW.agency_code WHERE NEW.agency_code IS NOT NULL
      UNION ALL SELECT 'side', a.parent_code FROM agency a WHERE a.code = NEW.agency_code AND a.parent_code IS NOT NULL
      UNION ALL SELECT 'year', CAST(y.n AS TEXT) FROM number y WHERE y.n BETWEEN NEW.year_from AND NEW.year_to
    ) WHERE NEW.listed = 1
    ON CONFLICT (kind, key) DO UPDATE SET n = n + 1;
  INSERT INTO trigram (gram, head, found)
    SELECT DISTINCT gram, substr(NEW.sort_name, 1, 12), NEW.id FROM (
      SELECT substr(' ' || NEW.search_text || ' ', p.n, 3) AS gram FROM number p WHERE p.n <= length(NEW.search_text)
      UNION ALL SELECT CAST(y.n AS TEXT) FROM number y WHERE y.n BETWEEN NEW.year_from AND NEW.year_to
    ) WHERE NEW.listed = 1 AND substr(gram, 2, 1) <> ' ' AND (substr(gram, 3, 1) <> ' ' OR substr(gram, 1, 1) = ' ');
END;

CREATE TRIGGER innovation_unlisted BEFORE DELETE ON innovation WHEN OLD.listed = 1
BEGIN
  DELETE FROM trigram WHERE (gram, head, found) IN (SELECT gram, substr(OLD.sort_name, 1, 12), OLD.id FROM (
    SELECT substr(' ' || OLD.search_text || ' ', p.n, 3) AS gram FROM number p WHERE p.n <= length(OLD.search_text)
    UNION ALL SELECT CAST(y.n AS TEXT) FROM number y WHERE y.n BETWEEN OLD.year_from AND OLD.year_to
  ));
  UPDATE tally SET n = n - 1 WHERE (kind = 'all' AND key = '') OR (kind = 'kind' AND key = ifnull(OLD.kind, 'belum'))
    OR (kind = 'region' AND key = OLD.region) OR (kind = 'stage' AND key = ifnull(OLD.stage, 'luar'))
    OR (kind = 'agency' AND key = OLD.agency_code) OR (kind = 'side' AND key = OLD.agency_code)
    OR (kind = 'side' AND key = (SELECT a.parent_code FROM agency a WHERE a.code = OLD.agency_code))
    OR (kind = 'year' AND key BETWEEN CAST(OLD.year_from AS TEXT) AND CAST(OLD.year_to AS TEXT));
END;

CREATE TRIGGER innovation_recounted AFTER UPDATE OF listed, kind, region, stage, agency_code, year_from, year_to ON innovation
WHEN (OLD.listed = 1 OR NEW.listed = 1) AND (OLD.listed <> NEW.listed OR OLD.kind IS NOT NEW.kind OR OLD.region <> NEW.region
  OR OLD.stage IS NOT NEW.stage OR OLD.agency_code IS NOT NEW.agency_code OR OLD.year_from IS NOT NEW.year_from
  OR OLD.year_to IS NOT NEW.year_to)
BEGIN
  UPDATE tally SET n = n - 1 WHERE OLD.listed = 1 AND ((kind = 'all' AND key = '') OR (kind = 'kind' AND key = ifnull(OLD.kind, 'belum'))
    OR (kind = 'region' AND key = OLD.region) OR (kind = 'stage' AND key = ifnull(OLD.stage, 'luar'))
    OR (kind = 'agency' AND key = OLD.agency_code) OR (kind = 'side' AND key = OLD.agency_code)
    OR (kind = 'side' AND key = (SELECT a.parent_code FROM agency a WHERE a.code = OLD.agency_code))
    OR (kind = 'year' AND key BETWEEN CAST(OLD.year_from AS TEXT) AND CAST(OLD.year_to AS TEXT)));
  INSERT INTO tally (kind, key, n)
    SELECT kind, key, 1 FROM (
      SELECT 'all' AS kind, '' AS key
      UNION ALL SELECT 'kind', ifnull(NEW.kind, 'belum')
      UNION ALL SELECT 'region', NEW.region
      UNION ALL SELECT 'stage', ifnull(NEW.stage, 'luar')
    ) WHERE NEW.listed = 1
    ON CONFLICT (kind, key) DO UPDATE SET n = n + 1;
  INSERT INTO tally (kind, key, n)
    SELECT kind, key, 1 FROM (
      SELECT 'agency' AS kind, NEW.agency_code AS key WHERE NEW.agency_code IS NOT NULL
      UNION ALL SELECT 'side', NEW.agency_code WHERE NEW.agency_code IS NOT NULL
      UNION ALL SELECT 'side', a.parent_code FROM agency a WHERE a.code = NEW.agency_code AND a.parent_code IS NOT NULL
      UNION ALL SELECT 'year', CAST(y.n AS TEXT) FROM number y WHERE y.n BETWEEN NEW.year_from AND NEW.year_to
    ) WHERE NEW.listed = 1
    ON CONFLICT (kind, key) DO UPDATE SET n = n + 1;
END;

CREATE TRIGGER innovation_moved AFTER UPDATE OF agency_code ON innovation WHEN OLD.agency_code IS NOT NEW.agency_code
BEGIN
  UPDATE innovation SET side_code = (SELECT ifnull(a.parent_code, a.code) FROM agency a WHERE a.code = NEW.agency_code)
    WHERE id = NEW.id;
END;

-- Only what the public finds is indexed: saving a part of a record that is not listed writes nothing here.
CREATE TRIGGER innovation_found_anew AFTER UPDATE OF listed, search_text, sort_name, year_from, year_to ON innovation
WHEN (OLD.listed = 1 OR NEW.listed = 1) AND (OLD.listed <> NEW.listed OR OLD.search_text <> NEW.search_text
  OR substr(OLD.sort_name, 1, 12) <> substr(NEW.sort_name, 1, 12) OR OLD.year_from IS NOT NEW.year_from OR OLD.year_to IS NOT NEW.year_to)
BEGIN
  DELETE FROM trigram WHERE (gram, head, found) IN (SELECT gram, substr(OLD.sort_name, 1, 12), OLD.id FROM (
    SELECT substr(' ' || OLD.search_text || ' ', p.n, 3) AS gram FROM number p WHERE p.n <= length(OLD.search_text)
    UNION ALL SELECT CAST(y.n AS TEXT) FROM number y WHERE y.n BETWEEN OLD.year_from AND OLD.year_to
  )) AND OLD.listed = 1;
  INSERT INTO trigram (gram, head, found)
    SELECT DISTINCT gram, substr(NEW.sort_name, 1, 12), NEW.id FROM (
      SELECT substr(' ' || NEW.search_text || ' ', p.n, 3) AS gram FROM number p WHERE p.n <= length(NEW.search_text)
      UNION ALL SELECT CAST(y.n AS TEXT) FROM number y WHERE y.n BETWEEN NEW.year_from AND NEW.year_to
    ) WHERE NEW.listed = 1 AND substr(gram, 2, 1) <> ' ' AND (substr(gram, 3, 1) <> ' ' OR substr(gram, 1, 1) = ' ');
END;

-- The stored choices are stale as soon as a value comes or goes.
CREATE TRIGGER tally_began AFTER INSERT ON tally WHEN NEW.kind IN ('region', 'agency', 'side', 'year')
BEGIN
  UPDATE choice SET stale = 1 WHERE id = 1 AND stale = 0;
END;
CREATE TRIGGER tally_came_or_went AFTER UPDATE OF n ON tally
WHEN (OLD.n = 0) <> (NEW.n = 0) AND NEW.kind IN ('region', 'agency', 'side', 'year')
BEGIN
  UPDATE choice SET stale = 1 WHERE id = 1 AND stale = 0;
END;
CREATE TRIGGER agency_came AFTER INSERT ON agency
BEGIN
  UPDATE choice SET stale = 1 WHERE id = 1 AND stale = 0;
END;
CREATE TRIGGER agency_changed AFTER UPDATE OF name, obligation, parent_code ON agency
BEGIN
  UPDATE tally SET n = n - (SELECT ifnull((SELECT t.n FROM tally t WHERE t.kind = 'agency' AND t.key = NEW.code), 0))
    WHERE kind = 'side' AND key = OLD.parent_code AND OLD.parent_code IS NOT NEW.parent_code;
  INSERT INTO tally (kind, key, n)
    SELECT 'side', NEW.parent_code, t.n FROM tally t
      WHERE t.kind = 'agency' AND t.key = NEW.code AND NEW.parent_code IS NOT NULL AND OLD.parent_code IS NOT NEW.parent_code
    ON CONFLICT (kind, key) DO UPDATE SET n = n + excluded.n;
  UPDATE innovation SET side_code = ifnull(NEW.parent_code, NEW.code)
    WHERE agency_code = NEW.code AND OLD.parent_code IS NOT NEW.parent_code;
  UPDATE choice SET stale = 1 WHERE id = 1 AND stale = 0;
END;

-- The places of an innovation on published boards, so that its page does not read the boards.
CREATE TABLE placing (
  innovation_id TEXT NOT NULL REFERENCES innovation (id),
  edition_id TEXT NOT NULL REFERENCES edition (id),
  at INTEGER NOT NULL,
  rank INTEGER NOT NULL CHECK (rank >= 1),
  score INTEGER NOT NULL,
  PRIMARY KEY (innovation_id, edition_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX placing_of_edition ON placing (edition_id);

CREATE TRIGGER board_places_came AFTER INSERT ON board WHEN NEW.board IS NOT NULL
BEGIN
  INSERT INTO placing (innovation_id, edition_id, at, rank, score)
    SELECT i.id, NEW.edition_id, NEW.published_at, r.value ->> '$.rank', r.value ->> '$.score'
    FROM json_each(NEW.board, '$.rows') r JOIN innovation i ON i.slug = r.value ->> '$.slug' WHERE true
    ON CONFLICT (innovation_id, edition_id) DO NOTHING;
END;
CREATE TRIGGER board_places_change AFTER UPDATE OF board ON board WHEN OLD.board IS NOT NEW.board
BEGIN
  DELETE FROM placing WHERE edition_id = NEW.edition_id;
  INSERT INTO placing (innovation_id, edition_id, at, rank, score)
    SELECT i.id, NEW.edition_id, NEW.published_at, r.value ->> '$.rank', r.value ->> '$.score'
    FROM json_each(NEW.board, '$.rows') r JOIN innovation i ON i.slug = r.value ->> '$.slug' WHERE NEW.board IS NOT NULL
    ON CONFLICT (innovation_id, edition_id) DO NOTHING;
END;

-- How an edition stands, for the home page of those who run it: entries that stand, and those of them with fewer judges
-- than the minimum.
CREATE TABLE edition_count (
  edition_id TEXT NOT NULL PRIMARY KEY REFERENCES edition (id),
  entries INTEGER NOT NULL CHECK (entries >= 0),
  short INTEGER NOT NULL CHECK (short BETWEEN 0 AND entries)
) STRICT, WITHOUT ROWID;

-- What a judge has to do in an edition: assignments that are active and whose entry stands, those of them whose sheet has
-- five marks and is not locked, those that are locked.
CREATE TABLE seat_count (
  judge_id TEXT NOT NULL REFERENCES person (id),
  edition_id TEXT NOT NULL REFERENCES edition (id),
  sheets INTEGER NOT NULL CHECK (sheets >= 0),
  full INTEGER NOT NULL CHECK (full >= 0),
  locked INTEGER NOT NULL CHECK (locked >= 0),
  PRIMARY KEY (judge_id, edition_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX seat_count_of_edition ON seat_count (edition_id);

CREATE TRIGGER edition_counted AFTER INSERT ON edition
BEGIN
  INSERT INTO edition_count (edition_id, entries, short) VALUES (NEW.id, 0, 0);
END;
CREATE TRIGGER edition_minimum_changed AFTER UPDATE OF min_judges ON edition WHEN OLD.min_judges <> NEW.min_judges
BEGIN
  UPDATE edition_count SET short = (SELECT count(*) FROM entry n WHERE n.edition_id = NEW.id AND n.withdrawn_at IS NULL
      AND (SELECT count(*) FROM assignment a WHERE a.entry_id = n.id AND a.state = 'active') < NEW.min_judges)
    WHERE edition_id = NEW.id;
END;
CREATE TRIGGER entry_counted AFTER INSERT ON entry WHEN NEW.withdrawn_at IS NULL
BEGIN
  UPDATE edition_count SET entries = entries + 1, short = short + 1 WHERE edition_id = NEW.edition_id;
END;
CREATE TRIGGER entry_uncounted AFTER DELETE ON entry WHEN OLD.withdrawn_at IS NULL
BEGIN
  UPDATE edition_count SET entries = entries - 1, short = short - 1 WHERE edition_id = OLD.edition_id;
END;
CREATE TRIGGER entry_recounted AFTER UPDATE OF withdrawn_at ON entry WHEN (OLD.withdrawn_at IS NULL) <> (NEW.withdrawn_at IS NULL)
BEGIN
  UPDATE edition_count SET entries = entries + iif(NEW.withdrawn_at IS NULL, 1, -1),
      short = short + iif(NEW.withdrawn_at IS NULL, 1, -1)
        * ((SELECT count(*) FROM assignment a WHERE a.entry_id = NEW.id AND a.state = 'active')
          < (SELECT e.min_judges FROM edition e WHERE e.id = NEW.edition_id))
    WHERE edition_id = NEW.edition_id;
  UPDATE seat_count SET sheets = sheets + iif(NEW.withdrawn_at IS NULL, 1, -1),
      full = full + iif(NEW.withdrawn_at IS NULL, 1, -1) * (SELECT count(*) FROM assignment a JOIN sheet s ON s.assignment_id = a.id
        WHERE a.entry_id = NEW.id AND a.judge_id = seat_count.judge_id AND a.state = 'active' AND s.state = 'draft'
          AND s.kebaruan + s.kemanfaatan + s.solusi + s.replikasi + s.kompatibilitas IS NOT NULL),
      locked = locked + iif(NEW.withdrawn_at IS NULL, 1, -1) * (SELECT count(*) FROM assignment a JOIN sheet s ON s.assignment_id = a.id
        WHERE a.entry_id = NEW.id AND a.judge_id = seat_count.judge_id AND a.state = 'active' AND s.state = 'locked')
    WHERE edition_id = NEW.edition_id
      AND judge_id IN (SELECT a.judge_id FROM assignment a WHERE a.entry_id = NEW.id AND a.state = 'active');
END;

CREATE TRIGGER assignment_counted AFTER INSERT ON assignment
WHEN NEW.state = 'active' AND EXISTS (SELECT 1 FROM entry n WHERE n.id = NEW.entry_id AND n.withdrawn_at IS NULL)
BEGIN
  INSERT INTO seat_count (judge_id, edition_id, sheets, full, locked) VALUES (NEW.judge_id, NEW.edition_id, 1, 0, 0)
    ON CONFLICT (judge_id, edition_id) DO UPDATE SET sheets = sheets + 1;
  UPDATE edition_count SET short = short - 1 WHERE edition_id = NEW.edition_id
    AND (SELECT count(*) FROM assignment a WHERE a.entry_id = NEW.entry_id AND a.state = 'active')
      = (SELECT e.min_judges FROM edition e WHERE e.id = NEW.edition_id);
END;
CREATE TRIGGER assignment_uncounted AFTER DELETE ON assignment
WHEN OLD.state = 'active' AND EXISTS (SELECT 1 FROM entry n WHERE n.id = OLD.entry_id AND n.withdrawn_at IS NULL)
BEGIN
  UPDATE seat_count SET sheets = sheets - 1 WHERE judge_id = OLD.judge_id AND edition_id = OLD.edition_id;
  UPDATE edition_count SET short = short + 1 WHERE edition_id = OLD.edition_id
    AND (SELECT count(*) FROM assignment a WHERE a.entry_id = OLD.entry_id AND a.state = 'active') + 1
      = (SELECT e.min_judges FROM edition e WHERE e.id = OLD.edition_id);
END;
CREATE TRIGGER assignment_recounted AFTER UPDATE OF state ON assignment
WHEN (OLD.state = 'active') <> (NEW.state = 'active')
  AND EXISTS (SELECT 1 FROM entry n WHERE n.id = NEW.entry_id AND n.withdrawn_at IS NULL)
BEGIN
  UPDATE seat_count SET sheets = sheets + iif(NEW.state = 'active', 1, -1),
      full = full + iif(NEW.state = 'active', 1, -1) * (SELECT count(*) FROM sheet s WHERE s.assignment_id = NEW.id AND s.state = 'draft'
        AND s.kebaruan + s.kemanfaatan + s.solusi + s.replikasi + s.kompatibilitas IS NOT NULL),
      locked = locked + iif(NEW.state = 'active', 1, -1)
        * (SELECT count(*) FROM sheet s WHERE s.assignment_id = NEW.id AND s.state = 'locked')
    WHERE judge_id = NEW.judge_id AND edition_id = NEW.edition_id;
  UPDATE edition_count SET short = short + iif(NEW.state = 'active', -1, 1) WHERE edition_id = NEW.edition_id
    AND (SELECT count(*) FROM assignment a WHERE a.entry_id = NEW.entry_id AND a.state = 'active') + (NEW.state <> 'active')
      = (SELECT e.min_judges FROM edition e WHERE e.id = NEW.edition_id);
END;

CREATE TRIGGER sheet_counted AFTER INSERT ON sheet
WHEN NEW.state = 'locked' OR NEW.kebaruan + NEW.kemanfaatan + NEW.solusi + NEW.replikasi + NEW.kompatibilitas IS NOT NULL
BEGIN
  UPDATE seat_count SET full = full + (NEW.state = 'draft'), locked = locked + (NEW.state = 'locked')
    WHERE (judge_id, edition_id) = (SELECT a.judge_id, a.edition_id FROM assignment a JOIN entry n ON n.id = a.entry_id
      WHERE a.id = NEW.assignment_id AND a.state = 'active' AND n.withdrawn_at IS NULL);
END;
CREATE TRIGGER sheet_recounted AFTER UPDATE OF state, kebaruan, kemanfaatan, solusi, replikasi, kompatibilitas ON sheet
WHEN OLD.state <> NEW.state OR (OLD.kebaruan + OLD.kemanfaatan + OLD.solusi + OLD.replikasi + OLD.kompatibilitas IS NULL)
  <> (NEW.kebaruan + NEW.kemanfaatan + NEW.solusi + NEW.replikasi + NEW.kompatibilitas IS NULL)
BEGIN
  UPDATE seat_count SET
      full = full
        + (NEW.state = 'draft' AND NEW.kebaruan + NEW.kemanfaatan + NEW.solusi + NEW.replikasi + NEW.kompatibilitas IS NOT NULL)
        - (OLD.state = 'draft' AND OLD.kebaruan + OLD.kemanfaatan + OLD.solusi + OLD.replikasi + OLD.kompatibilitas IS NOT NULL),
      locked = locked + (NEW.state = 'locked') - (OLD.state = 'locked')
    WHERE (judge_id, edition_id) = (SELECT a.judge_id, a.edition_id FROM assignment a JOIN entry n ON n.id = a.entry_id
      WHERE a.id = NEW.assignment_id AND a.state = 'active' AND n.withdrawn_at IS NULL);
END;

-- How many were at an activity.
CREATE TABLE activity_count (
  activity_id TEXT NOT NULL PRIMARY KEY REFERENCES activity (id),
  present INTEGER NOT NULL CHECK (present >= 0)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER attendance_counted AFTER INSERT ON attendance
BEGIN
  INSERT INTO activity_count (activity_id, present) VALUES (NEW.activity_id, 1)
    ON CONFLICT (activity_id) DO UPDATE SET present = present + 1;
END;
CREATE TRIGGER attendance_uncounted AFTER DELETE ON attendance
BEGIN
  UPDATE activity_count SET present = present - 1 WHERE activity_id = OLD.activity_id;
END;

-- Pages of lists, in their order.
CREATE INDEX board_by_closing ON board (closes_at, slug);
CREATE INDEX person_by_name ON person (name COLLATE NOCASE, id);
CREATE INDEX edition_by_creation ON edition (created_at, id);
DROP INDEX record_by_lane;
DROP INDEX record_by_agency;
CREATE INDEX record_by_lane ON record (lane, since, innovation_id) WHERE deleted_at IS NULL;
CREATE INDEX record_by_lane_place ON record (lane, place, since, innovation_id) WHERE deleted_at IS NULL;
CREATE INDEX record_by_lane_facilitator ON record (lane, facilitator_id, since, innovation_id) WHERE deleted_at IS NULL;
CREATE INDEX record_by_agency ON record (agency_code, since, innovation_id) WHERE deleted_at IS NULL;
CREATE INDEX record_by_turn ON record (since, innovation_id) WHERE deleted_at IS NULL;
DROP INDEX invitation_newest;
CREATE INDEX invitation_newest ON invitation (kind, created_at, id);
DROP INDEX import_batch_by_time;
CREATE INDEX import_batch_by_time ON import_batch (at, id);
DROP INDEX activity_by_time;
CREATE INDEX activity_by_time ON activity (starts_at, id);
CREATE INDEX record_begun ON record (agency_code, created_at) WHERE deleted_at IS NULL;
CREATE INDEX remark_open ON remark (innovation_id) WHERE clinic = 0 AND done_at IS NULL;
-- What is saved on the way (klisida_domain::event::ON_THE_WAY) must not push decisions out of sight.
CREATE INDEX event_edition_main ON event (edition_id, n)
  WHERE action NOT IN ('part.saved', 'dossier.saved', 'sheet.locked', 'sheet.reopened');
CREATE INDEX event_innovation_main ON event (innovation_id, n)
  WHERE action NOT IN ('part.saved', 'dossier.saved', 'sheet.locked', 'sheet.reopened');
CREATE INDEX attendance_by_name ON attendance (activity_id, name_key, id);

-- What there is already. The triggers count from here on.
UPDATE innovation SET side_code = (SELECT ifnull(a.parent_code, a.code) FROM agency a WHERE a.code = innovation.agency_code)
  WHERE agency_code IS NOT NULL;
INSERT INTO tally (kind, key, n) SELECT 'all', '', count(*) FROM innovation WHERE listed = 1;
INSERT INTO tally (kind, key, n) SELECT 'kind', ifnull(kind, 'belum'), count(*) FROM innovation WHERE listed = 1 GROUP BY 2;
INSERT INTO tally (kind, key, n) SELECT 'region', region, count(*) FROM innovation WHERE listed = 1 GROUP BY 2;
INSERT INTO tally (kind, key, n) SELECT 'stage', ifnull(stage, 'luar'), count(*) FROM innovation WHERE listed = 1 GROUP BY 2;
INSERT INTO tally (kind, key, n) SELECT 'agency', agency_code, count(*) FROM innovation WHERE listed = 1 AND agency_code IS NOT NULL GROUP BY 2;
INSERT INTO tally (kind, key, n) SELECT 'side', a.code, count(*) FROM agency a JOIN innovation i ON i.listed = 1
  AND i.agency_code IN (SELECT u.code FROM agency u WHERE u.code = a.code OR u.parent_code = a.code) GROUP BY a.code;
INSERT INTO tally (kind, key, n) SELECT 'year', CAST(y.n AS TEXT), count(*) FROM innovation i JOIN number y
  ON y.n BETWEEN i.year_from AND i.year_to WHERE i.listed = 1 GROUP BY y.n;
INSERT INTO trigram (gram, head, found)
  SELECT DISTINCT gram, head, id FROM (
    SELECT substr(' ' || i.search_text || ' ', p.n, 3) AS gram, substr(i.sort_name, 1, 12) AS head, i.id
      FROM innovation i JOIN number p ON p.n <= length(i.search_text) WHERE i.listed = 1
    UNION ALL SELECT CAST(y.n AS TEXT), substr(i.sort_name, 1, 12), i.id
      FROM innovation i JOIN number y ON y.n BETWEEN i.year_from AND i.year_to WHERE i.listed = 1
  ) WHERE substr(gram, 2, 1) <> ' ' AND (substr(gram, 3, 1) <> ' ' OR substr(gram, 1, 1) = ' ');
INSERT INTO placing (innovation_id, edition_id, at, rank, score)
  SELECT i.id, b.edition_id, b.published_at, r.value ->> '$.rank', r.value ->> '$.score'
  FROM board b, json_each(b.board, '$.rows') r JOIN innovation i ON i.slug = r.value ->> '$.slug' WHERE b.board IS NOT NULL
  ON CONFLICT (innovation_id, edition_id) DO NOTHING;
INSERT INTO edition_count (edition_id, entries, short)
  SELECT e.id, (SELECT count(*) FROM entry n WHERE n.edition_id = e.id AND n.withdrawn_at IS NULL),
    (SELECT count(*) FROM entry n WHERE n.edition_id = e.id AND n.withdrawn_at IS NULL
      AND (SELECT count(*) FROM assignment a WHERE a.entry_id = n.id AND a.state = 'active') < e.min_judges)
  FROM edition e;
INSERT INTO seat_count (judge_id, edition_id, sheets, full, locked)
  SELECT a.judge_id, a.edition_id, count(*),
    count(*) FILTER (WHERE s.state = 'draft' AND s.kebaruan + s.kemanfaatan + s.solusi + s.replikasi + s.kompatibilitas IS NOT NULL),
    count(*) FILTER (WHERE s.state = 'locked')
  FROM assignment a JOIN entry n ON n.id = a.entry_id LEFT JOIN sheet s ON s.assignment_id = a.id
  WHERE a.state = 'active' AND n.withdrawn_at IS NULL GROUP BY a.judge_id, a.edition_id;
INSERT INTO activity_count (activity_id, present) SELECT activity_id, count(*) FROM attendance GROUP BY activity_id;
