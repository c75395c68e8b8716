-- The lists inside a record go page by page, and what waits is found without the rest.
CREATE INDEX remark_waiting ON remark (innovation_id, at, id) WHERE done_at IS NULL;
CREATE INDEX remark_settled ON remark (innovation_id, at, id) WHERE done_at IS NOT NULL;
CREATE INDEX log_entry_by_time ON log_entry (innovation_id, at, id);
CREATE INDEX log_entry_waiting ON log_entry (innovation_id, at, id) WHERE waits = 1;
CREATE INDEX log_entry_by_item ON log_entry (innovation_id, item_id, at, stored_at) WHERE item_id IS NOT NULL;
