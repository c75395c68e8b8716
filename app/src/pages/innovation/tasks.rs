//! What is to be done in the stage where a record is: parts to fill, and what the gate asks for beside them.

use klisida_domain::{
    clinic::{self, Act},
    gate::{self, Facts, Missing},
    ids::InnovationId,
    law::Stage,
    part::{self, Part, Parts},
    problem::FieldFault,
    record::Filling,
    stage::{Desk, Hold},
    wire::RecordView,
};
use leptos::prelude::*;

use super::{
    bits,
    record::{Record, stored},
};
use crate::paths as to;

/// A line of the task list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// What is to be done, as a name.
    pub label: String,
    /// The same as somebody is told to: "lengkapi ringkasan".
    pub deed: String,
    /// Minutes, article, or why.
    pub note: String,
    /// Where.
    pub href: Option<String>,
    /// Words of its state.
    pub word: &'static str,
    /// Class of its state.
    pub class: &'static str,
    /// It is something to do now; the first such is the next step.
    pub open: bool,
}

/// The state of what is finished.
const DONE: &str = "Selesai";
/// Of a part that may stay empty, and is.
const OPTIONAL: &str = "Boleh kosong";

impl Task {
    /// As a row; all of it leads there.
    pub fn view(&self) -> AnyView {
        let name = match &self.href {
            Some(href) => {
                view! { <a class="hit" href=href.clone()>{self.label.clone()}</a> }.into_any()
            }
            None => view! { <span>{self.label.clone()}</span> }.into_any(),
        };
        view! {
            <li class="tap">
                <div>
                    {name}
                    <small>{self.note.clone()}</small>
                </div>
                <span class=self.class>{self.word}</span>
            </li>
        }
        .into_any()
    }
}

/// The part that a fault is about: `plan.3.owner` belongs to the plan.
pub fn part_of(fault: &FieldFault) -> Option<Part> {
    let head = fault.field.split('.').next().unwrap_or_default();
    Some(match head {
        "identity" | "kind" | "other_kinds" => Part::Identity,
        "initiators" => Part::Initiators,
        "indicators" => Part::Indicators,
        "principles" => Part::Principles,
        "plan" => Part::Plan,
        "map" => Part::Stakeholders,
        "communication" => Part::Communication,
        "registration" => Part::Registration,
        code => return Part::from_code(code),
    })
}

/// What to do about something that a gate asks for, and where; nowhere when it is the clinic's.
pub fn way(missing: Missing, id: InnovationId) -> (&'static str, Option<String>) {
    let note = |kind: &str| Some(to::innovation_part(id, &["catatan", kind].concat()));
    match missing {
        Missing::Activity => (
            "Ikuti kegiatan pembangkit semangat",
            Some(to::ACTIVITIES.to_owned()),
        ),
        Missing::WorkshopDiagnose => ("Ikuti lokakarya diagnosis", Some(to::ACTIVITIES.to_owned())),
        Missing::WorkshopDesign => ("Ikuti lokakarya rancangan", Some(to::ACTIVITIES.to_owned())),
        Missing::IdeaCard => ("Lengkapi kartu ide", Some(to::innovation(id))),
        Missing::ActionPlan => ("Isi rencana aksi", Some(to::fill(id, Part::Plan))),
        Missing::StakeholderMap => (
            "Isi peta pemangku kepentingan",
            Some(to::fill(id, Part::Stakeholders)),
        ),
        Missing::Communication => (
            "Isi strategi komunikasi",
            Some(to::fill(id, Part::Communication)),
        ),
        Missing::TeamDecree => (
            "Catat keputusan tentang tim",
            Some(to::innovation_part(id, "tim")),
        ),
        Missing::Launch => ("Catat peluncuran", note("/peluncuran")),
        Missing::LaunchEvidence => (
            "Tambahkan bukti peluncuran",
            Some(to::innovation_part(id, "bukti")),
        ),
        Missing::LaunchEarly => ("Periksa tanggal peluncuran", note("")),
        Missing::Results => (
            "Isi angka sesudah, atau alasannya",
            Some(to::fill(id, Part::Indicators)),
        ),
        Missing::Monitoring => ("Catat pemantauan", note("/pemantauan")),
        Missing::OpenItems => ("Tutup atau jelaskan butir rencana", note("/kemajuan")),
        Missing::OpenObstacles => ("Tindak lanjuti kendala", note("")),
        Missing::DisplayActivity => ("Catat kegiatan promosi", note("/promosi")),
        Missing::Inputs => ("Catat masukan", note("/masukan")),
        Missing::OpenInputs => ("Tindak lanjuti masukan", note("")),
        Missing::IdeaValidation => ("Validasi ide oleh Tim Klinik", None),
        Missing::PlanValidation => ("Validasi rencana oleh Tim Klinik", None),
        Missing::EndReview => ("Tinjauan akhir oleh Tim Klinik", None),
        Missing::Criteria => ("Penilaian kriteria Pasal 8 oleh Tim Klinik", None),
    }
}

