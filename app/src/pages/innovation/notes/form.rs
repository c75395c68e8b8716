//! One form a kind of entry: phone first, kept on this device from the first key, sent as requests of the outbox.

use klisida_domain::{
    api::{LogAdd, LogCorrect},
    ids::LogId,
    log::{Ceremony, DisplayWay, ItemState, MonitoringWay, Note},
    time::{DAY, Instant},
    wire::{LogNew, LogView, RecordView},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Kind, Room, blocked, closed_view, plan_of};
use crate::{
    action::Action,
    clock,
    offline::forms,
    paths as to,
    ui::{Check, Choice, ErrorSummary, Faults, Field, Press},
    work::{day, day_field},
};

const CEREMONIES: [(Ceremony, &str, &str); 2] = [
    (Ceremony::Formal, "formal", "Formal"),
    (Ceremony::Informal, "informal", "Informal"),
];
const WAYS: [&str; 3] = ["observasi", "survei", "daring"];
const STATES: [(ItemState, &str); 3] = [
    (ItemState::Running, "berjalan"),
    (ItemState::Done, "selesai"),
    (ItemState::Dropped, "tidak"),
];

/// What this device keeps of an entry.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    at: String,
    text: String,
    place: String,
    choice: String,
    item: String,
    who: String,
    due: String,
    ways: Vec<bool>,
}

impl Kept {
    /// Nothing worth keeping: times are proposed anew.
    fn is_empty(&self) -> bool {
        [&self.text, &self.place, &self.choice, &self.item, &self.who]
            .iter()
            .all(|it| it.is_empty())
            && !self.ways.contains(&true)
    }
}

/// What is typed. A handle: copy it into closures.
#[derive(Clone, Copy)]
struct Typed {
    kind: Kind,
    room: Room,
    /// The entry that this one corrects.
    corrects: Option<LogId>,
    at: RwSignal<String>,
    text: RwSignal<String>,
    place: RwSignal<String>,
    /// Ceremony, way of monitoring, or state of a line of the plan.
    choice: RwSignal<String>,
    item: RwSignal<String>,
    /// Who removes an obstacle, or from whom an input is.
    who: RwSignal<String>,
    due: RwSignal<String>,
    ways: [RwSignal<bool>; 3],
    action: Action,
    faults: Faults,
}

impl Typed {
    fn new(room: Room, kind: Kind, wrong: Option<&LogView>) -> Self {
        let text = || RwSignal::new(String::new());
        let action = room.action();
        let typed = Self {
            kind,
            room,
            corrects: wrong.map(|it| it.id),
            at: text(),
            text: text(),
            place: text(),
            choice: text(),
            item: text(),
            who: text(),
            due: text(),
            ways: core::array::from_fn(|_| RwSignal::new(false)),
            action,
            faults: action.faults,
        };
        typed.fill(wrong.map_or_else(Self::fresh, kept_of));
        typed.keep();
        typed
    }

    /// Nothing but the time: now, and a week for what must be done.
    fn fresh() -> Kept {
        let now = clock::now();
        Kept {
            at: now.wib().field(),
            due: day_field(now.plus(7 * DAY)),
            ..Kept::default()
        }
    }

    /// Brings back what was typed before, and keeps every change from then on.
    fn keep(self) {
        forms::keep(
            self.key(),
            move || self.room.form(self.kind.title()),
            move || self.kept(),
            move |kept| self.fill(kept),
            Kept::is_empty,
        );
    }

    fn key(self) -> String {
        let entry = self
            .corrects
            .map_or_else(String::new, |it| ["/", &it.to_string()].concat());
        [
            "note/",
            &self.room.id.to_string(),
            "/",
            self.kind.code(),
            &entry,
        ]
        .concat()
    }

    fn kept(self) -> Kept {
        Kept {
            at: self.at.get(),
            text: self.text.get(),
            place: self.place.get(),
            choice: self.choice.get(),
            item: self.item.get(),
            who: self.who.get(),
            due: self.due.get(),
            ways: self.ways.iter().map(|it| it.get()).collect(),
        }
    }

