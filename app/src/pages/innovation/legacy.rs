//! Innovations from before 2 August 2024: one form, completeness alone (Article 17).

use klisida_domain::{
    access::STARTERS,
    agency::AgencyCode,
    api::{LegacyAdd, LegacyPut},
    ids::InnovationId,
    innovation::Years,
    law::Kind,
    legacy::{self, FirstUse},
    part::{Content, Part},
    problem::Code,
    record::Section,
    wire::{LegacyNew, LegacySet, RecordView, Saved, Title},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};
use serde::{Deserialize, Serialize};

use super::{
    create,
    record::{self, Record},
};
use crate::{
    action::{Action, about},
    ids,
    offline::forms::{FormName, keep, use_forms},
    paths as to,
    session::use_session,
    ui::{Choice, ErrorSummary, Faults, Field, Page, Press, Select},
    work,
};

/// The parts that the form fills.
const PARTS: [Part; 3] = [
    Part::Identity,
    Part::Text(Section::Summary),
    Part::Text(Section::Benefit),
];

/// What was typed, as it is kept on this device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Typed {
    id: InnovationId,
    name: String,
    agency: String,
    kind: String,
    year: String,
    month: String,
    day: String,
    summary: String,
    benefit: String,
}

/// What is kept: what was typed, and what the form was filled from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    was: Typed,
    typed: Typed,
}

impl Typed {
    /// An empty one, or what the catalogue knows of it.
    fn new(title: Option<Title>) -> Self {
        let Some(title) = title else {
            return Self::empty(InnovationId(ids::new()));
        };
        let year = title.years.from.map(|it| it.to_string());
        Self {
            name: title.name,
            year: year.unwrap_or_default(),
            ..Self::empty(title.id)
        }
    }

    const fn empty(id: InnovationId) -> Self {
        Self {
            id,
            name: String::new(),
            agency: String::new(),
            kind: String::new(),
            year: String::new(),
            month: String::new(),
            day: String::new(),
            summary: String::new(),
            benefit: String::new(),
        }
    }

    /// What was registered.
    fn of(view: &RecordView) -> Self {
        let content = |part| record::stored(view, part).map(|it| it.content.clone());
        let text = |section| match content(Part::Text(section)) {
            Some(Content::Text(text)) => text,
            _ => String::new(),
        };
        let (name, kind) = match content(Part::Identity) {
            Some(Content::Identity(it)) => (it.name, it.kind),
            _ => (view.line.name.clone(), None),
        };
        let number = |it: Option<u8>| it.map(|it| it.to_string()).unwrap_or_default();
        let first = view.first_used;
        Self {
            id: view.line.id,
            name,
            agency: view.line.agency.0.clone(),
            kind: kind.map_or("", Kind::code).to_owned(),
            year: first.map(|it| it.year.to_string()).unwrap_or_default(),
            month: number(first.and_then(|it| it.month)),
            day: number(first.and_then(|it| it.day)),
            summary: text(Section::Summary),
            benefit: text(Section::Benefit),
        }
    }

    fn first_used(&self) -> FirstUse {
        FirstUse::typed(&self.year, &self.month, &self.day)
    }

    fn body(&self, version: u32, texts: u32) -> LegacySet {
        LegacySet {
            version,
            texts,
            name: self.name.trim().to_owned(),
            kind: Kind::from_code(&self.kind),
            first_used: self.first_used(),
            summary: self.summary.trim().to_owned(),
            benefit: self.benefit.trim().to_owned(),
        }
    }
}

/// The form. A handle: copy it into closures.
#[derive(Clone, Copy)]
struct Form {
    id: RwSignal<InnovationId>,
    name: RwSignal<String>,
    agency: RwSignal<String>,
    kind: RwSignal<String>,
    year: RwSignal<String>,
    month: RwSignal<String>,
    day: RwSignal<String>,
    summary: RwSignal<String>,
    benefit: RwSignal<String>,
}

