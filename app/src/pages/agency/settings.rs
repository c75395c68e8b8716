//! The settings of an agency: the decree on its team, release by its head, its people.

use klisida_domain::{
    access::AGENCY,
    account::Role,
    agency::{Agency, AgencyCode, contact_fault},
    api::{AgencyPersonList, AgencySettingSet, AgencySettingShow},
    problem::Code,
    time::Instant,
    wire::{AgencyPerson, AgencySettings, Decree},
};
use klisida_views::kit;
use leptos::{prelude::*, task::spawn_local};

use crate::{
    action::{Action, Said},
    clock,
    offline::forms::FormName,
    paths as to,
    session::use_session,
    ui::{
        Check, Differing, ErrorSummary, Faults, Field, Loaded, Page, Press, Select, Side, clash,
        keep, load, load_kept, whole,
    },
    work::{agencies, agency_choices, agency_name, article, day, day_field},
};

/// `/app/instansi`.
pub fn page() -> AnyView {
    let session = use_session();
    let actor = session.person_untracked();
    let clinic = actor
        .as_ref()
        .is_some_and(|it| it.is_any(&[Role::Clinic, Role::Coordinator]));
    let own: Vec<AgencyCode> = actor.map_or_else(Vec::new, |it| {
        it.agencies_as(AGENCY).into_iter().cloned().collect()
    });
    let agencies = agencies();
    let chosen = RwSignal::new(
        own.first()
            .filter(|_| !clinic)
            .map(|it| it.0.clone())
            .unwrap_or_default(),
    );
    let several = (!clinic && own.len() > 1).then(|| {
        let own = own.clone();
        let options = Signal::derive(move || {
            own.iter()
                .map(|it| (it.0.clone(), agency_name(agencies, it)))
                .collect::<Vec<_>>()
        });
        view! { <Select name="agency" label="Instansi" value=chosen faults=Faults::new() options=options/> }
    });
    let picker = clinic.then(|| {
        view! {
            <Select
                name="agency"
                label="Instansi"
                hint="Tim Klinik memilih instansi dulu."
                value=chosen
                faults=Faults::new()
                options=agency_choices(agencies, "Pilih instansi")
            />
        }
    });
    let title = Signal::derive(move || {
        chosen.with(|it| {
            if it.is_empty() {
                "Instansi".to_owned()
            } else {
                agency_name(agencies, &AgencyCode(it.clone()))
            }
        })
    });
    let content = move || {
        let code = chosen.get();
        untrack(|| {
            if !code.is_empty() {
                return one(AgencyCode(code), agencies);
            }
            if clinic {
                return ().into_any();
            }
            kit::empty(
                "Akun Anda belum terhubung dengan instansi",
                "Minta administrator memberi Anda peran di instansi Anda.",
                (),
            )
            .into_any()
        })
    };
    view! {
        <Page
            title=title
            eyebrow="Instansi"
            width="narrow"
            back=(to::HOME.to_owned(), "Beranda".to_owned())
        >
            {picker}
            {several}
            {content}
        </Page>
    }
    .into_any()
}

fn one(agency: AgencyCode, agencies: Loaded<Vec<Agency>>) -> AnyView {
    let ask = || agency.clone();
    let settings: Loaded<AgencySettings> = load_kept(
        ["agency-settings/", &agency.0].concat(),
        AgencySettingShow { agency: ask() },
    );
    let people: Loaded<Vec<AgencyPerson>> = load(whole(AgencyPersonList { agency: ask() }));
    let said = Said::new();
    let invite = super::invite::view(agencies, agency.clone());
    let there = Memo::new(move |_| settings.with(|it| it.is_some()));
    let form = move || {
        there
            .get()
            .then(|| untrack(|| settings.get().map(|it| form(settings, &agency, &it, said))))
    };
    view! {
        {said.view()}
        {settings.view("pengaturan", |it| decree_state(&it))}
        {form}
        <section class="card stack" aria-labelledby="orang">
            <h2 id="orang">"Orang di instansi ini"</h2>
            {people.view("daftar orang", |all| persons(&all))}
        </section>
        {invite}
    }
    .into_any()
}