/// Its absence is seen on the part itself.
const fn is_a_part(missing: Missing) -> bool {
    matches!(
        missing,
        Missing::IdeaCard | Missing::ActionPlan | Missing::StakeholderMap | Missing::Communication
    )
}

/// Everything beside the parts that the gate of a stage asks for.
fn wanted(stage: Stage) -> Vec<Missing> {
    let nothing = Facts {
        launched: true,
        open_results: 1,
        open_items: 1,
        open_obstacles: 1,
        open_inputs: 1,
        ..Facts::default()
    };
    let unlaunched = Facts::default();
    let launch = gate::before_submission(stage, &unlaunched)
        .into_iter()
        .filter(|it| *it == Missing::Launch);
    launch
        .chain(gate::before_submission(stage, &nothing))
        .filter(|it| !is_a_part(*it))
        .collect()
}

/// What keeps the stage from being handed in, with what is written on this device: the one answer of room and check page.
pub struct Gaps {
    /// What the gate asks for.
    pub missing: Vec<Missing>,
    /// What is wrong with the parts.
    pub faults: Vec<FieldFault>,
    /// What does not stand in the way.
    pub warnings: Vec<Missing>,
}

impl Gaps {
    /// Of a record in this stage.
    pub fn of(stage: Stage, view: &RecordView, parts: &Parts) -> Self {
        let (plan_items, stakeholders, messages) = part::plan_counts(parts);
        let mut facts = Facts {
            idea_card: part::has_idea_card(parts),
            open_results: part::open_results(parts),
            ..view.facts.clone()
        };
        // A validated plan has its own versions; before that the part is the plan.
        if stage <= Stage::Design {
            facts.plan_items = plan_items;
            facts.stakeholders = stakeholders;
            facts.messages = messages;
        }
        Self {
            missing: gate::before_submission(stage, &facts),
            faults: part::submission_faults(stage, parts),
            warnings: gate::warnings(stage, &facts),
        }
    }

    /// How many things.
    pub fn count(&self) -> usize {
        self.missing.len() + self.faults.len()
    }

    /// In a few words; none when nothing is in the way.
    fn words(&self) -> Option<String> {
        let parts: Vec<Part> = Part::ALL
            .into_iter()
            .filter(|part| self.faults.iter().any(|it| part_of(it) == Some(*part)))
            .collect();
        let gates = self.missing.iter().filter(|it| !is_a_part(**it)).count();
        let parts = (!parts.is_empty())
            .then(|| [&bits::count(parts.len(), "bagian"), " belum lengkap"].concat());
        let gates = (gates > 0).then(|| [&bits::count(gates, "syarat"), " belum ada"].concat());
        let words: Vec<String> = parts.into_iter().chain(gates).collect();
        match (words.is_empty(), self.count()) {
            (false, _) => Some(words.join(", ")),
            (true, 0) => None,
            (true, n) => Some([&bits::count(n, "hal"), " belum lengkap"].concat()),
        }
    }
}

