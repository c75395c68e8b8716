//! The next appointment, and what was talked about (Article 1(16)).

use klisida_domain::{
    api::LogAdd,
    calendar::{Appointment, ics},
    clinic::{Act, may},
    ids::LogId,
    log::{Note, Service},
    time::{DAY, Instant},
    wire::LogNew,
};
use leptos::prelude::*;

use super::Desk;
use crate::{
    action::Action,
    browser, clock, ids,
    ui::{ErrorSummary, Field, Keep, Press, Select, WhatsApp, keep},
};

fn blocked(desk: Desk) -> Signal<Option<String>> {
    let act = Act::Log { clinics: true };
    Signal::derive(move || {
        desk.of(|it| {
            may(it.line.relation, act, it.line.course, &it.open)
                .err()
                .map(|code| code.words().to_owned())
        })
    })
}

fn kept(desk: Desk, form: &str, fields: Vec<RwSignal<String>>) -> Keep {
    keep(
        &[form, "/", &desk.id.to_string()].concat(),
        desk.form_of("Pertemuan"),
        fields,
    )
}

/// A form for an entry of the log. A handle: copy it into closures.
#[derive(Clone, Copy)]
struct Entry {
    desk: Desk,
    action: Action,
    /// Stands before the names of the form's fields.
    prefix: &'static str,
}

impl Entry {
    fn new(desk: Desk, prefix: &'static str) -> Self {
        Self {
            desk,
            action: desk.action(),
            prefix,
        }
    }

    /// Hands an entry over; `done` hears when it arrived or waits.
    fn write(self, at: &str, note: Note, done: impl FnOnce() + 'static) {
        let Self { desk, action, .. } = self;
        let faults = action.faults;
        faults.clear();
        let Some(at) = Instant::from_wib_field(at) else {
            faults.add(&[self.prefix, "at"].concat(), "Isi tanggal dan jam.");
            faults.show();
            return;
        };
        for fault in note.new_faults(at, clock::now()) {
            faults.add(&[self.prefix, &fault.field].concat(), fault.code.words());
        }
        if faults.show() {
            return;
        }
        let (innovation, what) = (desk.id, note.label());
        let body = LogNew {
            id: LogId(action.id()),
            at,
            note,
        };
        desk.send(action, what, LogAdd { innovation }, body, done);
    }
}

/// The next appointment, as a calendar file and as words for a chat.
pub fn appointment(desk: Desk) -> AnyView {
    let entry = Entry::new(desk, "");
    let (busy, faults) = (entry.action.busy, entry.action.faults);
    let at = RwSignal::new(clock::now().plus(7 * DAY).wib().field());
    let (place, text) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let kept = kept(desk, "janji", vec![at, place, text]);
    let blocked = blocked(desk);
    let when = move || at.with(|at| Instant::from_wib_field(at));
    let words = Signal::derive(move || {
        let name = desk.of(|it| it.line.name.clone());
        let when = when().map(|at| at.wib().full()).unwrap_or_default();
        [
            "Janji temu Klinik Inovasi untuk ",
            &name,
            ": ",
            &when,
            ", ",
            &place.get(),
            ". ",
            &text.get(),
        ]
        .concat()
    });
    let file = Callback::new(move |()| {
        let Some(at) = untrack(when) else { return };
        let name = untrack(|| desk.of(|it| it.line.name.clone()));
        let calendar = ics(&Appointment {
            uid: &ids::new().to_string(),
            title: &["Konsultasi: ", &name].concat(),
            place: &place.get_untracked(),
            text: &text.get_untracked(),
            at,
            made_at: clock::now(),
        });
        let _ = browser::download("janji-temu.ics", "text/calendar", &calendar);
    });
    view! {
        <form
            class="fields"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                if blocked.with_untracked(Option::is_none) {
                    let note = Note::Appointment {
                        place: place.get_untracked().trim().to_owned(),
                        text: text.get_untracked().trim().to_owned(),
                    };
                    entry.write(&at.get_untracked(), note, move || kept.done());
                }
            }
        >
            {kept.notice()}
            <ErrorSummary faults=faults/>
            <Field name="at" label="Kapan (WIB)" kind="datetime-local" value=at faults=faults/>
            <Field name="place" label="Tempat atau tautan" value=place faults=faults/>
            <Field name="text" label="Untuk membahas" rows=2 value=text faults=faults/>
            <div class="actions">
                <Press label="Simpan janji temu" class="btn plain" busy=busy blocked=blocked/>
                <Press label="Unduh untuk kalender" class="btn plain" on=file/>
                <WhatsApp text=words/>
            </div>
        </form>
    }
    .into_any()
}

/// What was talked about.
pub fn consultation(desk: Desk) -> AnyView {
    let entry = Entry::new(desk, "talk.");
    let (busy, faults) = (entry.action.busy, entry.action.faults);
    let at = RwSignal::new(clock::now().wib().field());
    let service = RwSignal::new("0".to_owned());
    let text = RwSignal::new(String::new());
    let kept = kept(desk, "konsultasi", vec![at, service, text]);
    let blocked = blocked(desk);
    let options: Vec<_> = Service::ALL
        .into_iter()
        .enumerate()
        .map(|(n, it)| (n.to_string(), it.label().to_owned()))
        .collect();
    // The fields of the other form on this page have these names, too: the ids of these differ.
    view! {
        <form
            class="fields"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                if blocked.with_untracked(Option::is_none) {
                    let chosen = service.with_untracked(|it| it.parse::<usize>().unwrap_or(0));
                    let note = Note::Consultation {
                        service: Service::ALL.get(chosen).copied().unwrap_or(Service::Coaching),
                        text: text.get_untracked().trim().to_owned(),
                    };
                    let done = move || {
                        text.set(String::new());
                        kept.done();
                    };
                    entry.write(&at.get_untracked(), note, done);
                }
            }
        >
            {kept.notice()}
            <ErrorSummary faults=faults/>
            <Field name="talk.at" label="Kapan (WIB)" kind="datetime-local" value=at faults=faults/>
            <Select name="talk.service" label="Layanan" value=service faults=faults options=Signal::stored(options)/>
            <Field name="talk.text" label="Apa yang dibahas" hint="Dibaca juga oleh instansi." rows=4 value=text faults=faults/>
            <div class="actions">
                <Press label="Simpan catatan" class="btn plain" busy=busy blocked=blocked/>
            </div>
        </form>
    }
    .into_any()
}
