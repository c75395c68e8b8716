-- The second person, conflicts of interest found late, recovery of a judge, and what every published version discloses.

-- When somebody first read the marks: from then on one person alone excludes nothing.
ALTER TABLE edition ADD COLUMN marks_read_at INTEGER;

-- A step that a second person must approve: what exactly it does is frozen in `effect`, its digest is what is approved.
-- `payload` is what the step stores and nobody is shown (the judge's new sheet).
CREATE TABLE proposal (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  kind TEXT NOT NULL CHECK (kind IN ('remove_judge', 'withdraw_entry', 'drop_sheet', 'keep_sheet', 'correct_sheet', 'recover')),
  edition_id TEXT REFERENCES edition (id),
  entry_id TEXT REFERENCES entry (id),
  assignment_id TEXT REFERENCES assignment (id),
  -- Who is concerned: the judge removed, or the person whose account is recovered.
  person_id TEXT REFERENCES person (id),
  -- Version of the subject (edition or person) that was seen: another one means that it moved since.
  seen_version INTEGER NOT NULL CHECK (seen_version >= 1),
  effect TEXT NOT NULL CHECK (json_valid(effect)),
  payload TEXT CHECK (payload IS NULL OR json_valid(payload)),
  digest TEXT NOT NULL CHECK (length(digest) = 64),
  reason TEXT NOT NULL CHECK (length(reason) BETWEEN 5 AND 500),
  proposed_by TEXT NOT NULL REFERENCES person (id),
  at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  CHECK (expires_at > at),
  CHECK ((kind = 'recover') = (edition_id IS NULL)),
  CHECK ((kind = 'correct_sheet') = (payload IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX proposal_by_time ON proposal (expires_at);
CREATE INDEX proposal_by_edition ON proposal (edition_id, at);
CREATE INDEX proposal_by_entry ON proposal (entry_id);
CREATE INDEX proposal_by_assignment ON proposal (assignment_id);
CREATE INDEX proposal_by_person ON proposal (person_id, at);
CREATE INDEX proposal_by_proposer ON proposal (proposed_by, at);

CREATE TRIGGER proposal_no_update BEFORE UPDATE ON proposal
BEGIN SELECT RAISE(ABORT, 'append_only: proposal'); END;
CREATE TRIGGER proposal_no_delete BEFORE DELETE ON proposal
BEGIN SELECT RAISE(ABORT, 'append_only: proposal'); END;
CREATE TRIGGER proposal_no_replace BEFORE INSERT ON proposal
WHEN EXISTS (SELECT 1 FROM proposal WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'append_only: proposal.id'); END;

-- How a proposal ended, once. Without a row it waits until it expires.
CREATE TABLE proposal_end (
  proposal_id TEXT NOT NULL PRIMARY KEY REFERENCES proposal (id),
  outcome TEXT NOT NULL CHECK (outcome IN ('approved', 'refused', 'taken_back')),
  person_id TEXT NOT NULL REFERENCES person (id),
  at INTEGER NOT NULL,
  reason TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX proposal_end_by_person ON proposal_end (person_id);

CREATE TRIGGER proposal_end_no_update BEFORE UPDATE ON proposal_end
BEGIN SELECT RAISE(ABORT, 'append_only: proposal_end'); END;
CREATE TRIGGER proposal_end_no_delete BEFORE DELETE ON proposal_end
BEGIN SELECT RAISE(ABORT, 'append_only: proposal_end'); END;
CREATE TRIGGER proposal_end_no_replace BEFORE INSERT ON proposal_end
WHEN EXISTS (SELECT 1 FROM proposal_end WHERE proposal_id = NEW.proposal_id)
BEGIN SELECT RAISE(ABORT, 'append_only: proposal_end.proposal_id'); END;
-- One account is never both people (C11), whatever the code above believes.
CREATE TRIGGER proposal_end_by_another BEFORE INSERT ON proposal_end
WHEN EXISTS (SELECT 1 FROM proposal p WHERE p.id = NEW.proposal_id
  AND (NEW.outcome = 'taken_back') <> (p.proposed_by = NEW.person_id))
BEGIN SELECT RAISE(ABORT, 'second_person: proposal_end'); END;
CREATE TRIGGER proposal_end_in_time BEFORE INSERT ON proposal_end
WHEN NEW.outcome = 'approved' AND EXISTS (SELECT 1 FROM proposal p WHERE p.id = NEW.proposal_id AND p.expires_at <= NEW.at)
BEGIN SELECT RAISE(ABORT, 'second_person: expired'); END;

-- A sheet corrected after closing names the proposal that was approved.
ALTER TABLE sheet_event ADD COLUMN proposal_id TEXT REFERENCES proposal (id);
CREATE INDEX sheet_event_by_proposal ON sheet_event (proposal_id);

-- A recovery link of a judge names the proposal that was approved; each is good for one link.
ALTER TABLE invitation ADD COLUMN proposal_id TEXT REFERENCES proposal (id);
CREATE UNIQUE INDEX invitation_by_proposal ON invitation (proposal_id);

-- The account of a judge was recovered while an edition ran: sheets changed from then on are marked.
CREATE TABLE judge_recovery (
  invitation_id TEXT NOT NULL REFERENCES invitation (id),
  edition_id TEXT NOT NULL REFERENCES edition (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  at INTEGER NOT NULL,
  PRIMARY KEY (invitation_id, edition_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX judge_recovery_by_person ON judge_recovery (person_id);
CREATE INDEX judge_recovery_by_edition ON judge_recovery (edition_id, person_id);

CREATE TRIGGER judge_recovery_no_update BEFORE UPDATE ON judge_recovery
BEGIN SELECT RAISE(ABORT, 'append_only: judge_recovery'); END;
CREATE TRIGGER judge_recovery_no_delete BEFORE DELETE ON judge_recovery
BEGIN SELECT RAISE(ABORT, 'append_only: judge_recovery'); END;
CREATE TRIGGER judge_recovery_no_replace BEFORE INSERT ON judge_recovery
WHEN EXISTS (SELECT 1 FROM judge_recovery WHERE invitation_id = NEW.invitation_id AND edition_id = NEW.edition_id)
BEGIN SELECT RAISE(ABORT, 'append_only: judge_recovery.invitation_id'); END;

-- A conflict of interest between a judge and an entry, found after the pair was made. It stays when the facts change
-- again: only a named person ends it, by taking the pair away or by a decision (Article 5(1)d).
CREATE TABLE conflict (
  assignment_id TEXT NOT NULL REFERENCES assignment (id),
  class TEXT NOT NULL CHECK (class IN ('agency', 'team', 'facilitator', 'reviewer')),
  at INTEGER NOT NULL,
  PRIMARY KEY (assignment_id, class)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER conflict_no_update BEFORE UPDATE ON conflict
BEGIN SELECT RAISE(ABORT, 'append_only: conflict'); END;
CREATE TRIGGER conflict_no_delete BEFORE DELETE ON conflict
BEGIN SELECT RAISE(ABORT, 'append_only: conflict'); END;
CREATE TRIGGER conflict_no_replace BEFORE INSERT ON conflict
WHEN EXISTS (SELECT 1 FROM conflict WHERE assignment_id = NEW.assignment_id AND class = NEW.class)
BEGIN SELECT RAISE(ABORT, 'append_only: conflict.assignment_id'); END;

-- Decided: the judge judges the entry all the same.
CREATE TABLE conflict_decision (
  assignment_id TEXT NOT NULL REFERENCES assignment (id),
  class TEXT NOT NULL CHECK (class IN ('agency', 'team', 'facilitator', 'reviewer')),
  at INTEGER NOT NULL,
  person_id TEXT NOT NULL REFERENCES person (id),
  reason TEXT NOT NULL CHECK (length(reason) BETWEEN 5 AND 500),
  PRIMARY KEY (assignment_id, class)
) STRICT, WITHOUT ROWID;

CREATE INDEX conflict_decision_by_person ON conflict_decision (person_id);

CREATE TRIGGER conflict_decision_no_update BEFORE UPDATE ON conflict_decision
BEGIN SELECT RAISE(ABORT, 'append_only: conflict_decision'); END;
CREATE TRIGGER conflict_decision_no_delete BEFORE DELETE ON conflict_decision
BEGIN SELECT RAISE(ABORT, 'append_only: conflict_decision'); END;
CREATE TRIGGER conflict_decision_no_replace BEFORE INSERT ON conflict_decision
WHEN EXISTS (SELECT 1 FROM conflict_decision WHERE assignment_id = NEW.assignment_id AND class = NEW.class)
BEGIN SELECT RAISE(ABORT, 'append_only: conflict_decision.assignment_id'); END;

-- What a published version says of an entry, and from which sheets: the public may put all versions together.
CREATE TABLE disclosure (
  edition_id TEXT NOT NULL REFERENCES edition (id),
  version INTEGER NOT NULL CHECK (version >= 1),
  entry_id TEXT NOT NULL REFERENCES entry (id),
  at INTEGER NOT NULL,
  -- JSON: precision, score, criteria or null, sheets as [assignment, version of the sheet, phase].
  said TEXT NOT NULL CHECK (json_valid(said)),
  PRIMARY KEY (edition_id, version, entry_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX disclosure_by_entry ON disclosure (entry_id);

CREATE TRIGGER disclosure_no_update BEFORE UPDATE ON disclosure
BEGIN SELECT RAISE(ABORT, 'append_only: disclosure'); END;
CREATE TRIGGER disclosure_no_delete BEFORE DELETE ON disclosure
BEGIN SELECT RAISE(ABORT, 'append_only: disclosure'); END;
CREATE TRIGGER disclosure_no_replace BEFORE INSERT ON disclosure
WHEN EXISTS (SELECT 1 FROM disclosure WHERE edition_id = NEW.edition_id AND version = NEW.version AND entry_id = NEW.entry_id)
BEGIN SELECT RAISE(ABORT, 'append_only: disclosure.edition_id'); END;

-- Versions that were published before this table: their sheets stand in their inputs, those of large editions in parts.
WITH input (id, text) AS MATERIALIZED (SELECT p.id, iif(p.inputs ->> '$.parts' IS NULL, p.inputs,
    (SELECT group_concat(t.text, '') FROM (SELECT text FROM publication_input WHERE publication_id = p.id ORDER BY part) t))
  FROM publication p),
counted (id, slug, sheets) AS MATERIALIZED (SELECT n.id, s.value ->> '$.entry', json_group_array(json_array(s.value ->> '$.sheet',
    (SELECT version FROM sheet WHERE assignment_id = s.value ->> '$.sheet'), s.value -> '$.phase'))
  FROM input n JOIN json_each(n.text, '$.sheets') s GROUP BY n.id, s.value ->> '$.entry')
INSERT INTO disclosure (edition_id, version, entry_id, at, said)
  SELECT p.edition_id, p.version, n.id, p.at, json_object('precision', 'hundredths', 'score', r.value -> '$.score',
      'criteria', json(r.value -> '$.criteria'), 'sheets', json(c.sheets))
    FROM publication p JOIN json_each(p.board, '$.rows') r JOIN innovation i ON i.slug = r.value ->> '$.slug'
      JOIN entry n ON n.edition_id = p.edition_id AND n.innovation_id = i.id
      JOIN counted c ON c.id = p.id AND c.slug = i.slug;

-- Marks of editions that were published, or whose results somebody looked at, were read. What one person excluded before today
-- was right then: the rule begins now.
UPDATE edition SET marks_read_at = CAST(unixepoch('subsec') * 1000 AS INTEGER)
  WHERE recorded = 'published' OR EXISTS (SELECT 1 FROM event v WHERE v.edition_id = edition.id AND v.action = 'result.read');
