-- The home page shows the first places of the board that was published last: one row, however many there are.
CREATE INDEX board_by_publication ON board (sample, published_at DESC) WHERE board IS NOT NULL AND archived = 0;
