//! The log: launch, progress, monitoring, obstacles, displays, input; and changes of the plan.

mod form;
mod list;
mod plan;

use core::str::FromStr;

use klisida_domain::{
    api::Endpoint,
    clinic::{Act, may},
    gate,
    ids::{BadId, InnovationId, LogId, PlanItemId},
    law::Article,
    log::{Ceremony, ItemState, MonitoringWay, Note},
    part::{Content, Part},
    problem::Code,
    record::PlanItem,
    stage::Place,
    time::Instant,
    wire::{LogView, RecordView},
};
use klisida_views::{chip::ArticleChip, kit};
use leptos::prelude::*;

use crate::{
    action::{Action, Said},
    offline::forms::FormName,
    offline::requests::Requests,
    offline::senders::use_requests,
    paths::{self as to, param},
    ui::{Keep, Loaded, Page, keep},
    work::{self, waiting, when_arrived},
};

/// What is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The launch.
    Launch,
    /// Progress of a line of the plan.
    Progress,
    /// Monitoring.
    Monitoring,
    /// An obstacle.
    Obstacle,
    /// A display.
    Display,
    /// Input received.
    Input,
    /// There was no input.
    NoInput,
    /// A new version of the plan.
    Plan,
}

impl Kind {
    const ALL: [Self; 8] = [
        Self::Launch,
        Self::Progress,
        Self::Monitoring,
        Self::Obstacle,
        Self::Plan,
        Self::Display,
        Self::Input,
        Self::NoInput,
    ];

    /// Name in addresses.
    const fn code(self) -> &'static str {
        match self {
            Self::Launch => "peluncuran",
            Self::Progress => "kemajuan",
            Self::Monitoring => "pemantauan",
            Self::Obstacle => "kendala",
            Self::Display => "promosi",
            Self::Input => "masukan",
            Self::NoInput => "tanpa-masukan",
            Self::Plan => "rencana",
        }
    }

    /// The title of its form.
    const fn title(self) -> &'static str {
        match self {
            Self::Launch => "Catat peluncuran",
            Self::Progress => "Catat kemajuan",
            Self::Monitoring => "Catat pemantauan",
            Self::Obstacle => "Catat kendala",
            Self::Display => "Catat promosi",
            Self::Input => "Catat masukan",
            Self::NoInput => "Catat tidak ada masukan",
            Self::Plan => "Ubah rencana aksi",
        }
    }

    const fn lead(self) -> &'static str {
        match self {
            Self::Launch => "Kapan dan di mana inovasi mulai dipakai.",
            Self::Progress => "Sampai mana satu butir rencana.",
            Self::Monitoring => "Yang terlihat di lapangan, langsung atau daring.",
            Self::Obstacle => "Yang menghambat, siapa yang mengatasi, dan sampai kapan.",
            Self::Display => "Pameran, gelar wicara, seminar, atau gabungannya.",
            Self::Input => "Apa kata pengunjung atau pengguna.",
            Self::NoInput => "Sudah diminta, dan tidak ada.",
            Self::Plan => "Versi sebelumnya tetap tersimpan bersama alasannya.",
        }
    }

    /// An empty entry, to ask the domain about its kind; none for the plan.
    fn blank(self) -> Option<Note> {
        let empty = String::new;
        Some(match self {
            Self::Launch => Note::Launch {
                place: empty(),
                ceremony: Ceremony::Formal,
                text: empty(),
            },
            Self::Progress => Note::Progress {
                item: PlanItemId(uuid::Uuid::nil()),
                state: ItemState::Running,
                text: empty(),
            },
            Self::Monitoring => Note::Monitoring {
                way: MonitoringWay::Observation,
                text: empty(),
            },
            Self::Obstacle => Note::Obstacle {
                text: empty(),
                owner: empty(),
                due: Instant(0),
            },
            Self::Display => Note::Display {
                ways: Vec::new(),
                place: empty(),
                text: empty(),
            },
            Self::Input => Note::Input {
                from: empty(),
                text: empty(),
            },
            Self::NoInput => Note::NoInput { text: empty() },
            Self::Plan => return None,
        })
    }

    /// The kind of an entry; none for those that the clinic writes at its desk.
    fn of(note: &Note) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|it| it.blank().is_some_and(|blank| blank.code() == note.code()))
    }

    /// The article it serves.
    fn article(self) -> Article {
        self.blank()
            .map_or(Article::ayat(12, 1), |note| note.article())
    }
}

impl FromStr for Kind {
    type Err = BadId;

    fn from_str(code: &str) -> Result<Self, BadId> {
        Self::ALL
            .into_iter()
            .find(|it| it.code() == code)
            .ok_or(BadId)
    }
}

/// A record whose log is on the screen. A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Room {
    id: InnovationId,
    loaded: Loaded<RecordView>,
    requests: Requests,
    said: Said,
    texts: StoredValue<Texts>,
}