impl Form {
    /// Takes over what changed elsewhere since `was` where nothing was typed; answers what was changed on both sides, as it is there.
    fn meet(self, was: &Typed, theirs: &Typed) -> Vec<String> {
        let kind = |code: &str| Kind::from_code(code).map_or("", Kind::label).to_owned();
        let fields = [
            ("Nama inovasi", self.name, &was.name, &theirs.name),
            ("Jenis", self.kind, &was.kind, &theirs.kind),
            ("Tahun", self.year, &was.year, &theirs.year),
            ("Bulan", self.month, &was.month, &theirs.month),
            ("Tanggal", self.day, &was.day, &theirs.day),
            ("Ringkasan", self.summary, &was.summary, &theirs.summary),
            (
                "Apa yang berubah karenanya",
                self.benefit,
                &was.benefit,
                &theirs.benefit,
            ),
        ];
        let mut both = Vec::new();
        for (label, mine, was, theirs) in fields {
            if mine.with_untracked(|mine| mine == was) {
                if was != theirs {
                    mine.set(theirs.clone());
                }
            } else if theirs != was && mine.with_untracked(|mine| mine != theirs) {
                let said = if label == "Jenis" {
                    kind(theirs)
                } else {
                    theirs.clone()
                };
                both.push([label, ": ", &said].concat());
            }
        }
        both
    }

    fn new(it: Typed) -> Self {
        Self {
            id: RwSignal::new(it.id),
            name: RwSignal::new(it.name),
            agency: RwSignal::new(it.agency),
            kind: RwSignal::new(it.kind),
            year: RwSignal::new(it.year),
            month: RwSignal::new(it.month),
            day: RwSignal::new(it.day),
            summary: RwSignal::new(it.summary),
            benefit: RwSignal::new(it.benefit),
        }
    }

    fn now(self) -> Typed {
        Typed {
            id: self.id.get(),
            name: self.name.get(),
            agency: self.agency.get(),
            kind: self.kind.get(),
            year: self.year.get(),
            month: self.month.get(),
            day: self.day.get(),
            summary: self.summary.get(),
            benefit: self.benefit.get(),
        }
    }

    fn fill(self, it: Typed) {
        self.id.set(it.id);
        self.name.set(it.name);
        self.agency.set(it.agency);
        self.kind.set(it.kind);
        self.year.set(it.year);
        self.month.set(it.month);
        self.day.set(it.day);
        self.summary.set(it.summary);
        self.benefit.set(it.benefit);
    }
}

/// `/app/inovasi/terdahulu`: registered anew, from the catalogue (`katalog`, `nama`, `tahun`), or corrected (`ubah`).
pub fn page() -> AnyView {
    let query = use_query_map();
    let id = |name: &str| -> Option<InnovationId> {
        query.with_untracked(|query| query.get(name)?.parse().ok())
    };
    let (title, back, body) = if let Some(id) = id("ubah") {
        let record = Record::open(id);
        let body = view! {
            {record.surround()}
            {record.once(move |view| form(Some((record, versions(view))), Typed::of(view)))}
        };
        let back = (to::innovation(id), "Ruang inovasi".to_owned());
        ("Perbaiki data inovasi", back, body.into_any())
    } else {
        let title = id("katalog").map(|id| {
            let text = |name: &str| query.with_untracked(|query| query.get(name));
            let year = text("tahun").and_then(|it| it.parse().ok());
            Title {
                id,
                slug: Some(String::new()),
                name: text("nama").unwrap_or_default(),
                agency: String::new(),
                years: Years {
                    from: year,
                    to: year,
                },
            }
        });
        let back = (to::INNOVATIONS.to_owned(), "Daftar inovasi".to_owned());
        let known = title.is_some();
        let body = form(None, Typed::new(title));
        let title = if known {
            "Data inovasi dari katalog"
        } else {
            "Data inovasi sebelum 2 Agustus 2024"
        };
        (title, back, body)
    };
    view! {
        <Page title=title width="narrow" lead="Tetap diakui sebagai inovasi daerah (Pasal 17). Yang diperiksa hanya kelengkapan datanya." back=back>
            {body}
        </Page>
    }
    .into_any()
}