    fn fill(self, kept: Kept) {
        self.at.set(kept.at);
        self.text.set(kept.text);
        self.place.set(kept.place);
        self.choice.set(kept.choice);
        self.item.set(kept.item);
        self.who.set(kept.who);
        self.due.set(kept.due);
        for (n, way) in self.ways.iter().enumerate() {
            way.set(kept.ways.get(n).copied().unwrap_or(false));
        }
    }

    /// Handed over: the form is empty again, and so nothing is kept.
    fn clear(self) {
        self.fill(Self::fresh());
    }

    /// The entry as typed; what cannot even be read is said at its field.
    fn note(self) -> Option<Note> {
        let own = |signal: RwSignal<String>| signal.get_untracked().trim().to_owned();
        let (text, place, choice) = (own(self.text), own(self.place), own(self.choice));
        let picked = |field: &str, words: &str| {
            self.faults.add(field, words);
        };
        Some(match self.kind {
            Kind::Launch => {
                let found = CEREMONIES.iter().find(|it| it.1 == choice);
                let Some((ceremony, ..)) = found else {
                    picked("choice", "Pilih formal atau informal.");
                    return None;
                };
                Note::Launch {
                    place,
                    ceremony: *ceremony,
                    text,
                }
            }
            Kind::Progress => {
                let item = self.item.with_untracked(|it| it.parse().ok());
                let state = STATES.iter().find(|it| it.1 == choice);
                if item.is_none() {
                    picked("item", "Pilih butir rencananya.");
                }
                if state.is_none() {
                    picked("choice", "Pilih sampai mana.");
                }
                Note::Progress {
                    item: item?,
                    state: state?.0,
                    text,
                }
            }
            Kind::Monitoring => {
                let found = WAYS
                    .iter()
                    .zip(MonitoringWay::ALL)
                    .find(|(code, _)| **code == choice);
                let Some((_, way)) = found else {
                    picked("choice", "Pilih cara memantau.");
                    return None;
                };
                Note::Monitoring { way, text }
            }
            Kind::Obstacle => {
                let Some(due) = self.due.with_untracked(|it| day(it)) else {
                    picked("due", "Isi tanggalnya.");
                    return None;
                };
                // The whole of its last day belongs to it.
                Note::Obstacle {
                    text,
                    owner: own(self.who),
                    due: due.plus(DAY - 1),
                }
            }
            Kind::Display => Note::Display {
                ways: DisplayWay::ALL
                    .into_iter()
                    .zip(self.ways)
                    .filter(|(_, on)| on.get_untracked())
                    .map(|(way, _)| way)
                    .collect(),
                place,
                text,
            },
            Kind::Input => Note::Input {
                from: own(self.who),
                text,
            },
            Kind::NoInput => Note::NoInput { text },
            Kind::Plan => return None,
        })
    }

    fn send(self) {
        self.faults.clear();
        let at = self.at.with_untracked(|it| Instant::from_wib_field(it));
        if at.is_none() {
            self.faults.add("at", "Isi tanggal dan jam.");
        }
        let note = self.note();
        let (Some(at), Some(note)) = (at, note) else {
            self.faults.show();
            return;
        };
        if self.faults.take(&note.faults(at, clock::now())) {
            return;
        }
        let what = ["Catatan: ", note.label()].concat();
        let body = LogNew {
            id: LogId(self.action.id()),
            at,
            note,
        };
        let innovation = self.room.id;
        let (forms, place) = (forms::use_forms(), self.key());
        let place = forms.know(&place);
        let done = move || {
            // Also when its page was left meanwhile.
            forms.clear_known(place);
            self.clear();
        };
        match self.corrects {
            None => {
                let endpoint = LogAdd { innovation };
                self.room.send(self.action, &what, endpoint, body, done);
            }
            Some(entry) => {
                let endpoint = LogCorrect { innovation, entry };
                let what = ["Perbaikan catatan: ", body.note.label()].concat();
                self.room.send(self.action, &what, endpoint, body, done);
            }
        }
    }
}

