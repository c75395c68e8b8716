-- A role carries its agency, roles can be in doubt, devices that somebody signed in from are remembered.

-- The agency that a role is held at (head, coordinator, innovator), or that its holder was invited from. Until now every
-- role counted for the home of its holder.
ALTER TABLE grant_ ADD COLUMN agency_code TEXT REFERENCES agency (code);

UPDATE grant_ SET agency_code = (SELECT p.home_code FROM person p WHERE p.id = grant_.person_id);

-- In doubt since: whoever gave it was switched off or lost a role. It stands until an administrator confirms it.
ALTER TABLE grant_ ADD COLUMN unsure_since INTEGER;
ALTER TABLE grant_ ADD COLUMN confirmed_by TEXT REFERENCES person (id);

-- The same person can head two agencies; a judge has one seat in an edition, wherever the judge was invited from.
DROP INDEX grant_once;
CREATE UNIQUE INDEX grant_once ON grant_ (person_id, role, ifnull(edition_id, ''),
  CASE WHEN role IN ('agency_head', 'agency_coordinator', 'innovator') THEN ifnull(agency_code, '') ELSE '' END);
CREATE INDEX grant_agency ON grant_ (agency_code, role);
CREATE INDEX grant_giver ON grant_ (granted_by);
CREATE INDEX grant_unsure ON grant_ (unsure_since) WHERE unsure_since IS NOT NULL;

-- Links that nobody used die with the right to make them; those of people switched off or out of office before die now.
CREATE INDEX invitation_maker ON invitation (created_by);

UPDATE invitation SET revoked_at = CAST(unixepoch('subsec') * 1000 AS INTEGER)
WHERE used_at IS NULL AND revoked_at IS NULL AND created_by IS NOT NULL AND NOT EXISTS (SELECT 1 FROM grant_ g
  JOIN person p ON p.id = g.person_id AND p.disabled = 0 WHERE g.person_id = invitation.created_by
  AND g.role IN ('administrator', 'coordinator') AND g.removed_at IS NULL);

-- A browser that somebody signed in from: there only its own wrong passwords make the owner wait. The secret stands in a
-- cookie; its SHA-256 is kept, for at most ten browsers a person. It opens nothing.
CREATE TABLE known_device (
  secret_hash TEXT NOT NULL CHECK (length(secret_hash) = 64),
  person_id TEXT NOT NULL REFERENCES person (id),
  seen_at INTEGER NOT NULL,
  PRIMARY KEY (secret_hash, person_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX known_device_person ON known_device (person_id, seen_at);