/// The agencies that the person may register for.
fn agency(form: Form, faults: Faults) -> AnyView {
    let agencies = work::agencies();
    let own: Vec<AgencyCode> = use_session()
        .person_untracked()
        .map_or_else(Vec::new, |actor| {
            actor.agencies_as(STARTERS).into_iter().cloned().collect()
        });
    if form.agency.with_untracked(String::is_empty)
        && let Some(first) = own.first()
    {
        form.agency.set(first.0.clone());
    }
    let units = Memo::new(move |_| {
        agencies.with(|all| create::units(all.map_or(&[], Vec::as_slice), &own))
    });
    let several = move || units.with(|it| it.len() > 1);
    (move || {
        several().then(|| {
            view! {
                <Select name="agency" label="Instansi" value=form.agency faults=faults options=units hint="Instansi Anda, atau unit di bawahnya."/>
            }
        })
    })
    .into_any()
}

/// When it was first in use: the year, and closer only where that decides.
fn first_used(form: Form, faults: Faults) -> AnyView {
    let year = Memo::new(move |_| form.now().first_used().year);
    let open = |year, month: Option<u8>| {
        let day = None;
        FirstUse { year, month, day }.is_before_law().is_none()
    };
    let month = Memo::new(move |_| form.month.get().parse::<u8>().ok());
    let months = Memo::new(move |_| {
        let mut months = vec![(String::new(), "Pilih bulan".to_owned())];
        months.extend((1..=12).map(|n| {
            let it = FirstUse {
                year: year.get(),
                month: Some(n),
                day: None,
            };
            (n.to_string(), it.words())
        }));
        months
    });
    let asks_month = Memo::new(move |_| year.get() > 0 && open(year.get(), None));
    let asks_day = Memo::new(move |_| {
        asks_month.get() && month.get().is_some() && open(year.get(), month.get())
    });
    view! {
        <Field name="first_used.year" label="Tahun mulai diterapkan" value=form.year faults=faults mode="numeric" hint="Empat angka, misalnya 2021."/>
        {move || asks_month.get().then(|| view! {
            <Select name="first_used.month" label="Bulan mulai diterapkan" value=form.month faults=faults options=months hint="Pada tahun 2024, yang diakui ialah yang diterapkan sebelum 2 Agustus."/>
        })}
        {move || asks_day.get().then(|| view! {
            <Field name="first_used.day" label="Tanggal mulai diterapkan" value=form.day faults=faults mode="numeric" hint="Angka tanggalnya saja."/>
        })}
    }
    .into_any()
}

/// The versions that a correction was made from: of the record, and of what the form fills.
fn versions(view: &RecordView) -> (u32, u32) {
    let texts = PARTS.map(|part| record::stored(view, part).map_or(0, |it| it.version));
    (view.line.version, texts.iter().sum())
}

/// What was stored elsewhere meanwhile where the person wrote something else.
fn met(elsewhere: RwSignal<Vec<String>>) -> AnyView {
    (move || {
        let lines = elsewhere.get();
        (!lines.is_empty()).then(|| {
            let lines = lines.into_iter().map(|it| view! { <li>{it}</li> }).collect_view();
            view! {
                <div class="notice warn" role="alert">
                    <b>"Data ini juga diubah di tempat lain."</b>
                    <p>"Yang tidak Anda ubah sudah mengikuti. Isian Anda tetap dan berlaku bila Anda simpan lagi; yang sekarang tersimpan:"</p>
                    <ul>{lines}</ul>
                </div>
            }
        })
    })
    .into_any()
}

