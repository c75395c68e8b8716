-- How much of a dossier is written: `ready` says that the summary says something, `criteria` how many of the five do.
ALTER TABLE entry ADD COLUMN criteria INTEGER NOT NULL DEFAULT 0 CHECK (criteria BETWEEN 0 AND 5);

-- Runs of other characters than spaces with a letter or a digit, in the first 400 characters; three say something.
UPDATE entry SET criteria = (SELECT count(*) FROM json_each(entry.dossier, '$.criteria') t
  WHERE (SELECT count(*) FROM json_each('[' || replace(json_quote(
      replace(replace(replace(replace(substr(t.value, 1, 400), char(10), ' '), char(13), ' '), char(9), ' '), char(160), ' ')
    ), ' ', '","') || ']') w WHERE w.value GLOB '*[0-9A-Za-z]*') >= 3);

-- Summaries of drafts that are the line made from the catalogue (`is_generated`): nothing is written there. What an edition that
-- was opened has frozen stays.
WITH text (id, said) AS (
    SELECT id, trim(dossier ->> '$.summary', ' ' || char(9) || char(10) || char(13)) FROM entry WHERE dossier_frozen IS NULL),
  tail (id, said, after) AS (
    SELECT id, said, (SELECT value FROM json_each('[' || replace(json_quote(said), ', tahun ', '","') || ']') ORDER BY key DESC LIMIT 1)
    FROM text WHERE instr(said, ', tahun ') > 0),
  part (id, head, years, origin) AS (
    SELECT id, substr(said, 1, length(said) - length(after) - 8), substr(after, 1, instr(after || '.', '.') - 1),
      substr(after, instr(after || '.', '.') + 1) FROM tail)
UPDATE entry SET ready = 0 WHERE id IN (SELECT id FROM part
  WHERE EXISTS (SELECT 1 FROM json_each('["inovasi proses", "inovasi metode", "inovasi produk", "inovasi konseptual", "inovasi teknologi",
      "inovasi struktur organisasi", "inovasi hubungan", "inovasi pengembangan SDM", "jenis belum ditentukan"]') k
      WHERE lower(substr(head, -length(k.value) - 2)) = lower(': ' || k.value))
    AND (years = 'belum diketahui' OR (years <> '' AND years NOT GLOB '*[^0-9–-]*'))
    AND (origin = '' OR (substr(origin, 1, 16) = ' Replikasi dari ' AND substr(origin, -1) = '.' AND instr(origin, char(10)) = 0
      AND instr(replace(replace(origin, 'Kab. ', ''), 'Prov. ', ''), '. ') = 0)));

-- Where the whole summary is that line, as the catalogue makes it of this innovation, it goes. Anything else somebody may have
-- written: it stays.
UPDATE entry SET dossier = json_set(dossier, '$.summary', ''), version = version + 1
  WHERE ready = 0 AND dossier_frozen IS NULL AND id IN (
    SELECT id FROM (SELECT id, said, line, substr(said, length(line) + 1) AS kind_on, origin FROM (
      SELECT n.id, trim(n.dossier ->> '$.summary', ' ' || char(9) || char(10) || char(13)) AS said,
        i.name || iif(i.agency_name = '', '', ' dari ' || i.agency_name)
          || iif(i.region IN ('', i.agency_name), '', ', ' || i.region) || ': ' AS line,
        ifnull(' Replikasi dari ' || i.replicated_from || '.', '') AS origin
      FROM entry n JOIN innovation i ON i.id = n.innovation_id))
    WHERE substr(said, 1, length(line)) = line AND instr(kind_on, char(10)) = 0
      AND (kind_on GLOB 'inovasi *' OR kind_on GLOB 'jenis belum ditentukan, tahun *')
      AND substr(kind_on, instr(kind_on, ', tahun ') + 8) IN (
        SELECT y || '.' || o FROM (SELECT substr(kind_on, instr(kind_on, ', tahun ') + 8,
          instr(substr(kind_on, instr(kind_on, ', tahun ') + 8), '.') - 1) AS y), (SELECT '' AS o UNION SELECT origin)
        WHERE y = 'belum diketahui' OR (y <> '' AND y NOT GLOB '*[^0-9–-]*')));

-- The version of an edition that its newest board was made of. What is excluded or corrected afterwards moves the edition on: the
-- board lacks it until a correction is published.
ALTER TABLE edition ADD COLUMN published_version INTEGER;

UPDATE edition SET published_version = iif(EXISTS (SELECT 1 FROM event v JOIN board b ON b.edition_id = edition.id
    WHERE v.edition_id = edition.id AND v.at > b.published_at
      AND v.action IN ('entry.withdrawn', 'seat.removed', 'sheet.excluded', 'sheet.corrected')), 0, version)
  WHERE recorded = 'published';

CREATE INDEX edition_ahead_of_board ON edition (closes_at, id) WHERE recorded = 'published' AND published_version <> version;