/// May this person write this part now?
pub fn may_write(view: &RecordView, part: Part) -> Result<(), klisida_domain::problem::Code> {
    clinic::may(
        view.line.relation,
        Act::Write(part),
        view.line.course,
        &view.open,
    )
}

/// The part was written after what was said last.
fn is_newer(record: Record, view: &RecordView, part: Part) -> bool {
    let Some(told) = &view.line.told else {
        return false;
    };
    record.unsent().contains(&part) || stored(view, part).is_some_and(|it| it.at > told.at)
}

/// A part as a task.
pub fn part_task(record: Record, view: &RecordView, part: Part) -> Task {
    let filling = record.filling(view, part);
    let asked = view.open_remarks.iter().any(|it| it.part == Some(part));
    let mended = filling == Filling::Done && is_newer(record, view, part);
    let opened = view.line.course.hold == Hold::Revising
        && view.line.course.desk == Desk::Innovator
        && view.open.contains(&part)
        && !mended;
    let writes = may_write(view, part).is_ok();
    // Somebody said that it is done, and something is missing.
    let lacks = filling == Filling::Done && !record.part(view, part).0.faults(part).is_empty();
    let (word, class, verb) = match filling {
        _ if opened || asked => ("Perlu perbaikan", "tag bad", "perbaiki "),
        Filling::Done if lacks => ("Belum lengkap", "tag bad", "lengkapi "),
        Filling::Done => (DONE, "soft small", "lihat "),
        Filling::TooLong => (filling.label(), "tag bad", "ringkas "),
        Filling::Begun => (filling.label(), "tag warn", "lengkapi "),
        Filling::Empty if part.is_required() => (filling.label(), "tag doing", "isi "),
        Filling::Empty => (OPTIONAL, "soft small", "isi "),
    };
    let mut note = bits::effort(part.minutes(), part.article());
    if record.unsent().contains(&part) {
        note.push_str(" · di perangkat ini, belum terkirim");
    }
    Task {
        label: part.label().to_owned(),
        deed: [verb, &bits::lower(part.label())].concat(),
        note,
        href: Some(to::fill(record.id, part)),
        word,
        class,
        open: writes
            && (opened
                || asked
                || lacks
                || match filling {
                    Filling::Done => false,
                    Filling::Empty => part.is_required(),
                    Filling::Begun | Filling::TooLong => true,
                }),
    }
}

/// The parts that the stage shows: those of the stage and of all before.
pub fn parts_until(stage: Stage) -> impl Iterator<Item = Part> {
    Part::ALL.into_iter().filter(move |it| it.stage() <= stage)
}

/// A gate's demand as a task.
fn gate_task(missing: Missing, met: bool, id: InnovationId) -> Task {
    let (label, href) = way(missing, id);
    let mut note = bits::effort(missing.minutes(), Some(missing.article()));
    if !met {
        note = [&note, " · ", missing.words()].concat();
    }
    Task {
        label: label.to_owned(),
        deed: bits::lower(label),
        note: note.trim_start_matches(" · ").to_owned(),
        open: !met && href.is_some(),
        href,
        word: if met { DONE } else { "Belum" },
        class: if met { "soft small" } else { "tag doing" },
    }
}

/// What the clinic does in this stage, so that everybody sees what comes.
fn clinic_task(view: &RecordView, stage: Stage, id: InnovationId) -> Option<Task> {
    let mine = gate::before_submission(stage, &view.facts);
    let theirs = gate::before_leaving(stage, &view.facts)
        .into_iter()
        .find(|it| !mine.contains(it))?;
    let (label, _) = way(theirs, id);
    Some(Task {
        label: label.to_owned(),
        deed: bits::lower(label),
        note: [&theirs.article().to_string(), " · sesudah diajukan"].concat(),
        href: None,
        word: "Menunggu",
        class: "soft small",
        open: false,
    })
}

