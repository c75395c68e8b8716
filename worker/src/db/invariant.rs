//! SQL of the rules that must hold over the stored data: each statement counts its violations as `n`.

/// Name and statement of each.
pub const ALL: &[(&str, &str)] = &[
    (
        "somebody_is_administrator",
        "SELECT EXISTS (SELECT 1 FROM person) AND NOT EXISTS (SELECT 1 FROM grant_ g JOIN person p ON p.id = g.person_id \
AND p.disabled = 0 WHERE g.role = 'administrator' AND g.removed_at IS NULL) AS n",
    ),
    ("guard_is_empty", "SELECT count(*) AS n FROM guard"),
    (
        "session_of_nobody_switched_off",
        "SELECT count(*) AS n FROM session s JOIN person p ON p.id = s.person_id WHERE p.disabled = 1",
    ),
    (
        "link_used_by_whom_it_was_for",
        "SELECT count(*) AS n FROM invitation WHERE kind = 'recovery' AND used_by IS NOT NULL AND used_by <> person_id",
    ),
    (
        "used_invitation_gave_its_role",
        "SELECT count(*) AS n FROM invitation i WHERE i.kind = 'invitation' AND i.used_by IS NOT NULL AND NOT EXISTS \
(SELECT 1 FROM grant_ g WHERE g.person_id = i.used_by AND g.role = i.role AND g.edition_id IS i.edition_id)",
    ),
    (
        "weights_sum_to_hundred",
        "SELECT count(*) AS n FROM edition e WHERE (SELECT sum(json_extract(value, '$.weight')) \
FROM json_each(e.rubric, '$.criteria')) <> 100",
    ),
    (
        "phases_sum_to_hundred",
        "SELECT count(*) AS n FROM edition e WHERE (SELECT ifnull(sum(percent), 0) FROM edition_phase p WHERE p.edition_id = e.id) <> 100",
    ),
    (
        "open_edition_has_frozen_dossiers",
        "SELECT count(*) AS n FROM entry n JOIN edition e ON e.id = n.edition_id \
WHERE e.recorded <> 'draft' AND n.dossier_frozen IS NULL",
    ),
    (
        "assignment_judge_has_a_seat",
        "SELECT count(*) AS n FROM assignment a WHERE a.state = 'active' AND NOT EXISTS (SELECT 1 FROM grant_ g \
WHERE g.person_id = a.judge_id AND g.role = 'judge' AND g.edition_id = a.edition_id AND g.removed_at IS NULL)",
    ),
    (
        "assignment_and_entry_share_the_edition",
        "SELECT count(*) AS n FROM assignment a JOIN entry n ON n.id = a.entry_id WHERE n.edition_id <> a.edition_id",
    ),
    ("no_judge_of_the_own_agency", super::grant::OWN_AGENCY),
    ("no_judge_in_the_office", super::grant::CLASHES),
    (
        // Of the own agency: `no_judge_of_the_own_agency`.
        "every_conflict_with_the_team_or_desk_is_written_down",
        "SELECT count(*) AS n FROM assignment a JOIN edition e ON e.id = a.edition_id AND e.recorded <> 'published' AND e.cancelled_at IS NULL \
JOIN entry n ON n.id = a.entry_id AND n.withdrawn_at IS NULL JOIN innovation i ON i.id = n.innovation_id \
LEFT JOIN record r ON r.innovation_id = i.id WHERE a.state = 'active' AND ( \
(EXISTS (SELECT 1 FROM record_member m WHERE m.innovation_id = i.id AND m.person_id = a.judge_id) \
AND NOT EXISTS (SELECT 1 FROM conflict c WHERE c.assignment_id = a.id AND c.class = 'team')) \
OR (r.facilitator_id = a.judge_id AND NOT EXISTS (SELECT 1 FROM conflict c WHERE c.assignment_id = a.id AND c.class = 'facilitator')) \
OR (r.reviewer_id = a.judge_id AND NOT EXISTS (SELECT 1 FROM conflict c WHERE c.assignment_id = a.id AND c.class = 'reviewer')))",
    ),
    (
        "no_counted_sheet_with_an_undecided_conflict",
        "SELECT count(*) AS n FROM disclosure d, json_each(d.said, '$.sheets') s JOIN conflict c ON c.assignment_id = s.value ->> '$[0]' \
WHERE c.at <= d.at AND NOT EXISTS (SELECT 1 FROM conflict_decision x WHERE x.assignment_id = c.assignment_id \
AND x.class = c.class AND x.at <= d.at)",
    ),
    (
        "published_versions_say_what_stands_behind_them",
        "SELECT count(*) AS n FROM publication p WHERE json_array_length(p.board, '$.rows') <> \
(SELECT count(*) FROM disclosure d WHERE d.edition_id = p.edition_id AND d.version = p.version)",
    ),
    (
        "two_people_for_every_approval",
        "SELECT count(*) AS n FROM proposal_end x JOIN proposal p ON p.id = x.proposal_id \
WHERE (x.outcome = 'taken_back') <> (x.person_id = p.proposed_by) OR (x.outcome = 'approved' AND x.at >= p.expires_at)",
    ),
    (
        "nothing_excluded_by_one_person_after_reading",
        "SELECT (SELECT count(*) FROM entry n JOIN edition e ON e.id = n.edition_id WHERE n.withdrawn_at > e.marks_read_at \
AND NOT EXISTS (SELECT 1 FROM proposal p JOIN proposal_end x ON x.proposal_id = p.id AND x.outcome = 'approved' \
AND x.at = n.withdrawn_at WHERE p.entry_id = n.id)) \
+ (SELECT count(*) FROM assignment a JOIN edition e ON e.id = a.edition_id WHERE a.state = 'removed' AND a.ended_at > e.marks_read_at \
AND NOT EXISTS (SELECT 1 FROM proposal p JOIN proposal_end x ON x.proposal_id = p.id AND x.outcome = 'approved' AND x.at = a.ended_at \
WHERE p.assignment_id = a.id OR (p.edition_id = a.edition_id AND p.person_id = a.judge_id))) AS n",
    ),
    (
        "corrected_sheets_were_approved",
        "SELECT count(*) AS n FROM sheet_event v WHERE v.proposal_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM proposal p \
JOIN proposal_end x ON x.proposal_id = p.id AND x.outcome = 'approved' WHERE p.id = v.proposal_id \
AND p.assignment_id = v.assignment_id AND p.proposed_by = v.person_id)",
    ),
    (
        "agency_role_names_its_agency",
        "SELECT count(*) AS n FROM grant_ WHERE role IN ('agency_head', 'agency_coordinator', 'innovator') \
AND agency_code IS NULL AND removed_at IS NULL",
    ),
    (
        "no_link_of_somebody_who_may_not_make_it",
        "SELECT count(*) AS n FROM invitation i WHERE i.used_at IS NULL AND i.revoked_at IS NULL AND i.created_by IS NOT NULL \
AND NOT EXISTS (SELECT 1 FROM grant_ g JOIN person p ON p.id = g.person_id AND p.disabled = 0 \
WHERE g.person_id = i.created_by AND g.removed_at IS NULL AND (g.role IN ('administrator', 'coordinator') \
OR g.role = 'agency_coordinator' AND i.role = 'innovator' AND g.agency_code IN (i.home_code, (SELECT a.parent_code FROM agency a WHERE a.code = i.home_code))))",
    ),
    (
        "ten_known_devices_a_person",
        "SELECT count(*) AS n FROM (SELECT 1 FROM known_device GROUP BY person_id HAVING count(*) > 10)",
    ),
    (
        "sheet_is_its_newest_event",
        "SELECT count(*) AS n FROM sheet s WHERE s.version <> (SELECT ifnull(max(v.version), 0) FROM sheet_event v \
WHERE v.assignment_id = s.assignment_id)",
    ),
    (
        "sheet_holds_the_marks_of_its_newest_event",
        "SELECT count(*) AS n FROM sheet s JOIN sheet_event v ON v.assignment_id = s.assignment_id AND v.version = s.version \
WHERE s.kebaruan IS NOT v.sheet ->> '$.marks.kebaruan' OR s.kemanfaatan IS NOT v.sheet ->> '$.marks.kemanfaatan' \
OR s.solusi IS NOT v.sheet ->> '$.marks.solusi' OR s.replikasi IS NOT v.sheet ->> '$.marks.replikasi' \
OR s.kompatibilitas IS NOT v.sheet ->> '$.marks.kompatibilitas'",
    ),
    (
        "locked_total_is_that_of_its_marks",
        "SELECT count(*) AS n FROM sheet s JOIN assignment a ON a.id = s.assignment_id JOIN edition e ON e.id = a.edition_id \
WHERE s.state = 'locked' AND s.total <> s.kebaruan * (e.rubric ->> '$.criteria[0].weight') \
+ s.kemanfaatan * (e.rubric ->> '$.criteria[1].weight') + s.solusi * (e.rubric ->> '$.criteria[2].weight') \
+ s.replikasi * (e.rubric ->> '$.criteria[3].weight') + s.kompatibilitas * (e.rubric ->> '$.criteria[4].weight')",
    ),
    (
        "sheet_events_have_no_gap",
        "SELECT count(*) AS n FROM (SELECT count(*) AS events, max(version) AS newest FROM sheet_event \
GROUP BY assignment_id HAVING events <> newest)",
    ),
    (
        "no_sheet_version_after_closing",
        "SELECT count(*) AS n FROM sheet_event v JOIN assignment a ON a.id = v.assignment_id JOIN edition e ON e.id = a.edition_id \
WHERE v.proposal_id IS NULL AND (v.at >= e.closes_at OR v.at > ifnull(e.closed_at, v.at))",
    ),
    (
        "published_edition_has_all_its_versions",
        "SELECT count(*) AS n FROM edition e WHERE e.published <> (SELECT count(*) FROM publication p WHERE p.edition_id = e.id)",
    ),
    (
        "publication_has_all_its_inputs",
        "SELECT count(*) AS n FROM publication p WHERE p.inputs ->> '$.parts' IS NOT NULL AND (p.inputs ->> '$.parts' <> \
(SELECT count(*) FROM publication_input i WHERE i.publication_id = p.id) OR p.inputs ->> '$.bytes' <> \
(SELECT sum(length(CAST(i.text AS BLOB))) FROM publication_input i WHERE i.publication_id = p.id))",
    ),
    (
        "board_is_the_newest_publication",
        "SELECT count(*) AS n FROM board b JOIN edition e ON e.id = b.edition_id WHERE b.board IS NOT NULL AND b.board <> \
(SELECT p.board FROM publication p WHERE p.edition_id = e.id AND p.version = e.published)",
    ),
    (
        "board_shows_the_course_of_its_edition",
        "SELECT count(*) AS n FROM edition e LEFT JOIN board b ON b.edition_id = e.id WHERE \
(e.recorded = 'draft') <> (b.slug IS NULL) OR (b.slug IS NOT NULL AND (b.recorded <> e.recorded OR b.closes_at <> e.closes_at \
OR b.cancelled IS NOT e.cancelled_reason OR b.archived <> (e.archived_at IS NOT NULL)))",
    ),
    (
        "record_lane_is_that_of_its_course",
        "SELECT count(*) AS n FROM record WHERE lane <> CASE WHEN place IN ('selesai', 'berlanjut') OR hold IN ('paused', 'stopped') \
THEN 'done' WHEN desk = 'clinic' THEN 'ours' ELSE 'theirs' END",
    ),
    (
        "lanes_are_counted",
        "SELECT count(*) AS n FROM lane_count c WHERE c.n <> (SELECT count(*) FROM record r WHERE r.lane = c.lane \
AND r.deleted_at IS NULL)",
    ),
    (
        "record_has_all_its_revisions",
        "SELECT count(*) AS n FROM record r WHERE r.revision <> (SELECT ifnull(max(v.n), 0) FROM record_revision v \
WHERE v.innovation_id = r.innovation_id) OR r.revision <> (SELECT count(*) FROM record_revision v \
WHERE v.innovation_id = r.innovation_id)",
    ),
    (
        "record_has_all_its_plans",
        "SELECT count(*) AS n FROM record r WHERE r.plans <> (SELECT ifnull(max(v.n), 0) FROM plan_version v \
WHERE v.innovation_id = r.innovation_id) OR r.plans <> (SELECT count(*) FROM plan_version v \
WHERE v.innovation_id = r.innovation_id)",
    ),
    (
        "delivery_has_a_validated_plan",
        "SELECT count(*) AS n FROM record WHERE plans = 0 AND first_used IS NULL AND place IN ('deliver', 'display', 'selesai', 'berlanjut')",
    ),
    (
        "no_review_held_off_the_clinics_desk",
        "SELECT count(*) AS n FROM review v JOIN record r ON r.innovation_id = v.innovation_id \
WHERE v.announced_at IS NULL AND v.void_at IS NULL AND r.desk <> 'clinic'",
    ),
    (
        "review_judged_what_was_handed_in",
        "SELECT count(*) AS n FROM review v WHERE NOT EXISTS (SELECT 1 FROM record_revision n \
WHERE n.innovation_id = v.innovation_id AND n.n = v.revision)",
    ),
    (
        "regional_means_all_five_criteria_or_from_before",
        "SELECT count(*) AS n FROM record r WHERE r.regional <> (r.legacy = 1 OR (SELECT count(*) FROM json_each(r.criteria) \
WHERE value ->> '$.met' = 1) = 5)",
    ),
    (
        "record_has_one_lead",
        "SELECT count(*) AS n FROM record r WHERE r.deleted_at IS NULL AND (SELECT count(*) FROM record_member m \
WHERE m.innovation_id = r.innovation_id AND m.lead = 1 AND m.removed_at IS NULL) <> 1",
    ),
    (
        "published_is_listed_and_deleted_is_not",
        "SELECT count(*) AS n FROM record r JOIN innovation i ON i.id = r.innovation_id \
WHERE (r.published_at IS NOT NULL AND i.listed = 0) OR (r.deleted_at IS NOT NULL AND i.listed = 1)",
    ),
    (
        "published_shows_its_stage_and_nothing_else_does",
        "SELECT count(*) AS n FROM innovation i LEFT JOIN record r ON r.innovation_id = i.id AND r.deleted_at IS NULL \
AND r.published_at IS NOT NULL WHERE i.stage IS NOT r.place",
    ),
    (
        "request_names_a_revision",
        "SELECT count(*) AS n FROM record r WHERE (r.asked_at IS NULL) <> (r.asked_revision IS NULL) \
OR r.asked_revision > r.revision",
    ),
    (
        "published_has_its_showcase",
        "SELECT count(*) AS n FROM record r WHERE (r.published_at IS NOT NULL) <> EXISTS (SELECT 1 FROM showcase s \
WHERE s.innovation_id = r.innovation_id)",
    ),
    (
        "showcase_is_a_revision",
        "SELECT count(*) AS n FROM showcase s JOIN record_revision v ON v.innovation_id = s.innovation_id AND v.n = s.revision \
WHERE instr(ifnull(v.parts ->> '$.ringkasan.value', ''), s.content ->> '$.summary') = 0 \
OR instr(ifnull(v.parts ->> '$.masalah.value', ''), s.content ->> '$.problem') = 0 \
OR instr(ifnull(v.parts ->> '$.solusi.value', ''), s.content ->> '$.solution') = 0 \
OR instr(ifnull(v.parts ->> '$.manfaat.value', ''), s.content ->> '$.benefit') = 0",
    ),
    (
        "catalogue_is_counted",
        "WITH plain (kind, key, n) AS (SELECT 'all', '', count(*) FROM innovation WHERE listed = 1 \
UNION ALL SELECT 'kind', ifnull(kind, 'belum'), count(*) FROM innovation WHERE listed = 1 GROUP BY 2 \
UNION ALL SELECT 'region', region, count(*) FROM innovation WHERE listed = 1 GROUP BY 2 \
UNION ALL SELECT 'stage', ifnull(stage, 'luar'), count(*) FROM innovation WHERE listed = 1 GROUP BY 2), \
more (kind, key, n) AS (SELECT 'agency', agency_code, count(*) FROM innovation WHERE listed = 1 AND agency_code IS NOT NULL GROUP BY 2 \
UNION ALL SELECT 'side', a.code, count(*) FROM innovation i JOIN agency u ON u.code = i.agency_code \
JOIN agency a ON a.code = u.code OR a.code = u.parent_code WHERE i.listed = 1 GROUP BY 2 \
UNION ALL SELECT 'year', CAST(y.n AS TEXT), count(*) FROM innovation i JOIN number y ON y.n BETWEEN i.year_from AND i.year_to \
WHERE i.listed = 1 GROUP BY 2), \
real (kind, key, n) AS MATERIALIZED (SELECT kind, key, n FROM plain UNION ALL SELECT kind, key, n FROM more) \
SELECT (SELECT count(*) FROM real r LEFT JOIN tally t ON t.kind = r.kind AND t.key = r.key WHERE r.n <> ifnull(t.n, 0)) \
+ (SELECT count(*) FROM tally t LEFT JOIN real r ON r.kind = t.kind AND r.key = t.key WHERE t.n <> ifnull(r.n, 0)) AS n",
    ),
    (
        "choices_are_those_that_occur",
        "SELECT count(*) AS n FROM choice c WHERE c.stale = 0 AND (\
(SELECT count(*) FROM json_each(c.regions)) <> (SELECT count(DISTINCT region) FROM innovation WHERE listed = 1 AND region <> '') \
OR (SELECT count(*) FROM json_each(c.agencies)) <> (SELECT count(DISTINCT agency_code) FROM innovation WHERE listed = 1) \
OR c.bound <> (SELECT count(*) FROM agency WHERE obligation = 'ya') \
OR c.bound_with <> (SELECT count(*) FROM agency g WHERE g.obligation = 'ya' AND EXISTS (SELECT 1 FROM innovation i \
WHERE i.listed = 1 AND (i.agency_code = g.code OR i.agency_code IN (SELECT u.code FROM agency u WHERE u.parent_code = g.code)))))",
    ),
    (
        "side_is_the_body_above_or_the_agency",
        "SELECT count(*) AS n FROM innovation i LEFT JOIN agency a ON a.code = i.agency_code \
WHERE i.side_code IS NOT ifnull(a.parent_code, a.code)",
    ),
    (
        "search_finds_what_is_listed_and_nothing_else",
        "WITH grams (gram, head, found) AS (SELECT DISTINCT gram, head, id FROM (\
SELECT substr(' ' || i.search_text || ' ', p.n, 3) AS gram, substr(i.sort_name, 1, 12) AS head, i.id FROM innovation i \
JOIN number p ON p.n <= length(i.search_text) WHERE i.listed = 1 UNION ALL SELECT CAST(y.n AS TEXT), substr(i.sort_name, 1, 12), i.id \
FROM innovation i JOIN number y ON y.n BETWEEN i.year_from AND i.year_to WHERE i.listed = 1) \
WHERE substr(gram, 2, 1) <> ' ' AND (substr(gram, 3, 1) <> ' ' OR substr(gram, 1, 1) = ' ')) \
SELECT (SELECT count(*) FROM grams g LEFT JOIN trigram t ON t.gram = g.gram AND t.head = g.head AND t.found = g.found \
WHERE t.found IS NULL) + (SELECT count(*) FROM trigram) - (SELECT count(*) FROM grams) \
+ (SELECT count(*) FROM grams g LEFT JOIN trigram t ON t.gram = g.gram AND t.head = g.head AND t.found = g.found \
WHERE t.found IS NULL) AS n",
    ),
    (
        "places_are_those_of_the_boards",
        "SELECT (SELECT count(*) FROM board b, json_each(b.board, '$.rows') r JOIN innovation i ON i.slug = r.value ->> '$.slug' \
LEFT JOIN placing p ON p.innovation_id = i.id AND p.edition_id = b.edition_id WHERE b.board IS NOT NULL \
AND (p.rank IS NOT r.value ->> '$.rank' OR p.score IS NOT r.value ->> '$.score')) \
+ (SELECT count(*) FROM placing p WHERE NOT EXISTS (SELECT 1 FROM board b JOIN innovation i ON i.id = p.innovation_id, \
json_each(b.board, '$.rows') r WHERE b.edition_id = p.edition_id AND r.value ->> '$.slug' = i.slug)) AS n",
    ),
    (
        "editions_are_counted",
        "SELECT count(*) AS n FROM edition e LEFT JOIN edition_count c ON c.edition_id = e.id \
WHERE c.entries IS NOT (SELECT count(*) FROM entry n WHERE n.edition_id = e.id AND n.withdrawn_at IS NULL) \
OR c.short IS NOT (SELECT count(*) FROM entry n WHERE n.edition_id = e.id AND n.withdrawn_at IS NULL \
AND (SELECT count(*) FROM assignment a WHERE a.entry_id = n.id AND a.state = 'active') < e.min_judges)",
    ),
    (
        "work_of_judges_is_counted",
        "WITH real (judge_id, edition_id, sheets, full, locked) AS (SELECT a.judge_id, a.edition_id, count(*), \
count(*) FILTER (WHERE s.state = 'draft' AND s.kebaruan IS NOT NULL AND s.kemanfaatan IS NOT NULL AND s.solusi IS NOT NULL \
AND s.replikasi IS NOT NULL AND s.kompatibilitas IS NOT NULL), count(*) FILTER (WHERE s.state = 'locked') \
FROM assignment a JOIN entry n ON n.id = a.entry_id LEFT JOIN sheet s ON s.assignment_id = a.id \
WHERE a.state = 'active' AND n.withdrawn_at IS NULL GROUP BY 1, 2) \
SELECT (SELECT count(*) FROM real r LEFT JOIN seat_count c ON c.judge_id = r.judge_id AND c.edition_id = r.edition_id \
WHERE c.sheets IS NOT r.sheets OR c.full IS NOT r.full OR c.locked IS NOT r.locked) \
+ (SELECT count(*) FROM seat_count c WHERE c.sheets + c.full + c.locked > 0 AND NOT EXISTS (SELECT 1 FROM real r \
WHERE r.judge_id = c.judge_id AND r.edition_id = c.edition_id)) AS n",
    ),
    (
        "the_register_of_interests_is_whole",
        r#"WITH real (id, at, stands) AS (
SELECT c.innovation_id, c.at, 1 FROM record_part c JOIN record r ON r.innovation_id = c.innovation_id WHERE r.deleted_at IS NULL
AND c.part = 'prinsip' AND instr(c.content, '"principle":"tanpa_konflik","answer":"no"') > 0
UNION ALL SELECT v.innovation_id, v.at, 0 FROM record_revision v WHERE instr(v.parts, '"principle":"tanpa_konflik","answer":"no"') > 0
AND v.n = (SELECT max(x.n) FROM record_revision x WHERE x.innovation_id = v.innovation_id
  AND instr(x.parts, '"principle":"tanpa_konflik","answer":"no"') > 0)
AND NOT EXISTS (SELECT 1 FROM record_part c WHERE c.innovation_id = v.innovation_id AND c.part = 'prinsip'
  AND instr(c.content, '"principle":"tanpa_konflik","answer":"no"') > 0))
SELECT (SELECT count(*) FROM real f LEFT JOIN interest t ON t.innovation_id = f.id WHERE t.at IS NOT f.at OR t.stands IS NOT f.stands)
  + (SELECT count(*) FROM interest t WHERE NOT EXISTS (SELECT 1 FROM real f WHERE f.id = t.innovation_id)) AS n"#,
    ),
    (
        "activities_are_counted",
        "SELECT count(*) AS n FROM activity v WHERE ifnull((SELECT c.present FROM activity_count c WHERE c.activity_id = v.id), 0) \
<> (SELECT count(*) FROM attendance t WHERE t.activity_id = v.id)",
    ),
];
