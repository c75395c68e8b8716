-- How much of a dossier is written: `ready` says that the summary says something, `criteria` how many of the five do.
ALTER TABLE entry ADD COLUMN criteria INTEGER NOT NULL DEFAULT 0 CHECK (criteria BETWEEN 0 AND 5);

UPDATE entry SET criteria = (SELECT count(*) FROM json_each(entry.dossier, '$.criteria') t WHERE trim(t.value) LIKE '_% _% _%');

-- Entries of drafts whose summary is still the line that was made from the catalogue: nothing is written there. What an edition
-- that was opened has frozen stays.
UPDATE entry SET ready = 0, dossier = json_set(dossier, '$.summary', ''), version = version + 1
  WHERE criteria = 0 AND dossier_frozen IS NULL AND dossier ->> '$.summary' LIKE '%: %, tahun %.'
    AND (dossier ->> '$.summary' LIKE '%: inovasi %, tahun %' OR dossier ->> '$.summary' LIKE '%: jenis belum ditentukan, tahun %')
    AND length(dossier ->> '$.summary') < 600;

-- The version of an edition that its newest board was made of. What is excluded or corrected afterwards moves the edition on: the
-- board lacks it until a correction is published.
ALTER TABLE edition ADD COLUMN published_version INTEGER;

UPDATE edition SET published_version = iif(EXISTS (SELECT 1 FROM event v JOIN board b ON b.edition_id = edition.id
    WHERE v.edition_id = edition.id AND v.at > b.published_at
      AND v.action IN ('entry.withdrawn', 'seat.removed', 'sheet.excluded', 'sheet.corrected')), 0, version)
  WHERE recorded = 'published';

CREATE INDEX edition_ahead_of_board ON edition (closes_at, id) WHERE recorded = 'published' AND published_version <> version;
