-- The catalogue: innovations as imported, and the record of imports.

CREATE TABLE innovation (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  slug TEXT NOT NULL UNIQUE CHECK (length(slug) BETWEEN 1 AND 70),
  -- Folded name, agency and region: two rows with the same key are one innovation.
  import_key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  -- The carrier as the source writes it; the code only when it is an agency of the regency.
  agency_name TEXT NOT NULL,
  agency_code TEXT REFERENCES agency (code),
  region TEXT NOT NULL,
  province TEXT NOT NULL,
  year_from INTEGER CHECK (year_from BETWEEN 1945 AND 2100),
  year_to INTEGER CHECK (year_to BETWEEN 1945 AND 2100),
  kind TEXT CHECK (kind IN ('proses', 'metode', 'produk', 'konseptual', 'teknologi', 'struktur', 'hubungan', 'sdm')),
  carrier TEXT NOT NULL CHECK (carrier IN ('pemda', 'bumn_bumd', 'kementerian_lembaga', 'masyarakat', 'lsm')),
  replication INTEGER NOT NULL CHECK (replication IN (0, 1)),
  replicated_from TEXT,
  unverified INTEGER NOT NULL CHECK (unverified IN (0, 1)),
  -- Folded text that a search looks in, and the folded name that lists are ordered by.
  search_text TEXT NOT NULL,
  sort_name TEXT NOT NULL,
  -- Empty for what was begun here.
  import_id TEXT REFERENCES import_batch (id),
  created_at INTEGER NOT NULL,
  CHECK ((year_from IS NULL) = (year_to IS NULL)),
  CHECK (year_from IS NULL OR year_from <= year_to)
) STRICT;

CREATE INDEX innovation_by_name ON innovation (sort_name, id);
CREATE INDEX innovation_by_region ON innovation (region, sort_name);
CREATE INDEX innovation_by_agency ON innovation (agency_code, sort_name);
CREATE INDEX innovation_by_import ON innovation (import_id);

CREATE TABLE import_batch (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  at INTEGER NOT NULL,
  person_id TEXT NOT NULL REFERENCES person (id),
  source TEXT NOT NULL CHECK (source IN ('agencies', 'innovations')),
  file_name TEXT NOT NULL CHECK (length(file_name) <= 200),
  -- SHA-256 of the file and of what it was to do to the catalogue.
  digest TEXT NOT NULL CHECK (length(digest) = 64),
  added INTEGER NOT NULL CHECK (added >= 0),
  same INTEGER NOT NULL CHECK (same >= 0),
  refused INTEGER NOT NULL CHECK (refused >= 0)
) STRICT;

CREATE INDEX import_batch_by_time ON import_batch (at DESC);
CREATE INDEX import_batch_by_person ON import_batch (person_id);

CREATE TRIGGER import_batch_no_update BEFORE UPDATE ON import_batch
BEGIN SELECT RAISE(ABORT, 'append_only: import_batch'); END;
CREATE TRIGGER import_batch_no_delete BEFORE DELETE ON import_batch
BEGIN SELECT RAISE(ABORT, 'append_only: import_batch'); END;
CREATE TRIGGER import_batch_no_replace BEFORE INSERT ON import_batch
WHEN EXISTS (SELECT 1 FROM import_batch WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'append_only: import_batch'); END;
