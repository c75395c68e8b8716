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
    (
        "every_conflict_with_the_own_agency_team_or_desk_is_written_down",
        "SELECT count(*) AS n FROM assignment a JOIN edition e ON e.id = a.edition_id AND e.recorded <> 'published' \
JOIN entry n ON n.id = a.entry_id AND n.withdrawn_at IS NULL JOIN innovation i ON i.id = n.innovation_id \
JOIN person p ON p.id = a.judge_id LEFT JOIN record r ON r.innovation_id = i.id WHERE a.state = 'active' AND ( \
((p.home_code = i.agency_code OR EXISTS (SELECT 1 FROM agency x WHERE (x.code = p.home_code AND x.parent_code = i.agency_code) \
OR (x.code = i.agency_code AND x.parent_code = p.home_code))) \
AND NOT EXISTS (SELECT 1 FROM conflict c WHERE c.assignment_id = a.id AND c.class = 'agency')) \
OR (EXISTS (SELECT 1 FROM record_member m WHERE m.innovation_id = i.id AND m.person_id = a.judge_id) \
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
        "board_is_the_newest_publication",
        "SELECT count(*) AS n FROM board b JOIN edition e ON e.id = b.edition_id WHERE b.board IS NOT NULL AND b.board <> \
(SELECT p.board FROM publication p WHERE p.edition_id = e.id AND p.version = e.published)",
    ),
    (
        "board_shows_the_course_of_its_edition",
        "SELECT count(*) AS n FROM edition e LEFT JOIN board b ON b.edition_id = e.id WHERE \
(e.recorded = 'draft') <> (b.slug IS NULL) OR (b.slug IS NOT NULL AND (b.recorded <> e.recorded OR b.closes_at <> e.closes_at))",
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
        "SELECT count(*) AS n FROM record WHERE plans = 0 AND place IN ('deliver', 'display', 'selesai', 'berlanjut')",
    ),
    (
        "no_review_held_off_the_clinics_desk",
        "SELECT count(*) AS n FROM review v JOIN record r ON r.innovation_id = v.innovation_id \
WHERE v.announced_at IS NULL AND r.desk <> 'clinic'",
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
        "listed_shows_its_stage",
        "SELECT count(*) AS n FROM innovation i JOIN record r ON r.innovation_id = i.id \
WHERE i.listed = 1 AND r.deleted_at IS NULL AND i.stage IS NOT r.place",
    ),
];
