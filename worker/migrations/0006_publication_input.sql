-- What a published board follows from, in parts (Article 5(1)f): 500 entries with 20 judges each make 1.7 MB of marks, and D1
-- keeps no row above 2 MB. `publication.inputs` then holds `{"parts", "bytes", "sha256"}` of the text; a publication from before
-- this table keeps its text there.

CREATE TABLE publication_input (
  publication_id TEXT NOT NULL REFERENCES publication (id),
  part INTEGER NOT NULL CHECK (part >= 1),
  text TEXT NOT NULL CHECK (length(CAST(text AS BLOB)) BETWEEN 1 AND 65536),
  PRIMARY KEY (publication_id, part)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER publication_input_no_update BEFORE UPDATE ON publication_input
BEGIN SELECT RAISE(ABORT, 'append_only: publication_input'); END;
CREATE TRIGGER publication_input_no_delete BEFORE DELETE ON publication_input
BEGIN SELECT RAISE(ABORT, 'append_only: publication_input'); END;
CREATE TRIGGER publication_input_no_replace BEFORE INSERT ON publication_input
WHEN EXISTS (SELECT 1 FROM publication_input WHERE publication_id = NEW.publication_id AND part = NEW.part)
BEGIN SELECT RAISE(ABORT, 'append_only: publication_input'); END;
-- Nothing is added to a text afterwards.
CREATE TRIGGER publication_input_no_more BEFORE INSERT ON publication_input
WHEN EXISTS (SELECT 1 FROM publication WHERE id = NEW.publication_id AND NEW.part > ifnull(inputs ->> '$.parts', 0))
BEGIN SELECT RAISE(ABORT, 'append_only: publication_input'); END;

-- No row of a publication may come near D1's limit.
CREATE TRIGGER publication_fits BEFORE INSERT ON publication
WHEN length(CAST(NEW.inputs AS BLOB)) > 1000 OR length(CAST(NEW.board AS BLOB)) > 900000
BEGIN SELECT RAISE(ABORT, 'too_long: publication'); END;