fn decree_state(settings: &AgencySettings) -> AnyView {
    let now = clock::now();
    let (class, words) = match &settings.decree {
        None => (
            "notice warn",
            "Keputusan tentang tim belum dicatat.".to_owned(),
        ),
        Some(it) if it.until.is_some_and(|until| until < now) => (
            "notice warn",
            ["Keputusan ", &it.number, " sudah tidak berlaku."].concat(),
        ),
        Some(it) => (
            "notice done",
            [
                "Keputusan ",
                &it.number,
                " tanggal ",
                &it.signed_on.wib().date_long(),
                " berlaku.",
            ]
            .concat(),
        ),
    };
    view! {
        <div class=class>
            <p>{words} " " {article(klisida_domain::law::Article::ayat(15, 4))}</p>
        </div>
    }
    .into_any()
}

fn form(
    settings: Loaded<AgencySettings>,
    agency: &AgencyCode,
    known: &AgencySettings,
    said: Said,
) -> AnyView {
    let decree = known.decree.as_ref();
    let number = RwSignal::new(decree.map(|it| it.number.clone()).unwrap_or_default());
    let signed = RwSignal::new(decree.map(|it| day_field(it.signed_on)).unwrap_or_default());
    let until = RwSignal::new(
        decree
            .and_then(|it| it.until)
            .map(day_field)
            .unwrap_or_default(),
    );
    let contact = RwSignal::new(known.contact.clone());
    let head = RwSignal::new(known.head_releases);
    let version = StoredValue::new(known.version);
    let session = use_session();
    let blocked = Signal::derive(move || {
        let may = session.is_any(&[
            Role::AgencyCoordinator,
            Role::AgencyHead,
            Role::Clinic,
            Role::Coordinator,
        ]);
        (!may).then(|| "Diubah oleh koordinator atau kepala instansi, atau Tim Klinik.".to_owned())
    });
    let kept = keep(
        &["instansi/", &agency.0].concat(),
        FormName::new("Pengaturan instansi", "", to::AGENCY.to_owned()),
        vec![number, signed, until, contact],
    );
    let differing = RwSignal::new(Vec::new());
    let agency = StoredValue::new(agency.clone());
    let compare = move || {
        spawn_local(async move {
            if !settings.load().await {
                return;
            }
            let Some(now) = settings.now() else { return };
            version.try_set_value(now.version);
            let theirs = now.decree.as_ref();
            let day = |at: Option<Instant>| at.map(day_field).unwrap_or_default();
            let mut found: Vec<Differing> = [
                (
                    "Nomor keputusan",
                    number,
                    theirs.map(|it| it.number.clone()).unwrap_or_default(),
                ),
                (
                    "Tanggal keputusan",
                    signed,
                    day(theirs.map(|it| it.signed_on)),
                ),
                ("Berlaku sampai", until, day(theirs.and_then(|it| it.until))),
                ("Kontak untuk umum", contact, now.contact.clone()),
            ]
            .into_iter()
            .filter_map(|(label, field, theirs)| {
                Differing::of(label.to_owned(), field, theirs, said_so)
            })
            .collect();
            let (mine, theirs) = (head.get_untracked(), now.head_releases);
            if mine != theirs {
                let words = |on: bool| if on { "ya" } else { "tidak" }.to_owned();
                found.push(Differing {
                    label: "Kepala instansi menyetujui setiap ajuan".to_owned(),
                    mine: words(mine),
                    theirs: words(theirs),
                    take: Callback::new(move |side| {
                        head.set(if side == Side::Mine { mine } else { theirs });
                    }),
                });
            }
            differing.try_set(found);
        });
    };
    let deed = Action::new().says_in(said).on_refusal(move |fault| {
        // What is typed stays, beside what is stored now; the next attempt is meant.
        if fault.is_overtaken() {
            compare();
        }
        Some(fault)
    });
    let faults = deed.faults;
    let send = move || {
        faults.clear();
        let words = number.get_untracked().trim().to_owned();
        let (from, to) = (signed.get_untracked(), until.get_untracked());
        let decree = if words.is_empty() && from.is_empty() && to.is_empty() {
            None
        } else {
            if !(1..=100).contains(&words.chars().count()) {
                faults.add(
                    "decree.number",
                    "Isi nomornya, paling panjang 100 karakter.",
                );
            }
            let end = (!to.is_empty()).then(|| day(&to)).flatten();
            match day(&from) {
                None => {
                    faults.add("decree.signed_on", "Isi tanggal keputusan.");
                    None
                }
                Some(signed_on) if end.is_some_and(|end| end < signed_on) => {
                    faults.add("decree.until", Code::EndBeforeStart.words());
                    None
                }
                Some(signed_on) => Some(Decree {
                    number: words,
                    signed_on,
                    until: end,
                }),
            }
        };
        faults.check("contact", contact_fault(&contact.get_untracked()));
        if faults.show() {
            return;
        }
        let body = AgencySettings {
            contact: contact.get_untracked().trim().to_owned(),
            version: version.get_value(),
            head_releases: head.get_untracked(),
            decree,
        };
        let endpoint = AgencySettingSet {
            agency: agency.get_value(),
        };
        deed.run(
            endpoint,
            body,
            "Pengaturan instansi disimpan.",
            move |saved| {
                version.set_value(saved.version);
                differing.set(Vec::new());
                kept.done();
                settings.reload();
            },
        );
    };
    view! {
        <section class="card stack" aria-labelledby="atur">
            <h2 id="atur">"Keputusan tim dan persetujuan"</h2>
            <form
                class="fields"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    if blocked.with_untracked(Option::is_none) {
                        send();
                    }
                }
            >
                {kept.notice()}
                <ErrorSummary faults=faults/>
                {clash(differing)}
                <Field name="decree.number" label="Nomor keputusan kepala instansi tentang tim" value=number faults=faults/>
                <div class="pair">
                    <Field name="decree.signed_on" label="Tanggal keputusan" kind="date" value=signed faults=faults/>
                    <Field name="decree.until" label="Berlaku sampai" kind="date" hint="Kosongkan bila tanpa batas." value=until faults=faults/>
                </div>
                <Field name="contact" label="Kontak untuk umum" value=contact faults=faults rows=2 hint="Telepon kantor, surel kantor, atau alamat; bukan milik perorangan. Tampil di halaman publik inovasi instansi Anda dan unitnya. Boleh kosong."/>
                <Check
                    label="Kepala instansi menyetujui setiap ajuan"
                    hint="Setelah koordinator meneruskan, ajuan menunggu persetujuan kepala sebelum sampai ke klinik. Biasanya mati."
                    value=head
                />
                <div class="actions">
                    <Press label="Simpan pengaturan" busy=deed.busy blocked=blocked/>
                </div>
            </form>
        </section>
    }
    .into_any()
}

/// A value as it is shown; empty fields say so.
fn said_so(value: &str) -> String {
    if value.is_empty() { "kosong" } else { value }.to_owned()
}

fn persons(all: &[AgencyPerson]) -> AnyView {
    if all.is_empty() {
        return view! { <p class="soft">"Belum ada akun dari instansi ini."</p> }.into_any();
    }
    let rows = all
        .iter()
        .map(|it| {
            let roles: Vec<_> = it.roles.iter().map(|it| it.label()).collect();
            view! {
                <li>
                    <div>
                        <b>{it.person.name.clone()}</b>
                        <small>{roles.join(", ")}</small>
                    </div>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="rows">{rows}</ul> }.into_any()
}
