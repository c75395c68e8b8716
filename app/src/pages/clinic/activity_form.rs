//! The form of an activity: planned anew, or changed.

use klisida_domain::{
    activity::{Activity, ActivityKind, Host},
    agency::AgencyCode,
    api::HostList,
    time::{HOUR, Instant},
};
use leptos::prelude::*;

use crate::{
    clock,
    offline::forms::FormName,
    paths as to,
    ui::{Busy, ErrorSummary, Faults, Field, Keep, Loaded, Press, Select, keep, load_kept},
};

/// "Rabu, 7 Oktober 2026 pukul 09.00 WIB · Mentok".
pub fn when_and_where(it: &Activity) -> String {
    [&it.starts_at.wib().full(), " · ", &it.place].concat()
}

/// What is typed.
#[derive(Clone, Copy)]
pub struct Form {
    kind: RwSignal<String>,
    title: RwSignal<String>,
    starts: RwSignal<String>,
    ends: RwSignal<String>,
    place: RwSignal<String>,
    host: RwSignal<String>,
    text: RwSignal<String>,
    /// What is wrong with it.
    pub faults: Faults,
}

impl Form {
    /// Empty: tomorrow at this hour, for two hours.
    pub fn new(now: Instant) -> Self {
        let starts = now.plus(24 * HOUR);
        Self {
            kind: RwSignal::new(ActivityKind::Socialisation.code().to_owned()),
            title: RwSignal::new(String::new()),
            starts: RwSignal::new(starts.wib().field()),
            ends: RwSignal::new(starts.plus(2 * HOUR).wib().field()),
            place: RwSignal::new(String::new()),
            host: RwSignal::new(String::new()),
            text: RwSignal::new(String::new()),
            faults: Faults::new(),
        }
    }

    /// Filled with an activity.
    pub fn of(it: &Activity) -> Self {
        let form = Self::new(clock::now());
        form.kind.set(it.kind.code().to_owned());
        form.title.set(it.title.clone());
        form.starts.set(it.starts_at.wib().field());
        form.ends.set(it.ends_at.wib().field());
        form.place.set(it.place.clone());
        form.host
            .set(it.host.as_ref().map(|it| it.0.clone()).unwrap_or_default());
        form.text.set(it.text.clone());
        form
    }

    /// What is typed is kept on this device, under this name, until it was sent.
    pub fn keep(self, name: &str) -> Keep {
        keep(
            &["kegiatan/", name].concat(),
            FormName::new(
                "Kegiatan",
                &self.title.get_untracked(),
                to::CLINIC_ACTIVITIES.to_owned(),
            ),
            vec![
                self.kind,
                self.title,
                self.starts,
                self.ends,
                self.place,
                self.host,
                self.text,
            ],
        )
    }

    /// The activity; none when something is wrong (the form shows it).
    pub fn read(self) -> Option<Activity> {
        self.faults.clear();
        let kind = ActivityKind::from_code(&self.kind.get_untracked())?;
        let host = self.host.get_untracked();
        let time = |field: &str, text: String| {
            let at = Instant::from_wib_field(&text);
            if at.is_none() {
                self.faults.add(field, "Isi tanggal dan jam.");
            }
            at
        };
        let starts_at = time("activity.starts_at", self.starts.get_untracked());
        let ends_at = time("activity.ends_at", self.ends.get_untracked());
        if self.faults.show() {
            return None;
        }
        let activity = Activity {
            kind,
            title: self.title.get_untracked().trim().to_owned(),
            starts_at: starts_at?,
            ends_at: ends_at?,
            place: self.place.get_untracked().trim().to_owned(),
            host: (kind == ActivityKind::Visit && !host.is_empty()).then_some(AgencyCode(host)),
            text: self.text.get_untracked().trim().to_owned(),
        };
        (!self.faults.take(&activity.faults())).then_some(activity)
    }

    /// The fields with their button.
    pub fn view(
        self,
        kept: Keep,
        action: &'static str,
        busy: Busy,
        send: impl Fn(Activity) + 'static,
    ) -> AnyView {
        let faults = self.faults;
        let kinds: Vec<_> = ActivityKind::ALL
            .iter()
            .map(|it| {
                let words = [it.label(), " (", &it.article().to_string(), ")"].concat();
                (it.code().to_owned(), words)
            })
            .collect();
        let hosts: Loaded<Vec<Host>> = load_kept("hosts", HostList {});
        let planned = self.host.get_untracked();
        let choices = Signal::derive(move || {
            let mut out = vec![(String::new(), "Pilih instansi".to_owned())];
            hosts.with(|hosts| {
                let known = hosts.into_iter().flatten();
                out.extend(known.map(|it| {
                    let words = [&it.name, ": ", &it.innovation].concat();
                    (it.code.0.clone(), words)
                }));
            });
            // What was planned once stays as it was.
            if !out.iter().any(|(code, _)| *code == planned) {
                out.push((planned.clone(), planned.clone()));
            }
            out
        });
        let none = move || hosts.with(|hosts| hosts.is_some_and(Vec::is_empty));
        let visit = move || self.kind.with(|it| it == ActivityKind::Visit.code());
        let host = move || {
            visit().then(|| {
                view! {
                    <Select
                        name="activity.host"
                        label="Instansi yang dikunjungi"
                        hint="Yang inovasinya sudah terbukti: berstatus inovasi daerah, atau melalui kelima tahap (Pasal 10 ayat (2) huruf c)."
                        value=self.host
                        faults=faults
                        options=choices
                    />
                    {move || none().then(|| view! { <p class="soft small">"Belum ada instansi dengan inovasi terbukti. Kunjungan lain dicatat sebagai kegiatan lain."</p> })}
                }
            })
        };
        view! {
            <form
                class="fields"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    if let Some(activity) = self.read() {
                        send(activity);
                    }
                }
            >
                {kept.notice()}
                <ErrorSummary faults=faults/>
                <Select name="activity.kind" label="Jenis kegiatan" value=self.kind faults=faults options=Signal::stored(kinds)/>
                <Field name="activity.title" label="Judul" hint="5 sampai 150 karakter." value=self.title faults=faults/>
                <div class="pair">
                    <Field name="activity.starts_at" label="Mulai (WIB)" kind="datetime-local" value=self.starts faults=faults/>
                    <Field name="activity.ends_at" label="Selesai (WIB)" kind="datetime-local" value=self.ends faults=faults/>
                </div>
                <Field name="activity.place" label="Tempat" value=self.place faults=faults/>
                {host}
                <Field name="activity.text" label="Tentang apa" hint="Boleh kosong." rows=3 value=self.text faults=faults/>
                <div class="actions">
                    <Press label=action busy=busy/>
                </div>
            </form>
        }
        .into_any()
    }
}