/// What is typed about open entries: it belongs to the page, because a newer answer makes their list anew.
struct Texts {
    page: Owner,
    typed: Vec<(LogId, RwSignal<String>, Keep)>,
}

impl Room {
    /// Something that is written down.
    fn action(self) -> Action {
        Action::new().says_in(self.said)
    }

    /// Hands something over to the outbox, and loads the newest state.
    fn send<E>(
        self,
        action: Action,
        what: &str,
        endpoint: E,
        body: E::Body,
        done: impl FnOnce() + 'static,
    ) where
        E: Endpoint + 'static,
    {
        work::send(action, self.id, self.loaded, what, endpoint, body, done);
    }

    /// A form of this page, as the outbox names it.
    fn form(self, what: &str) -> FormName {
        let name = self
            .loaded
            .get_untracked()
            .map_or_else(String::new, |it| it.line.name.clone());
        FormName::new(what, &name, to::innovation_part(self.id, "catatan"))
    }

    /// What is typed about an entry, kept on this device until it was sent.
    fn text_of(self, entry: LogId) -> (RwSignal<String>, Keep) {
        let known = self.texts.with_value(|texts| {
            let mut typed = texts.typed.iter();
            typed
                .find(|(id, ..)| *id == entry)
                .map(|(_, text, kept)| (*text, *kept))
        });
        known.unwrap_or_else(|| {
            let page = self.texts.with_value(|texts| texts.page.clone());
            let (text, kept) = page.with(|| {
                let text = RwSignal::new(String::new());
                let name = ["tindak/", &entry.to_string()].concat();
                (text, keep(&name, self.form("Tindak lanjut"), vec![text]))
            });
            self.texts
                .update_value(|texts| texts.typed.push((entry, text, kept)));
            (text, kept)
        })
    }
}

