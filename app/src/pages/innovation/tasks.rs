//! What is to be done in the stage where a record is: parts to fill, and what the gate asks for beside them.

use klisida_domain::{
    clinic::{self, Act},
    gate::{self, Facts, Missing},
    ids::InnovationId,
    law::{Article, Stage},
    part::Part,
    problem::FieldFault,
    record::Filling,
    stage::Hold,
    wire::RecordView,
};
use leptos::prelude::*;

use super::{bits, record::Record};
use crate::paths as to;

/// A line of the task list.
#[derive(Clone, Debug)]
pub struct Task {
    /// What is to be done.
    pub label: String,
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

impl Task {
    /// As a row.
    pub fn view(&self) -> AnyView {
        let name = match &self.href {
            Some(href) => view! { <a href=href.clone()>{self.label.clone()}</a> }.into_any(),
            None => view! { <span>{self.label.clone()}</span> }.into_any(),
        };
        view! {
            <li>
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
        open_items: 1,
        open_obstacles: 1,
        open_inputs: 1,
        ..Facts::default()
    };
    gate::before_submission(stage, &nothing)
        .into_iter()
        .filter(|it| !is_a_part(*it))
        .collect()
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

/// A part as a task.
pub fn part_task(record: Record, view: &RecordView, part: Part) -> Task {
    let filling = record.filling(view, part);
    let asked = view.open_remarks.iter().any(|it| it.part == Some(part));
    let opened = view.line.course.hold == Hold::Revising && view.open.contains(&part);
    let writes = may_write(view, part).is_ok();
    let (word, class) = match filling {
        _ if opened || asked => ("Perlu perbaikan", "tag bad"),
        Filling::Done => ("Selesai", "soft small"),
        Filling::TooLong => (filling.label(), "tag bad"),
        Filling::Begun => (filling.label(), "tag warn"),
        Filling::Empty if part.is_required() => (filling.label(), "tag doing"),
        Filling::Empty => ("Boleh kosong", "soft small"),
    };
    let mut note = bits::effort(part.minutes(), part.article());
    if record.unsent().contains(&part) {
        note.push_str(" · di perangkat ini, belum terkirim");
    }
    Task {
        label: part.label().to_owned(),
        note,
        href: Some(to::fill(record.id, part)),
        word,
        class,
        open: writes
            && (opened
                || asked
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
        note: note.trim_start_matches(" · ").to_owned(),
        open: !met && href.is_some(),
        href,
        word: if met { "Selesai" } else { "Belum" },
        class: if met { "soft small" } else { "tag doing" },
    }
}

/// The team with its decree: warns, never stops.
fn team_task(view: &RecordView, id: InnovationId) -> Task {
    let (word, class) = if view.facts.team_decree {
        ("Selesai", "soft small")
    } else {
        ("Keputusan belum dicatat", "tag warn")
    };
    Task {
        label: "Tim dan keputusan".to_owned(),
        note: [
            &bits::effort(2, Some(Article::pasal(15))),
            " · tidak menghalangi pengajuan",
        ]
        .concat(),
        href: Some(to::innovation_part(id, "tim")),
        word,
        class,
        open: false,
    }
}

fn evidence_task(view: &RecordView, id: InnovationId) -> Task {
    let all = view.evidence.len();
    let stored = view
        .evidence
        .iter()
        .filter(|it| it.stored_at.is_some())
        .count();
    let note = if all == 0 {
        "belum ada · foto, dokumen, atau tautan video".to_owned()
    } else {
        [&stored.to_string(), " dari ", &all.to_string(), " terkirim"].concat()
    };
    let (word, class) = match (all, stored == all) {
        (0, _) => ("Belum ada", "soft small"),
        (_, true) => ("Ada", "soft small"),
        (_, false) => ("Sedang dikirim", "tag warn"),
    };
    Task {
        label: "Bukti dan foto".to_owned(),
        note,
        href: Some(to::innovation_part(id, "bukti")),
        word,
        class,
        open: false,
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
        note: [&theirs.article().to_string(), " · sesudah diajukan"].concat(),
        href: None,
        word: "Menunggu",
        class: "soft small",
        open: false,
    })
}

/// The tasks of a record in its stage.
#[derive(Clone, Debug)]
pub struct Tasks {
    /// To be done or looked at in this stage.
    pub now: Vec<Task>,
    /// Parts of earlier stages that are done.
    pub earlier: Vec<Task>,
}

impl Tasks {
    /// What to do next.
    pub fn next(&self) -> Option<&Task> {
        self.now.iter().find(|it| it.open && it.href.is_some())
    }
}

/// The tasks of a record; follows what is written on this device.
pub fn tasks(record: Record, view: &RecordView, stage: Stage) -> Tasks {
    let id = record.id;
    let missing = gate::before_submission(stage, &view.facts);
    let (mut now, mut earlier) = (Vec::new(), Vec::new());
    let mut open_parts = 0;
    for part in parts_until(stage) {
        let task = part_task(record, view, part);
        if task.class != "soft small" && part.is_required() {
            open_parts += 1;
        }
        if part.stage() == stage || task.open {
            now.push(task);
        } else {
            earlier.push(task);
        }
    }
    // What is opened for repair comes first.
    now.sort_by_key(|it| it.word != "Perlu perbaikan");
    let mut open_gates = 0;
    for it in wanted(stage) {
        let met = !missing.contains(&it);
        open_gates += usize::from(!met);
        now.push(gate_task(it, met, id));
    }
    now.push(team_task(view, id));
    now.push(evidence_task(view, id));
    let blocked = match (open_parts, open_gates) {
        (0, 0) => None,
        (0, gates) => Some([&bits::count(gates, "syarat"), " belum ada"].concat()),
        (parts, 0) => Some([&bits::count(parts, "bagian"), " belum selesai"].concat()),
        (parts, gates) => Some(
            [
                &bits::count(parts, "bagian"),
                " belum selesai, ",
                &bits::count(gates, "syarat"),
                " belum ada",
            ]
            .concat(),
        ),
    };
    now.push(Task {
        label: "Periksa dan ajukan".to_owned(),
        note: match &blocked {
            Some(why) => ["belum bisa: ", why].concat(),
            None => "semua isian, lalu kirim".to_owned(),
        },
        href: Some(to::innovation_part(id, "periksa")),
        word: if blocked.is_some() {
            "Belum bisa"
        } else {
            "Bisa diajukan"
        },
        class: if blocked.is_some() {
            "soft small"
        } else {
            "tag doing"
        },
        open: false,
    });
    now.extend(clinic_task(view, stage, id));
    Tasks { now, earlier }
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
                influence: Degree::Low,
                interest: Degree::Low,
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