/// An entry as its form shows it.
fn kept_of(it: &LogView) -> Kept {
    let mut kept = Kept {
        at: it.at.wib().field(),
        text: it.note.text().to_owned(),
        ..Kept::default()
    };
    match &it.note {
        Note::Launch {
            place, ceremony, ..
        } => {
            kept.place.clone_from(place);
            let known = CEREMONIES.iter().find(|it| it.0 == *ceremony);
            known.map_or("", |it| it.1).clone_into(&mut kept.choice);
        }
        Note::Progress { item, state, .. } => {
            kept.item = item.to_string();
            let known = STATES.iter().find(|it| it.0 == *state);
            known.map_or("", |it| it.1).clone_into(&mut kept.choice);
        }
        Note::Monitoring { way, .. } => {
            let known = MonitoringWay::ALL.iter().position(|it| it == way);
            let code = known.and_then(|n| WAYS.get(n)).copied();
            code.unwrap_or_default().clone_into(&mut kept.choice);
        }
        Note::Obstacle { owner, due, .. } => {
            kept.who.clone_from(owner);
            kept.due = day_field(*due);
        }
        Note::Display { ways, place, .. } => {
            kept.place.clone_from(place);
            kept.ways = DisplayWay::ALL.iter().map(|it| ways.contains(it)).collect();
        }
        Note::Input { from, .. } => kept.who.clone_from(from),
        Note::NoInput { .. } | Note::Consultation { .. } | Note::Appointment { .. } => {}
    }
    kept
}

/// How far each line of the plan is, by the newest entry about it.
fn items(record: &RecordView) -> Vec<(String, String, String)> {
    plan_of(record)
        .into_iter()
        .map(|item| {
            let state = record
                .states
                .iter()
                .find(|it| it.item == item.id)
                .and_then(|it| it.state.map(ItemState::label))
                .unwrap_or("Belum dicatat");
            let until = item
                .to
                .map(|it| [" · sampai ", &it.wib().date_short()].concat())
                .unwrap_or_default();
            (
                item.id.to_string(),
                item.activity,
                [state, " · ", &item.output, &until].concat(),
            )
        })
        .collect()
}

/// The fields that only this kind has.
fn own_fields(typed: &Typed) -> AnyView {
    let typed = *typed;
    let faults = typed.faults;
    match typed.kind {
        Kind::Launch => {
            let options = CEREMONIES
                .iter()
                .map(|(_, code, words)| ((*code).to_owned(), (*words).to_owned(), String::new()))
                .collect();
            view! {
                <Field name="place" label="Tempat" value=typed.place faults=faults/>
                <Choice name="choice" legend="Bentuk peluncuran" value=typed.choice faults=faults options=options/>
            }
            .into_any()
        }
        Kind::Progress => {
            let list = move || {
                let options = typed.room.loaded.with(|it| it.map(items).unwrap_or_default());
                if options.is_empty() {
                    return view! { <p class="soft">"Rencana aksi belum ada butirnya."</p> }
                        .into_any();
                }
                view! { <Choice name="item" legend="Butir rencana" value=typed.item faults=faults options=options/> }.into_any()
            };
            let states = STATES
                .iter()
                .map(|(state, code)| {
                    ((*code).to_owned(), state.label().to_owned(), String::new())
                })
                .collect();
            view! {
                {list}
                <Choice name="choice" legend="Sampai mana" value=typed.choice faults=faults options=states/>
            }
            .into_any()
        }
        Kind::Monitoring => {
            let options = WAYS
                .into_iter()
                .zip(MonitoringWay::ALL)
                .map(|(code, way)| (code.to_owned(), way.label().to_owned(), String::new()))
                .collect();
            view! { <Choice name="choice" legend="Cara memantau" value=typed.choice faults=faults options=options/> }.into_any()
        }
        Kind::Obstacle => view! {
            <Field name="owner" label="Siapa yang mengatasi" value=typed.who faults=faults/>
            <Field name="due" label="Paling lambat" kind="date" value=typed.due faults=faults/>
        }
        .into_any(),
        Kind::Display => {
            let checks = DisplayWay::ALL
                .into_iter()
                .zip(typed.ways)
                .map(|(way, on)| view! { <Check label=way.label() value=on/> })
                .collect_view();
            let error = move || {
                faults
                    .of("ways")
                    .map(|_| view! { <p class="error">"Pilih sedikitnya satu bentuk."</p> })
            };
            faults.name("ways", "Bentuk promosi");
            view! {
                <fieldset class="field" id="f-ways" tabindex="-1">
                    <legend>"Bentuk promosi"</legend>
                    <p class="hint">"Dua atau lebih menjadi gabungan."</p>
                    {checks}
                    {error}
                </fieldset>
                <Field name="place" label="Tempat" value=typed.place faults=faults/>
            }
            .into_any()
        }
        Kind::Input => {
            view! { <Field name="from" label="Dari siapa" hint="Peran atau kelompok, misalnya pengunjung pameran." value=typed.who faults=faults/> }.into_any()
        }
        Kind::NoInput | Kind::Plan => ().into_any(),
    }
}

