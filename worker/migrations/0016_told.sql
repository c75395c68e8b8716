-- What was said last with a reason: why a record was given back, taken back or decided, and why it stands still. A JSON object as
-- klisida_domain::told::Told, with the person's id in place of the name.
ALTER TABLE record ADD COLUMN told_course TEXT CHECK (told_course IS NULL OR json_valid(told_course));
ALTER TABLE record ADD COLUMN told_hold TEXT CHECK (told_hold IS NULL OR json_valid(told_hold));

-- What lies with a head is looked for when an agency has its head release no longer.
CREATE INDEX record_with_head ON record (agency_code) WHERE desk = 'agency_head' AND deleted_at IS NULL;

-- What was said before: the newest step of each record, when it had a reason and the record stands where it led.
UPDATE record SET told_hold = (
  SELECT json_object('step', json_object('step', iif(e.action = 'record.paused', 'pause', 'stop')), 'stage', record.place,
    'side', iif(EXISTS (SELECT 1 FROM grant_ g WHERE g.person_id = e.person_id AND g.role IN ('clinic', 'coordinator')), 'clinic', 'agency_coordinator'),
    'by', e.person_id, 'at', e.at, 'reason', e.reason)
  FROM event e WHERE e.innovation_id = record.innovation_id AND e.person_id IS NOT NULL AND e.reason IS NOT NULL
    AND e.action = iif(record.hold = 'paused', 'record.paused', 'record.stopped')
  ORDER BY e.n DESC LIMIT 1)
WHERE deleted_at IS NULL AND hold IN ('paused', 'stopped') AND place NOT IN ('selesai', 'berlanjut');

UPDATE record SET told_course = (
  SELECT CASE
      WHEN e.person_id IS NULL OR e.reason IS NULL OR e.action = 'record.handed_in' THEN NULL
      WHEN e.action = 'review.announced' THEN (
        SELECT json_object('step', json_object('step', 'decide', 'with', v.finding), 'stage', v.stage, 'side', 'clinic',
          'by', v.person_id, 'at', v.announced_at, 'reason', v.reasons)
        FROM review v WHERE v.innovation_id = record.innovation_id AND v.announced_at IS NOT NULL
        ORDER BY v.announced_at DESC, v.id DESC LIMIT 1)
      WHEN e.action = 'record.led_back' THEN
        json_object('step', json_object('step', 'go_back', 'with', record.place), 'stage', record.place, 'side', 'clinic',
          'by', e.person_id, 'at', e.at, 'reason', e.reason)
      ELSE
        json_object('step', json_object('step', iif(e.action = 'record.returned', 'return', 'withdraw')), 'stage', record.place,
          'side', iif(e.action = 'record.withdrawn' AND EXISTS (SELECT 1 FROM record_member m
            WHERE m.innovation_id = record.innovation_id AND m.person_id = e.person_id), 'innovator', 'agency_coordinator'),
          'by', e.person_id, 'at', e.at, 'reason', e.reason)
    END
  FROM event e WHERE e.innovation_id = record.innovation_id
    AND e.action IN ('record.handed_in', 'record.returned', 'record.withdrawn', 'record.led_back', 'review.announced')
  ORDER BY e.n DESC LIMIT 1)
WHERE deleted_at IS NULL AND desk = 'innovator' AND place NOT IN ('selesai', 'berlanjut');
