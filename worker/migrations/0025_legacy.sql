-- Innovations from before 2 August 2024 are registered by a form of their own (Article 17): since when they are in use, as far as it is
-- known: `2019`, `2024-07` or `2024-08-01`. Empty for what walks the stages.
ALTER TABLE record ADD COLUMN first_used TEXT
  CHECK (first_used IS NULL OR (legacy = 1 AND first_used GLOB '[12][0-9][0-9][0-9]*' AND length(first_used) IN (4, 7, 10)));
-- The public page of an innovation asks whether it was registered so.
CREATE INDEX record_registered ON record (innovation_id) WHERE first_used IS NOT NULL AND deleted_at IS NULL;
