-- A recovery link for an administrator, made on the operator's console: first its line in the record, then what depends on
-- that line, so that no link exists without it. Nothing happens for anybody who is no administrator, or switched off.
INSERT INTO event (at, action, subject_id, subject, reason, request_id)
SELECT :now, 'recovery.started', p.id, p.name, 'Dibuat di konsol operator server (cargo xtask bootstrap).', :request_id
FROM person p WHERE p.username = :username AND p.disabled = 0 AND EXISTS (SELECT 1 FROM grant_ g
  WHERE g.person_id = p.id AND g.role = 'administrator' AND g.removed_at IS NULL);

UPDATE invitation SET revoked_at = :now WHERE used_at IS NULL AND revoked_at IS NULL AND person_id IN (SELECT subject_id FROM event
  WHERE at = :now AND request_id = :request_id AND action = 'recovery.started' AND person_id IS NULL);

INSERT INTO invitation (id, kind, token_hash, person_id, note, created_at, expires_at)
SELECT :id, 'recovery', :token_hash, subject_id, 'Konsol operator server', :now, :expires_at FROM event
WHERE at = :now AND request_id = :request_id AND action = 'recovery.started' AND person_id IS NULL ORDER BY n DESC LIMIT 1;
