-- Accounts, sessions, links, throttling, idempotency, the guard of writes, and the record of events.
-- Instants are INTEGER milliseconds UTC; ids are UUIDv7 in TEXT; secrets are stored as SHA-256 in hexadecimal.

-- An agency, unit or regional company (Article 1(5), 4(4)).
CREATE TABLE agency (
  code TEXT NOT NULL PRIMARY KEY CHECK (length(code) BETWEEN 2 AND 30),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  sort TEXT NOT NULL,
  parent_code TEXT REFERENCES agency (code),
  obligation TEXT NOT NULL CHECK (obligation IN ('ya', 'tidak', 'perlu keputusan'))
) STRICT;

CREATE INDEX agency_parent ON agency (parent_code);

-- A person with an account. `home_code` empty means "outside the region".
CREATE TABLE person (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 2 AND 100),
  username TEXT NOT NULL UNIQUE CHECK (length(username) BETWEEN 3 AND 60),
  -- PHC string: scheme, parameters, salt and digest of the password.
  verifier TEXT NOT NULL CHECK (verifier LIKE '$argon2id$%'),
  home_code TEXT REFERENCES agency (code),
  disabled INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
  version INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
  created_at INTEGER NOT NULL,
  seen_at INTEGER
) STRICT;

CREATE INDEX person_home ON person (home_code);

-- A role of a person. For a judge it names the edition and is the seat on its panel: a judge who is
-- removed keeps the row with the reason, so that finished sheets stay explained.
CREATE TABLE grant_ (
  id INTEGER NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  role TEXT NOT NULL CHECK (role IN ('administrator', 'coordinator', 'clinic', 'agency_head',
    'agency_coordinator', 'innovator', 'judge', 'leadership')),
  edition_id TEXT REFERENCES edition (id),
  granted_at INTEGER NOT NULL,
  granted_by TEXT REFERENCES person (id),
  removed_at INTEGER,
  removed_reason TEXT,
  CHECK ((role = 'judge') = (edition_id IS NOT NULL)),
  CHECK ((removed_at IS NULL) = (removed_reason IS NULL))
) STRICT;

CREATE UNIQUE INDEX grant_once ON grant_ (person_id, role, ifnull(edition_id, ''));
CREATE INDEX grant_edition ON grant_ (edition_id, person_id);
CREATE INDEX grant_role ON grant_ (role, removed_at);

-- A signed-in device. Ending it deletes the row.
CREATE TABLE session (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  secret_hash TEXT NOT NULL UNIQUE CHECK (length(secret_hash) = 64),
  person_id TEXT NOT NULL REFERENCES person (id),
  label TEXT NOT NULL,
  remembered INTEGER NOT NULL CHECK (remembered IN (0, 1)),
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL
) STRICT;

CREATE INDEX session_person ON session (person_id);

-- A one-time link: first administrator, invitation, or recovery of a password.
CREATE TABLE invitation (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  kind TEXT NOT NULL CHECK (kind IN ('bootstrap', 'invitation', 'recovery')),
  token_hash TEXT NOT NULL UNIQUE CHECK (length(token_hash) = 64),
  -- What an invitation offers; the first administrator's link needs no words for it.
  role TEXT,
  home_code TEXT REFERENCES agency (code),
  edition_id TEXT REFERENCES edition (id),
  -- Whose password a recovery link renews.
  person_id TEXT REFERENCES person (id),
  note TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 500),
  created_by TEXT REFERENCES person (id),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER,
  used_by TEXT REFERENCES person (id),
  revoked_at INTEGER,
  CHECK ((kind = 'recovery') = (person_id IS NOT NULL)),
  CHECK ((kind = 'invitation') = (role IS NOT NULL)),
  CHECK ((role IS 'judge') = (edition_id IS NOT NULL)),
  CHECK ((used_at IS NULL) = (used_by IS NULL))
) STRICT;

CREATE INDEX invitation_newest ON invitation (kind, created_at);
CREATE INDEX invitation_person ON invitation (person_id);
CREATE INDEX invitation_edition ON invitation (edition_id);