fn form(seen: Option<(Record, (u32, u32))>, start: Typed) -> AnyView {
    let known = seen.is_some();
    let from_catalogue = !known && !start.name.is_empty();
    let place = match (known, from_catalogue) {
        (false, false) => "legacy".to_owned(),
        _ => ["legacy/", &start.id.to_string()].concat(),
    };
    let form = Form::new(start.clone());
    let address = if known {
        to::legacy_of(start.id)
    } else {
        to::LEGACY.to_owned()
    };
    let kept = place.clone();
    let id = start.id;
    // What the form was filled from, and the versions of that.
    let basis = RwSignal::new(start.clone());
    let seen_versions = RwSignal::new(seen.map_or((0, 0), |it| it.1));
    let elsewhere = RwSignal::new(Vec::new());
    keep(
        place,
        move || {
            FormName::new(
                "Inovasi sebelum 2 Agustus 2024",
                &form.name.get(),
                address.clone(),
            )
        },
        move || Kept {
            was: basis.get(),
            typed: form.now(),
        },
        move |kept: Kept| {
            form.fill(kept.typed);
            if known {
                elsewhere.set(form.meet(&kept.was, &start));
            }
        },
        move |now: &Kept| {
            // The agency is chosen by the form itself.
            let bare = Typed {
                id,
                agency: now.was.agency.clone(),
                ..now.typed.clone()
            };
            bare == Typed {
                id,
                ..now.was.clone()
            }
        },
    );
    let deed = Action::by_outbox().on_refusal(move |fault| {
        let stale = fault.code() == Some(Code::StaleVersion);
        let Some((record, _)) = seen.filter(|_| stale) else {
            return Some(fault);
        };
        spawn_local(async move {
            record.load().await;
            if let Some(view) = record.now() {
                let theirs = Typed::of(&view);
                elsewhere.try_set(form.meet(&basis.get_untracked(), &theirs));
                seen_versions.try_set(versions(&view));
                basis.try_set(theirs);
            }
        });
        None
    });
    let faults = deed.faults;
    let forms = use_forms();
    let navigate = StoredValue::new_local(use_navigate());
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let typed = untrack(|| form.now());
        let (version, texts) = seen_versions.get_untracked();
        let body = typed.body(version, texts);
        if let Some(problem) = legacy::faults(&body) {
            faults.take(&problem.faults);
            return;
        }
        let about = about(
            typed.id,
            "Inovasi sebelum 2 Agustus 2024",
            typed.name.clone(),
        );
        let (id, kept) = (typed.id, kept.clone());
        let done = move |reply: Option<Saved>| {
            forms.clear(&kept);
            let address = if reply.is_some() {
                to::innovation(id)
            } else {
                to::OUTBOX.to_owned()
            };
            navigate.try_with_value(|go| go(&address, NavigateOptions::default()));
        };
        if known {
            deed.send(about, LegacyPut { innovation: id }, body, done);
        } else {
            let agency = (!typed.agency.is_empty()).then(|| AgencyCode(typed.agency.clone()));
            let body = LegacyNew {
                id,
                agency,
                name: body.name,
                kind: body.kind,
                first_used: body.first_used,
                summary: body.summary,
                benefit: body.benefit,
            };
            deed.send(about, LegacyAdd {}, body, done);
        }
    };
    let words = if known { "Simpan" } else { "Daftarkan" };
    view! {
        <form class="fields" novalidate on:submit=send>
            <ErrorSummary faults=faults/>
            {deed.outcome()}
            {met(elsewhere)}
            <div class="notice">
                <b>"Langsung terbuka untuk umum: nama, instansi, jenis, dan tahun."</b>
                <p>"Ringkasan, perubahan, dan berkas baru dibaca umum bila instansi memintanya dan klinik menerbitkannya."</p>
                {known.then(|| view! { <p>"Yang berasal dari katalog atau sudah diterbitkan: perbaikannya tampil untuk umum sesudah diterbitkan lagi."</p> })}
            </div>
            <Field name="name" label="Nama inovasi" value=form.name faults=faults/>
            {(!known && !from_catalogue).then(|| agency(form, faults))}
            <Choice name="kind" legend="Jenis inovasi (Pasal 7)" value=form.kind faults=faults options=create::kind_options()/>
            {first_used(form, faults)}
            <Field name="summary" label="Ringkasan" value=form.summary faults=faults rows=5 hint="Apa inovasinya dan untuk siapa; paling banyak 200 kata."/>
            <Field name="benefit" label="Apa yang berubah karenanya" value=form.benefit faults=faults rows=5 hint="Siapa dan berapa yang terbantu; paling banyak 400 kata."/>
            <p class="soft small">"Bukti tidak wajib. Foto dan berkas dapat ditambahkan di ruang inovasi sesudah ini."</p>
            <div class="actions"><Press label=words busy=deed.busy/></div>
        </form>
    }
    .into_any()
}