/// Why a kind cannot be written now, and the way out of it.
pub struct Closed {
    words: String,
    way: Option<(String, &'static str)>,
}

/// The launch waits on this device: what follows it is sent after it.
fn launch_waits(requests: Requests, innovation: InnovationId) -> bool {
    requests.waiting_for(innovation).iter().any(|request| {
        request.endpoint == "LogAdd"
            && request.refusal.is_none()
            && request.body.contains("\"type\":\"launch\"")
    })
}

/// Why this kind is not open now; none when it is. Follows what waits on this device.
fn closed(requests: Requests, record: &RecordView, kind: Kind) -> Option<Closed> {
    let line = &record.line;
    let act = match kind {
        Kind::Plan => Act::Replan,
        _ => Act::Log { clinics: false },
    };
    let plain = |code: Code| {
        Some(Closed {
            words: code.words().to_owned(),
            way: None,
        })
    };
    if let Err(code) = may(line.relation, act, line.course, &record.open) {
        return plain(code);
    }
    let note = kind.blank()?;
    let belongs = note.belongs_to(line.course.place);
    let Some(stage) = line.course.stage() else {
        return match belongs {
            Ok(()) => None,
            Err(_) if line.course.place == Place::Continued => Some(Closed {
                words: "Peluncuran dicatat sekali, pada tahap Hasil dan bukti.".to_owned(),
                way: None,
            }),
            Err(_) => plain(Code::StagesEnded),
        };
    };
    if let Err(code) = belongs {
        let words = match note.stage() {
            Some(own) if own > stage => ["Terbuka mulai tahap ", own.label(), "."].concat(),
            Some(own) => ["Hanya pada tahap ", own.label(), "."].concat(),
            None if stage < klisida_domain::law::Stage::Deliver => {
                "Terbuka mulai tahap Hasil dan bukti.".to_owned()
            }
            None => code.words().to_owned(),
        };
        return Some(Closed { words, way: None });
    }
    if kind == Kind::Progress
        && let Err(missing) = gate::before_progress(&record.facts)
        && !launch_waits(requests, line.id)
    {
        let told = record
            .rows
            .log
            .iter()
            .any(|it| matches!(it.note, Note::Launch { .. }));
        return Some(if told {
            Closed {
                words: "Peluncuran sudah dicatat, tetapi belum ada buktinya (Pasal 13 ayat (2))."
                    .to_owned(),
                way: Some((
                    to::innovation_part(line.id, "bukti"),
                    "Tambah foto peluncuran",
                )),
            }
        } else {
            Closed {
                words: missing.sentence(),
                way: Some((
                    to::innovation_part(line.id, "catatan/peluncuran"),
                    "Catat peluncuran",
                )),
            }
        });
    }
    None
}

/// The lines of the plan in force.
fn plan_of(record: &RecordView) -> Vec<PlanItem> {
    if let Some(version) = record.rows.plans.first() {
        return version.plan.clone();
    }
    record
        .parts
        .iter()
        .find(|it| it.part == Part::Plan)
        .and_then(|it| match &it.content {
            Content::Plan(items) => Some(items.clone()),
            _ => None,
        })
        .unwrap_or_default()
}

/// `/app/inovasi/:innovation/catatan` and `/catatan/:kind`.
pub fn page() -> AnyView {
    let Some(id) = param::<InnovationId>("innovation") else {
        return unknown("Inovasi tidak ditemukan", to::INNOVATIONS.to_owned());
    };
    let named = leptos_router::hooks::use_params_map()
        .with_untracked(|params| params.get("kind").is_some());
    let kind = param::<Kind>("kind");
    if named && kind.is_none() {
        return unknown(
            "Jenis catatan tidak dikenal",
            to::innovation_part(id, "catatan"),
        );
    }
    let loaded = work::record(id);
    let room = Room {
        id,
        loaded,
        requests: use_requests(),
        said: Said::new(),
        texts: StoredValue::new(Texts {
            page: Owner::current().unwrap_or_default(),
            typed: Vec::new(),
        }),
    };
    when_arrived(id, move || loaded.reload());
    let name = Signal::derive(move || {
        loaded.with(|it| it.map(|it| it.line.name.clone()).unwrap_or_default())
    });
    match kind {
        Some(kind) => one(room, name, kind),
        None => all(room, name),
    }
}

fn unknown(words: &'static str, back: String) -> AnyView {
    view! {
        <Page title="Catatan" back=(back, "Kembali".to_owned())>
            {kit::empty(words, Code::BadId.words(), ())}
        </Page>
    }
    .into_any()
}

fn all(room: Room, name: Signal<String>) -> AnyView {
    view! {
        <Page
            title="Catatan"
            eyebrow=name
            lead="Peluncuran, kemajuan, pemantauan, kendala, promosi, dan masukan."
            back=(to::innovation(room.id), "Ruang inovasi".to_owned())
        >
            {room.said.view()}
            {waiting(room.id)}
            {list::waiting_ones(room)}
            {room.loaded.view("catatan", move |record| list::view(room, &record))}
        </Page>
    }
    .into_any()
}

/// The entry that is to be corrected: `?perbaiki=<id>`.
fn wrong(room: Room, kind: Kind) -> Option<LogView> {
    let id: LogId = leptos_router::hooks::use_query_map()
        .with_untracked(|query| query.get("perbaiki"))?
        .parse()
        .ok()?;
    let code = kind.blank()?.code();
    room.loaded
        .get_untracked()?
        .rows
        .log
        .iter()
        .find(|it| it.id == id && it.note.code() == code)
        .cloned()
}

fn one(room: Room, name: Signal<String>, kind: Kind) -> AnyView {
    let there = Memo::new(move |_| room.loaded.with(|it| it.is_some()));
    // Made once: what is typed stays when the record is loaded again.
    let content = move || {
        there.get().then(|| {
            untrack(|| match kind {
                Kind::Plan => plan::view(room),
                _ => form::view(room, kind, wrong(room, kind).as_ref()),
            })
        })
    };
    view! {
        <Page
            title=kind.title()
            eyebrow=name
            lead=kind.lead()
            width="narrow"
            back=(to::innovation_part(room.id, "catatan"), "Semua catatan".to_owned())
        >
            <p><ArticleChip article=kind.article()/></p>
            {room.loaded.view("inovasi", |_| ().into_any())}
            {content}
            {room.said.view()}
            {waiting(room.id)}
            {list::latest(room, kind)}
        </Page>
    }
    .into_any()
}

/// Why the form is closed, with the way out; follows the record.
fn closed_view(room: Room, kind: Kind) -> AnyView {
    (move || {
        let closed = room
            .loaded
            .with(|record| record.and_then(|record| closed(room.requests, record, kind)))?;
        let way = closed
            .way
            .map(|(address, words)| view! { <p><a href=address>{words}</a></p> });
        Some(view! {
            <div class="notice warn">
                <b>"Belum bisa dicatat."</b>
                <p>{closed.words}</p>
                {way}
            </div>
        })
    })
    .into_any()
}

/// The reason on the button; none when the form is open.
fn blocked(room: Room, kind: Kind) -> Signal<Option<String>> {
    Signal::derive(move || {
        room.loaded
            .with(|record| record.and_then(|record| closed(room.requests, record, kind)))
            .map(|it| it.words)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_by_its_address_and_names_its_article() {
        for kind in Kind::ALL {
            assert_eq!(kind.code().parse::<Kind>(), Ok(kind));
        }
        assert_eq!(
            Kind::ALL
                .into_iter()
                .filter_map(|kind| Kind::of(&kind.blank()?))
                .count(),
            Kind::ALL.len() - 1
        );
        assert_eq!(Kind::Launch.article().to_string(), "Pasal 13 ayat (2)");
        assert_eq!(Kind::NoInput.article().to_string(), "Pasal 14 ayat (1)");
        assert_eq!("lain".parse::<Kind>(), Err(BadId));
    }
}
