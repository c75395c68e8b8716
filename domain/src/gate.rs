//! The gates between the stages: what the law asks for before an innovation goes on.
//!
//! A gate is a list of what is missing, each with its article and the minutes it takes to mend; an
//! empty list opens it. Warnings never close a gate.

use serde::{Deserialize, Serialize};

use crate::{
    law::{Article, CRITERIA, Stage},
    stage::Finding,
};

/// What the gates look at: counts and flags, gathered by the caller from the record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "facts of the record, each asked for by one gate"
)]
pub struct Facts {
    /// Drum-up activities with at least one participant of the initiators' side (Article 10).
    pub activities: u32,
    /// Somebody of the initiators took part in a workshop diagnose (Article 11(2)).
    pub workshop_diagnose: bool,
    /// The idea card is filled: problem, idea, novelty, benefit (Article 11(1)).
    pub idea_card: bool,
    /// The idea's validation (Article 11(3)).
    pub idea: Option<Finding>,
    /// Somebody of the initiators took part in a workshop design (Article 12(2)).
    pub workshop_design: bool,
    /// Lines of the action plan (Article 12(1)).
    pub plan_items: u32,
    /// Stakeholders on the map (Article 12(1)).
    pub stakeholders: u32,
    /// Lines of the communication strategy (Article 12(1)).
    pub messages: u32,
    /// The plan's validation (Article 12(3)).
    pub plan: Option<Finding>,
    /// The agency's team has a decree that is in force (Article 15(4)).
    pub team_decree: bool,
    /// A launch is recorded with its date (Article 13(2)).
    pub launched: bool,
    /// Pieces of evidence of the launch that are here (Article 13(2)).
    #[serde(default)]
    pub launch_evidence: u32,
    /// The launch is dated before the plan was validated first.
    #[serde(default)]
    pub launched_early: bool,
    /// Figures without a result and without the reason why there is none yet; 1 where there is no figure at all (Article 2(3)d).
    #[serde(default)]
    pub open_results: u32,
    /// Entries of the monitoring log (Article 13(3)).
    pub monitorings: u32,
    /// Plan items that are neither finished nor explained (Article 13(1)).
    pub open_items: u32,
    /// Obstacles without an end (Article 13(3)).
    pub open_obstacles: u32,
    /// The end review is recorded (Article 13(3)).
    pub end_review: bool,
    /// Display activities held (Article 14(2)).
    pub displays: u32,
    /// Input received at displays that nobody followed up (Article 14(1)).
    pub open_inputs: u32,
    /// Input was received, or it was recorded that there was none (Article 14(1)).
    pub inputs_recorded: bool,
    /// Criteria of Article 8 judged met, with a reason, by the clinic.
    pub criteria_met: [bool; CRITERIA],
}