const fn text_label(kind: Kind) -> &'static str {
    match kind {
        Kind::Launch => "Apa yang terjadi",
        Kind::Progress => "Apa yang dikerjakan, atau mengapa menyimpang",
        Kind::Monitoring => "Apa yang terlihat",
        Kind::Obstacle => "Apa yang menghambat",
        Kind::Display => "Apa yang ditampilkan",
        Kind::Input => "Apa masukannya",
        Kind::NoInput => "Di mana dan kapan masukan diminta",
        Kind::Plan => "",
    }
}

/// The form of a kind.
pub fn view(room: Room, kind: Kind, wrong: Option<&LogView>) -> AnyView {
    let typed = Typed::new(room, kind, wrong);
    let faults = typed.faults;
    // What is corrected was written when its kind was open.
    let corrects = wrong.is_some();
    let blocked = if corrects {
        Signal::stored(None)
    } else {
        blocked(room, kind)
    };
    let about = corrects.then(|| {
        view! {
            <div class="notice">
                <b>"Memperbaiki catatan"</b>
                <p>"Catatan yang lama tetap tersimpan, ditandai sudah diperbaiki."</p>
            </div>
        }
    });
    let proof = matches!(kind, Kind::Launch | Kind::Monitoring).then(|| {
        let words = if kind == Kind::Launch {
            "Peluncuran perlu bukti (Pasal 13 ayat (2)). Tambahkan fotonya setelah mengirim catatan ini."
        } else {
            "Foto dari lapangan menguatkan catatan ini."
        };
        view! {
            <p class="soft">
                {words} " "
                <a href=to::innovation_part(room.id, "bukti")>"Ke bukti dan foto"</a>
            </p>
        }
    });
    view! {
        {about}
        {(!corrects).then(|| closed_view(room, kind))}
        <form
            class="fields"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                if blocked.with_untracked(Option::is_none) {
                    typed.send();
                }
            }
        >
            <ErrorSummary faults=faults/>
            <Field name="at" label="Kapan (WIB)" kind="datetime-local" value=typed.at faults=faults/>
            {own_fields(&typed)}
            <Field name="text" label=text_label(kind) hint="3 sampai 1.000 karakter." rows=4 value=typed.text faults=faults/>
            {proof}
            <div class="actions">
                <Press label="Simpan catatan" busy=typed.action.busy blocked=blocked/>
            </div>
            <p class="soft small">"Yang Anda ketik disimpan di perangkat ini. Tanpa sinyal, catatan dikirim sendiri kemudian."</p>
        </form>
    }
    .into_any()
}
