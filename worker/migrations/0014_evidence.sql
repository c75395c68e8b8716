-- What one person adds within a day, and how many innovations one person has begun without handing them in.

CREATE INDEX evidence_by_person_time ON evidence (person_id, announced_at);
CREATE INDEX record_draft_by_person ON record (created_by) WHERE revision = 0 AND deleted_at IS NULL;

-- Where the date of a piece of evidence comes from: what the camera wrote into the photo, the file, or a person.
ALTER TABLE evidence ADD COLUMN date_from TEXT NOT NULL DEFAULT 'file' CHECK (date_from IN ('photo', 'file', 'typed'));
