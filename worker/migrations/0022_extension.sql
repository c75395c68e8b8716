-- The deadline before the last extension and when that was given: an extension can be taken back to there.
ALTER TABLE edition ADD COLUMN extended_from INTEGER;
ALTER TABLE edition ADD COLUMN extended_at INTEGER CHECK ((extended_at IS NULL) = (extended_from IS NULL));