-- Wrong passwords and wrong links, counted an hour at a time. `subject` is a digest, not a name or an address.
CREATE TABLE throttle (
  subject TEXT NOT NULL PRIMARY KEY,
  -- Failures that count as one.
  scale INTEGER NOT NULL CHECK (scale >= 1),
  failures INTEGER NOT NULL CHECK (failures >= 0),
  since INTEGER NOT NULL,
  next_at INTEGER NOT NULL,
  -- The account signed in from this address then.
  known_at INTEGER
) STRICT, WITHOUT ROWID;

-- A write that happened, so that sending it again does nothing and gets the same reply.
CREATE TABLE idempotency (
  key TEXT NOT NULL PRIMARY KEY CHECK (length(key) = 36),
  person_id TEXT NOT NULL REFERENCES person (id),
  fingerprint TEXT NOT NULL CHECK (length(fingerprint) = 64),
  reply TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_at ON idempotency (at);

-- The guard of a write. A statement that must change exactly `want` rows is followed by
-- `INSERT INTO guard SELECT <step>, changes(), <want>`. When the numbers agree the trigger drops the row,
-- so the table stays empty; when they differ the CHECK of that step fails, the whole batch is undone, and
-- its name says which step it was.
CREATE TABLE guard (
  step INTEGER NOT NULL,
  n INTEGER NOT NULL,
  want INTEGER NOT NULL,
  CONSTRAINT guard_1 CHECK (step <> 1 OR n = want),
  CONSTRAINT guard_2 CHECK (step <> 2 OR n = want),
  CONSTRAINT guard_3 CHECK (step <> 3 OR n = want),
  CONSTRAINT guard_4 CHECK (step <> 4 OR n = want),
  CONSTRAINT guard_5 CHECK (step <> 5 OR n = want),
  CONSTRAINT guard_6 CHECK (step <> 6 OR n = want),
  CONSTRAINT guard_7 CHECK (step <> 7 OR n = want),
  CONSTRAINT guard_8 CHECK (step <> 8 OR n = want),
  CONSTRAINT guard_9 CHECK (step <> 9 OR n = want),
  CONSTRAINT guard_10 CHECK (step <> 10 OR n = want),
  CONSTRAINT guard_11 CHECK (step <> 11 OR n = want),
  CONSTRAINT guard_12 CHECK (step <> 12 OR n = want),
  CONSTRAINT guard_step CHECK (step BETWEEN 1 AND 12)
) STRICT;

CREATE TRIGGER guard_passes BEFORE INSERT ON guard
WHEN NEW.n = NEW.want AND NEW.step BETWEEN 1 AND 12
BEGIN
  SELECT RAISE(IGNORE);
END;

-- The record of what happened, who did it and why. Never a password, a secret or a mark.
CREATE TABLE event (
  n INTEGER NOT NULL PRIMARY KEY,
  at INTEGER NOT NULL,
  person_id TEXT REFERENCES person (id),
  action TEXT NOT NULL CHECK (action LIKE '%.%'),
  edition_id TEXT REFERENCES edition (id),
  subject_id TEXT NOT NULL DEFAULT '',
  subject TEXT NOT NULL DEFAULT '',
  reason TEXT,
  request_id TEXT NOT NULL
) STRICT;

CREATE INDEX event_edition ON event (edition_id, n);

CREATE TRIGGER event_no_update BEFORE UPDATE ON event
BEGIN
  SELECT RAISE(ABORT, 'append_only: event');
END;

CREATE TRIGGER event_no_delete BEFORE DELETE ON event
BEGIN
  SELECT RAISE(ABORT, 'append_only: event');
END;

-- INSERT OR REPLACE deletes without firing the DELETE trigger: an existing key is refused here.
CREATE TRIGGER event_no_replace BEFORE INSERT ON event
WHEN EXISTS (SELECT 1 FROM event WHERE n = NEW.n)
BEGIN
  SELECT RAISE(ABORT, 'append_only: event');
END;