macro_rules! missing {
    ($($(#[$meta:meta])* $variant:ident = $article:expr, $minutes:literal, $words:literal;)+) => {
        /// Something that a gate asks for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum Missing { $($(#[$meta])* $variant,)+ }

        impl Missing {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The article that asks for it.
            pub const fn article(self) -> Article {
                match self { $(Self::$variant => $article,)+ }
            }

            /// About how many minutes it takes; 0 when it is not a form.
            pub const fn minutes(self) -> u8 {
                match self { $(Self::$variant => $minutes,)+ }
            }

            /// What is missing, beginning in lower case.
            pub const fn words(self) -> &'static str {
                match self { $(Self::$variant => $words,)+ }
            }
        }
    };
}

missing! {
    /// No drum-up activity.
    Activity = Article::ayat(10, 2), 3, "belum mengikuti kegiatan pembangkit semangat (sosialisasi, kuliah umum, atau kunjungan kerja)";
    /// No workshop diagnose.
    WorkshopDiagnose = Article::ayat(11, 2), 0, "belum ada anggota tim yang mengikuti lokakarya diagnosis";
    /// No idea card.
    IdeaCard = Article::ayat(11, 1), 15, "kartu ide belum lengkap";
    /// Idea not validated.
    IdeaValidation = Article::ayat(11, 3), 0, "ide belum dinyatakan valid oleh Tim Klinik";
    /// No workshop design.
    WorkshopDesign = Article::ayat(12, 2), 0, "belum ada anggota tim yang mengikuti lokakarya rancangan";
    /// No action plan.
    ActionPlan = Article::ayat(12, 1), 10, "rencana aksi belum diisi";
    /// No stakeholder map.
    StakeholderMap = Article::ayat(12, 1), 6, "peta pemangku kepentingan belum ada";
    /// No communication strategy.
    Communication = Article::ayat(12, 1), 6, "strategi komunikasi belum ada";
    /// Plan not validated.
    PlanValidation = Article::ayat(12, 3), 0, "rencana aksi belum dinyatakan valid oleh Tim Klinik";
    /// No team decree (a warning).
    TeamDecree = Article::ayat(15, 4), 4, "keputusan tentang tim di instansi belum dicatat";
    /// No launch.
    Launch = Article::ayat(13, 2), 3, "peluncuran belum dicatat";
    /// No evidence of the launch.
    LaunchEvidence = Article::ayat(13, 2), 2, "peluncuran belum ada buktinya";
    /// The launch is dated before the plan was validated (a warning).
    LaunchEarly = Article::ayat(13, 2), 0, "tanggal peluncuran lebih awal daripada rencana yang dinyatakan valid";
    /// A figure has neither a result nor a reason.
    Results = Article::ayat(2, 3), 3, "belum semua ukuran punya angka sesudah atau alasannya";
    /// No monitoring.
    Monitoring = Article::ayat(13, 3), 5, "belum ada catatan pemantauan";
    /// Open plan items.
    OpenItems = Article::ayat(13, 1), 5, "masih ada butir rencana yang belum selesai atau dijelaskan";
    /// Open obstacles.
    OpenObstacles = Article::ayat(13, 3), 5, "masih ada kendala yang belum ditindaklanjuti";
    /// No end review.
    EndReview = Article::ayat(13, 3), 5, "tinjauan akhir belum dicatat";
    /// No display.
    DisplayActivity = Article::ayat(14, 2), 3, "belum ada pameran, gelar wicara, atau seminar";
    /// Input not recorded.
    Inputs = Article::ayat(14, 1), 3, "masukan belum dicatat (catat juga bila tidak ada)";
    /// Input without follow-up.
    OpenInputs = Article::ayat(14, 1), 4, "masih ada masukan yang belum ditindaklanjuti";
    /// Criteria not all met.
    Criteria = Article::pasal(8), 0, "belum semua kriteria Pasal 8 dinyatakan terpenuhi oleh Tim Klinik";
}

impl Missing {
    /// The sentence on screen, after the pattern of refusals: what is missing, which article, what to do.
    pub fn sentence(self) -> String {
        let todo = match self.minutes() {
            0 => String::new(),
            minutes => format!(" Isi sekarang, sekitar {minutes} menit."),
        };
        format!(
            "Belum bisa maju: {} ({}).{todo}",
            self.words(),
            self.article()
        )
    }
}

/// What stands between the initiators and the clinic: asked when they hand in.
pub fn before_submission(stage: Stage, facts: &Facts) -> Vec<Missing> {
    let wanted: &[(bool, Missing)] = match stage {
        Stage::DrumUp => &[(facts.activities > 0, Missing::Activity)],
        Stage::Diagnose => &[
            (facts.workshop_diagnose, Missing::WorkshopDiagnose),
            (facts.idea_card, Missing::IdeaCard),
        ],
        Stage::Design => &[
            (facts.workshop_design, Missing::WorkshopDesign),
            (facts.plan_items > 0, Missing::ActionPlan),
            (facts.stakeholders > 0, Missing::StakeholderMap),
            (facts.messages > 0, Missing::Communication),
        ],
        Stage::Deliver => &[
            (facts.launched, Missing::Launch),
            (
                facts.launch_evidence > 0 || !facts.launched,
                Missing::LaunchEvidence,
            ),
            (facts.open_results == 0, Missing::Results),
            (facts.monitorings > 0, Missing::Monitoring),
            (facts.open_items == 0, Missing::OpenItems),
            (facts.open_obstacles == 0, Missing::OpenObstacles),
        ],
        Stage::Display => &[
            (facts.displays > 0, Missing::DisplayActivity),
            (facts.inputs_recorded, Missing::Inputs),
            (facts.open_inputs == 0, Missing::OpenInputs),
        ],
    };
    wanted
        .iter()
        .filter(|(met, _)| !met)
        .map(|(_, missing)| *missing)
        .collect()
}

/// What stands between a stage and the next: everything of the submission, and the clinic's part.
pub fn before_leaving(stage: Stage, facts: &Facts) -> Vec<Missing> {
    let mut missing = before_submission(stage, facts);
    let clinic = match stage {
        Stage::DrumUp | Stage::Display => None,
        Stage::Diagnose => (facts.idea != Some(Finding::Valid)).then_some(Missing::IdeaValidation),
        Stage::Design => (facts.plan != Some(Finding::Valid)).then_some(Missing::PlanValidation),
        Stage::Deliver => (!facts.end_review).then_some(Missing::EndReview),
    };
    missing.extend(clinic);
    missing
}

/// Progress may be entered only after the launch (Article 13(2)).
pub fn before_progress(facts: &Facts) -> Result<(), Missing> {
    if facts.launched {
        Ok(())
    } else {
        Err(Missing::Launch)
    }
}

/// Shown, recorded, never closing a gate.
pub fn warnings(stage: Stage, facts: &Facts) -> Vec<Missing> {
    let found = [
        (
            stage == Stage::Design && !facts.team_decree,
            Missing::TeamDecree,
        ),
        (
            stage >= Stage::Deliver && facts.launched_early,
            Missing::LaunchEarly,
        ),
    ];
    found
        .into_iter()
        .filter_map(|(told, missing)| told.then_some(missing))
        .collect()
}

/// The status "inovasi daerah" is given when all five criteria of Article 8 are judged met and every figure has its result or
/// the reason why not, only then. What is from before 2 August 2024 has it without this gate (Article 17(1)).
pub fn regional_innovation(facts: &Facts, legacy: bool) -> Result<(), Missing> {
    if legacy {
        return Ok(());
    }
    if !facts.criteria_met.iter().all(|met| *met) {
        Err(Missing::Criteria)
    } else if facts.open_results > 0 {
        Err(Missing::Results)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complete() -> Facts {
        Facts {
            activities: 1,
            workshop_diagnose: true,
            idea_card: true,
            idea: Some(Finding::Valid),
            workshop_design: true,
            plan_items: 3,
            stakeholders: 4,
            messages: 2,
            plan: Some(Finding::Valid),
            team_decree: true,
            launched: true,
            launch_evidence: 1,
            launched_early: false,
            open_results: 0,
            monitorings: 2,
            open_items: 0,
            open_obstacles: 0,
            end_review: true,
            displays: 1,
            open_inputs: 0,
            inputs_recorded: true,
            criteria_met: [true; CRITERIA],
        }
    }

    fn refused(change: impl Fn(&mut Facts), stage: Stage) -> Vec<Missing> {
        let mut facts = complete();
        change(&mut facts);
        before_leaving(stage, &facts)
    }

    #[test]
    fn a_complete_record_passes_every_gate() {
        for stage in Stage::ALL {
            assert_eq!(before_leaving(*stage, &complete()), vec![]);
            assert_eq!(warnings(*stage, &complete()), vec![]);
        }
    }

    #[test]
    fn drum_up_needs_an_activity_p10_2() {
        assert_eq!(
            refused(|it| it.activities = 0, Stage::DrumUp),
            vec![Missing::Activity]
        );
    }

    #[test]
    fn idea_needs_the_workshop_the_card_and_a_validation_p11() {
        assert_eq!(
            refused(|it| it.workshop_diagnose = false, Stage::Diagnose),
            vec![Missing::WorkshopDiagnose]
        );
        assert_eq!(
            refused(|it| it.idea_card = false, Stage::Diagnose),
            vec![Missing::IdeaCard]
        );
        for finding in [None, Some(Finding::NotYet), Some(Finding::ValidWithFixes)] {
            assert_eq!(
                refused(|it| it.idea = finding, Stage::Diagnose),
                vec![Missing::IdeaValidation]
            );
        }
    }

    #[test]
    fn plan_without_stakeholder_map_is_refused_p12_1() {
        assert_eq!(
            refused(|it| it.stakeholders = 0, Stage::Design),
            vec![Missing::StakeholderMap]
        );
        assert_eq!(
            refused(|it| it.plan_items = 0, Stage::Design),
            vec![Missing::ActionPlan]
        );
        assert_eq!(
            refused(|it| it.messages = 0, Stage::Design),
            vec![Missing::Communication]
        );
        assert_eq!(
            refused(|it| it.workshop_design = false, Stage::Design),
            vec![Missing::WorkshopDesign]
        );
        assert_eq!(
            refused(|it| it.plan = None, Stage::Design),
            vec![Missing::PlanValidation]
        );
    }

    #[test]
    fn a_missing_team_decree_warns_and_does_not_refuse_p15_4() {
        let facts = Facts {
            team_decree: false,
            ..complete()
        };
        assert_eq!(before_leaving(Stage::Design, &facts), vec![]);
        assert_eq!(warnings(Stage::Design, &facts), vec![Missing::TeamDecree]);
    }

    #[test]
    fn a_launch_is_proved_and_every_figure_has_a_result_p13_2_p2_3_d() {
        assert_eq!(
            refused(|it| it.launch_evidence = 0, Stage::Deliver),
            vec![Missing::LaunchEvidence]
        );
        assert_eq!(
            refused(|it| it.open_results = 1, Stage::Deliver),
            vec![Missing::Results]
        );
        // Nobody is asked for the proof of what is not recorded.
        let neither = |it: &mut Facts| (it.launched, it.launch_evidence) = (false, 0);
        assert_eq!(refused(neither, Stage::Deliver), vec![Missing::Launch]);
        let facts = Facts {
            open_results: 1,
            ..complete()
        };
        assert_eq!(regional_innovation(&facts, false), Err(Missing::Results));
        assert_eq!(regional_innovation(&facts, true), Ok(()));
    }

    #[test]
    fn a_launch_before_the_valid_plan_warns_and_does_not_refuse_p13_2() {
        let facts = Facts {
            launched_early: true,
            ..complete()
        };
        for stage in [Stage::Deliver, Stage::Display] {
            assert_eq!(before_leaving(stage, &facts), vec![]);
            assert_eq!(warnings(stage, &facts), vec![Missing::LaunchEarly]);
        }
    }

    #[test]
    fn delivery_begins_with_a_launch_and_ends_with_a_review_p13() {
        assert_eq!(
            before_progress(&Facts {
                launched: false,
                ..complete()
            }),
            Err(Missing::Launch)
        );
        assert_eq!(
            refused(|it| it.launched = false, Stage::Deliver),
            vec![Missing::Launch]
        );
        assert_eq!(
            refused(|it| it.open_items = 1, Stage::Deliver),
            vec![Missing::OpenItems]
        );
        assert_eq!(
            refused(|it| it.open_obstacles = 1, Stage::Deliver),
            vec![Missing::OpenObstacles]
        );
        assert_eq!(
            refused(|it| it.monitorings = 0, Stage::Deliver),
            vec![Missing::Monitoring]
        );
        assert_eq!(
            refused(|it| it.end_review = false, Stage::Deliver),
            vec![Missing::EndReview]
        );
    }

    #[test]
    fn display_needs_an_activity_and_input_with_follow_up_p14() {
        assert_eq!(
            refused(|it| it.displays = 0, Stage::Display),
            vec![Missing::DisplayActivity]
        );
        assert_eq!(
            refused(|it| it.inputs_recorded = false, Stage::Display),
            vec![Missing::Inputs]
        );
        assert_eq!(
            refused(|it| it.open_inputs = 2, Stage::Display),
            vec![Missing::OpenInputs]
        );
    }

    #[test]
    fn the_status_needs_all_five_criteria_and_legacy_does_not_p8_p17() {
        for n in 0..CRITERIA {
            let mut facts = complete();
            facts.criteria_met[n] = false;
            assert_eq!(regional_innovation(&facts, false), Err(Missing::Criteria));
            assert_eq!(regional_innovation(&facts, true), Ok(()));
        }
        assert_eq!(regional_innovation(&complete(), false), Ok(()));
    }

    #[test]
    fn a_refusal_says_what_where_and_how_long() {
        assert_eq!(
            Missing::StakeholderMap.sentence(),
            "Belum bisa maju: peta pemangku kepentingan belum ada (Pasal 12 ayat (1)). Isi sekarang, sekitar 6 menit."
        );
        for missing in Missing::ALL {
            assert!(!missing.sentence().contains("gagal"));
        }
    }
}