/// Looking through all of it and handing it in.
fn check_task(view: &RecordView, blocked: Option<&str>, id: InnovationId) -> Task {
    let with_team = view.line.course.desk == Desk::Innovator;
    let (note, word, class) = match blocked {
        _ if !with_team => ("semua isian".to_owned(), "Sudah diajukan", "soft small"),
        Some(why) => (["belum bisa: ", why].concat(), "Belum bisa", "soft small"),
        None => (
            "semua isian, lalu kirim".to_owned(),
            "Bisa diajukan",
            "tag doing",
        ),
    };
    Task {
        label: "Periksa dan ajukan".to_owned(),
        deed: "periksa dan ajukan".to_owned(),
        note,
        href: Some(to::innovation_part(id, "periksa")),
        word,
        class,
        open: false,
    }
}

/// The tasks of a record in its stage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tasks {
    /// To be done or looked at in this stage.
    pub now: Vec<Task>,
    /// What is finished, of this stage and of those before.
    pub done: Vec<Task>,
    /// Parts of earlier stages that may stay empty.
    pub earlier: Vec<Task>,
}

impl Tasks {
    /// What to do next.
    pub fn next(&self) -> Option<&Task> {
        self.now.iter().find(|it| it.open && it.href.is_some())
    }

    fn add(&mut self, task: Task, of_now: bool) {
        if task.word == DONE {
            self.done.push(task);
        } else if of_now || task.open || task.word != OPTIONAL {
            self.now.push(task);
        } else {
            self.earlier.push(task);
        }
    }
}

/// The tasks of a record; follows what is written on this device.
pub fn tasks(record: Record, view: &RecordView, stage: Stage) -> Tasks {
    let id = record.id;
    let gaps = Gaps::of(stage, view, &record.parts(view));
    let mut tasks = Tasks::default();
    for part in parts_until(stage) {
        tasks.add(part_task(record, view, part), part.stage() == stage);
    }
    // What is opened for repair comes first.
    tasks.now.sort_by_key(|it| it.word != "Perlu perbaikan");
    for it in wanted(stage) {
        tasks.add(gate_task(it, !gaps.missing.contains(&it), id), true);
    }
    tasks
        .now
        .push(check_task(view, gaps.words().as_deref(), id));
    tasks.now.extend(clinic_task(view, stage, id));
    tasks
}

#[cfg(test)]
mod tests {
    use klisida_domain::{
        part::{Content, Initiator, Parts, submission_faults},
        record::{Degree, Stakeholder},
    };

    use super::*;

    #[test]
    fn every_fault_of_a_submission_leads_to_its_part() {
        let mut parts = Parts::new();
        for part in Part::ALL {
            parts.insert(part, Content::empty(part));
        }
        parts.insert(
            Part::Initiators,
            Content::Initiators(vec![Initiator {
                name: String::new(),
                position: String::new(),
                lead: false,
            }]),
        );
        parts.insert(
            Part::Stakeholders,
            Content::Stakeholders(vec![Stakeholder {
                name: String::new(),
                influence: Some(Degree::Low),
                interest: None,
                approach: String::new(),
            }]),
        );
        for parts in [parts, Parts::new()] {
            for fault in submission_faults(Stage::Display, &parts) {
                assert!(part_of(&fault).is_some(), "{}", fault.field);
            }
        }
    }

    #[test]
    fn what_a_gate_asks_of_the_agency_has_a_way() {
        let id = InnovationId(uuid::Uuid::from_u128(1));
        for stage in Stage::ALL {
            for missing in wanted(*stage) {
                assert!(way(missing, id).1.is_some(), "{missing:?}");
            }
        }
    }
}
