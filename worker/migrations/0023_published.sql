-- The newest first places of the home page are read along this: one row of the boards that are real and not archived, and one of the
-- samples where there is no real one.
DROP INDEX board_by_publication;
CREATE INDEX board_by_publication ON board (sample, published_at DESC) WHERE board IS NOT NULL AND archived = 0;
