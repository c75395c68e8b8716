-- How an edition ends besides its publication: a draft is deleted (its row stays, hidden, and gives its address free); an opened one
-- is cancelled, and its address says why; what is published or cancelled leaves the public home when it is archived.
ALTER TABLE edition ADD COLUMN deleted_at INTEGER CHECK (deleted_at IS NULL OR recorded = 'draft');
-- A cancelled edition is stored as closed.
ALTER TABLE edition ADD COLUMN cancelled_at INTEGER CHECK (cancelled_at IS NULL OR recorded = 'closed');
ALTER TABLE edition ADD COLUMN cancelled_reason TEXT CHECK ((cancelled_reason IS NULL) = (cancelled_at IS NULL));
ALTER TABLE edition ADD COLUMN archived_at INTEGER CHECK (archived_at IS NULL OR recorded = 'published' OR cancelled_at IS NOT NULL);

ALTER TABLE board ADD COLUMN cancelled TEXT;
ALTER TABLE board ADD COLUMN archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1));

-- A deleted draft changes no more.
CREATE TRIGGER edition_deleted_stays BEFORE UPDATE ON edition WHEN OLD.deleted_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'deleted: edition'); END;
-- What is cancelled goes on no more.
CREATE TRIGGER edition_cancelled_stays BEFORE UPDATE OF recorded, cancelled_at ON edition
WHEN OLD.cancelled_at IS NOT NULL AND (NEW.cancelled_at IS NOT OLD.cancelled_at OR NEW.recorded <> 'closed')
BEGIN SELECT RAISE(ABORT, 'cancelled: edition'); END;
