-- What the people of an innovation are told of on their home page: read along an index that holds nothing else. The list is that of
-- `domain/src/news.rs`.
CREATE INDEX event_news ON event (innovation_id, n) WHERE action IN ('remark.added', 'review.announced', 'record.criteria_judged',
  'record.published', 'record.unpublished', 'record.finished', 'record.continued', 'record.reopened');
-- Appointments ahead.
CREATE INDEX log_appointment ON log_entry (at, innovation_id) WHERE kind = 'appointment' AND replaced_by IS NULL;
-- The records of whoever coaches or reviews.
CREATE INDEX record_of_facilitator ON record (facilitator_id, since, innovation_id) WHERE facilitator_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX record_of_reviewer ON record (reviewer_id, since, innovation_id) WHERE reviewer_id IS NOT NULL AND deleted_at IS NULL;
