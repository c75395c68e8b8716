//! The settings form: its signals and its fields. Used for a new edition and for a draft.

use klisida_domain::{
    competition::{Entrants, Setup},
    law::{CRITERIA, Criterion},
    problem::{Code, FieldFault, Problem},
    time::Instant,
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    desk::Deed,
    frame,
    setup_draft::{RuleDraft, SetupDraft},
    setup_rubric,
};
use crate::{
    api::Fault,
    browser,
    store::use_store,
    ui::{Check, Choice, ErrorSummary, Faults, Field, announce},
};

/// One criterion of the form.
#[derive(Clone, Copy)]
pub struct RuleForm {
    /// Percent.
    pub weight: RwSignal<String>,
    /// What to look at.
    pub look_at: RwSignal<String>,
    /// The five sentences, lowest first.
    pub bands: [RwSignal<String>; 5],
    /// Its texts are unfolded.
    pub open: RwSignal<bool>,
}

/// The fields of the form.
#[derive(Clone, Copy)]
struct Fields {
    name: RwSignal<String>,
    year: RwSignal<String>,
    entrants: RwSignal<String>,
    opens: RwSignal<String>,
    closes: RwSignal<String>,
    min_judges: RwSignal<String>,
    rules: [RuleForm; CRITERIA],
    tie_chain: RwSignal<Vec<Criterion>>,
    sample: RwSignal<bool>,
}

/// The form. A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct SetupForm {
    fields: StoredValue<Fields>,
    /// What is wrong with it.
    pub faults: Faults,
    /// It was filled from this device.
    pub restored: RwSignal<bool>,
    keeping: StoredValue<bool>,
}

impl SetupForm {
    /// A form with this in it.
    pub fn of(draft: &SetupDraft) -> Self {
        let text = || RwSignal::new(String::new());
        let rule = || RuleForm {
            weight: text(),
            look_at: text(),
            bands: [text(), text(), text(), text(), text()],
            open: RwSignal::new(false),
        };
        let fields = Fields {
            name: text(),
            year: text(),
            entrants: text(),
            opens: text(),
            closes: text(),
            min_judges: text(),
            rules: [rule(), rule(), rule(), rule(), rule()],
            tie_chain: RwSignal::new(Vec::new()),
            sample: RwSignal::new(false),
        };
        let form = Self {
            fields: StoredValue::new(fields),
            faults: Faults::new(),
            restored: RwSignal::new(false),
            keeping: StoredValue::new(true),
        };
        form.fill(draft);
        form
    }

    fn fields(self) -> Fields {
        self.fields.get_value()
    }

    /// The criteria in the order of Article 8.
    pub fn rules(self) -> [RuleForm; CRITERIA] {
        self.fields().rules
    }

    /// Puts this into the form.
    pub fn fill(self, draft: &SetupDraft) {
        let Some(fields) = self.fields.try_get_value() else {
            return;
        };
        fields.name.set(draft.name.clone());
        fields.year.set(draft.year.clone());
        fields.entrants.set(draft.entrants.code().to_owned());
        fields.opens.set(draft.opens.clone());
        fields.closes.set(draft.closes.clone());
        fields.min_judges.set(draft.min_judges.clone());
        for (rule, from) in fields.rules.iter().zip(&draft.rules) {
            rule.weight.set(from.weight.clone());
            rule.look_at.set(from.look_at.clone());
            for (band, from) in rule.bands.iter().zip(&from.bands) {
                band.set(from.clone());
            }
        }
        fields.tie_chain.set(draft.tie_chain.clone());
        fields.sample.set(draft.sample);
    }

    /// What is in the form; follows changes.
    pub fn draft(self) -> SetupDraft {
        let fields = self.fields();
        SetupDraft {
            name: fields.name.get(),
            year: fields.year.get(),
            entrants: Entrants::from_code(&fields.entrants.get()).unwrap_or(Entrants::Agencies),
            opens: fields.opens.get(),
            closes: fields.closes.get(),
            min_judges: fields.min_judges.get(),
            rules: fields.rules.map(|rule| RuleDraft {
                weight: rule.weight.get(),
                look_at: rule.look_at.get(),
                bands: rule.bands.map(|band| band.get()),
            }),
            tie_chain: fields.tie_chain.get(),
            sample: fields.sample.get(),
        }
    }

    /// The settings, when nothing is wrong with them; else says what is.
    pub fn checked(self) -> Option<Setup> {
        match untrack(|| self.draft()).read() {
            Ok(setup) => {
                self.faults.clear();
                Some(setup)
            }
            Err(found) => {
                self.unfold(&found);
                self.faults.take(&found);
                None
            }
        }
    }

    /// Opens the criteria in which something is wrong.
    fn unfold(self, found: &[FieldFault]) {
        for (rule, criterion) in self.rules().iter().zip(Criterion::ALL) {
            let part = ["rubric.", criterion.code(), "."].concat();
            if found
                .iter()
                .any(|fault| fault.field.starts_with(&part) && !fault.field.ends_with(".weight"))
            {
                rule.open.set(true);
            }
        }
    }

    /// Keeps every change on this device under `key` until [`SetupForm::stop_keeping`].
    pub fn keep_on_device(self, key: String) {
        let store = use_store();
        Effect::new(move |before: Option<SetupDraft>| {
            let draft = self.draft();
            if before.is_some_and(|before| before != draft) && self.keeping.get_value() {
                let (key, draft) = (key.clone(), draft.clone());
                spawn_local(async move {
                    let _ = store.set_draft(&key, &draft).await;
                });
            }
            draft
        });
    }

    /// What is in the form is the server's now.
    pub fn stop_keeping(self) {
        self.keeping.set_value(false);
    }

    /// Goes on keeping.
    pub fn go_on_keeping(self) {
        self.keeping.set_value(true);
    }
}

/// The server's refusals, at the fields they mean.
pub fn hear(form: SetupForm, deed: Deed) {
    Effect::new(move || {
        let Some(fault) = deed.fault.get() else {
            return;
        };
        if fault.code() == Some(Code::StaleVersion) {
            return;
        }
        let fault = match fault {
            Fault::Refused(problem) => {
                let faults: Vec<_> = problem
                    .faults
                    .iter()
                    .map(|it| FieldFault::new(bare(&it.field), it.code))
                    .collect();
                form.unfold(&faults);
                Fault::Refused(Problem {
                    field: problem.field.as_deref().map(bare),
                    faults,
                    ..problem
                })
            }
            other => other,
        };
        form.faults.refuse(&fault);
    });
}

/// The field without the body's own frame around it.
fn bare(field: &str) -> String {
    field.strip_prefix("setup.").unwrap_or(field).to_owned()
}

/// "Rabu, 7 Oktober 2026 pukul 16.00 WIB" under a date field.
fn in_words(value: RwSignal<String>) -> AnyView {
    (move || {
        let words = Instant::from_wib_field(&value.get()).map(|at| at.wib().full());
        view! { <p class="soft small" role="status">{words}</p> }
    })
    .into_any()
}

/// All fields. `opened` is none of this form's business: an opened edition is read only elsewhere.
pub fn fields(form: SetupForm) -> AnyView {
    let (fields, faults) = (form.fields(), form.faults);
    let entrants = [Entrants::Agencies, Entrants::Open]
        .map(|it| {
            let sentence = match it {
                Entrants::Agencies => "Hanya inovasi perangkat daerah dan BUMD Bangka Barat (Pasal 5 ayat (2) huruf a).",
                Entrants::Open => "Inovasi mana pun dari katalog, termasuk dari daerah lain.",
            };
            (it.code().to_owned(), it.label().to_owned(), sentence.to_owned())
        })
        .to_vec();
    let general = view! {
        <Field name="name" label="Nama kompetisi" value=fields.name faults=faults hint="5 sampai 120 karakter; tampil di papan peringkat, misalnya Kompetisi Inovasi Bangka Barat 2026."/>
        <Field name="year" label="Tahun" value=fields.year faults=faults mode="numeric" class="narrowfield"/>
        <Choice name="entrants" legend="Siapa yang boleh ikut" value=fields.entrants faults=faults options=entrants/>
    }
    .into_any();
    let time = view! {
        <div class="pair">
            <div class="stack">
                <Field name="opens_at" label="Penilaian dibuka" value=fields.opens faults=faults kind="datetime-local" hint="Waktu Indonesia Barat (WIB)."/>
                {in_words(fields.opens)}
            </div>
            <div class="stack">
                <Field name="closes_at" label="Penilaian ditutup" value=fields.closes faults=faults kind="datetime-local" hint="WIB; lembar yang datang sesudahnya tidak dihitung."/>
                {in_words(fields.closes)}
            </div>
        </div>
        <Field name="min_judges" label="Juri untuk setiap entri, paling sedikit" value=fields.min_judges faults=faults mode="numeric" class="narrowfield" hint="3 sampai 15. Dengan kurang dari tiga, nilai seorang juri dapat ditebak."/>
    }
    .into_any();
    let ties = view! {
        <p class="soft">"Bila nilai akhir sama, rerata kriteria dibandingkan dari atas ke bawah. Bila tetap sama, peringkatnya bersama."</p>
        {chain(form)}
    }
    .into_any();
    let label = view! {
        <Check label="Nilai contoh" value=fields.sample hint="Centang untuk latihan atau peragaan. Setiap layar dan papan akan berlabel contoh."/>
    }
    .into_any();
    view! {
        <ErrorSummary faults=faults/>
        {frame::section("Umum", general)}
        {frame::section("Jadwal dan juri", time)}
        {frame::section("Bobot kriteria", setup_rubric::weights(form))}
        {frame::section("Kalimat rentang nilai", setup_rubric::texts(form))}
        {frame::section("Urutan penentu seri", ties)}
        {frame::section("Label", label)}
    }
    .into_any()
}

/// The tie chain: order by buttons, because dragging alone would shut people out (WCAG 2.5.7).
fn chain(form: SetupForm) -> AnyView {
    form.faults.name("tie_chain", "Urutan penentu seri");
    let chain = form.fields().tie_chain;
    let rows = move || {
        let order = chain.get();
        let last = order.len().saturating_sub(1);
        let items = order
            .iter()
            .enumerate()
            .map(|(place, criterion)| chain_row(chain, *criterion, place, last))
            .collect_view();
        let out = Criterion::ALL
            .iter()
            .filter(|it| !order.contains(it))
            .map(|criterion| {
                let criterion = *criterion;
                let add = move |_| {
                    chain.update(|chain| chain.push(criterion));
                    announce(&[criterion.label(), " masuk urutan."].concat());
                };
                view! {
                    <button type="button" class="btn plain small" on:click=add>
                        {["Masukkan ", criterion.label()].concat()}
                    </button>
                }
            })
            .collect_view();
        view! {
            <ol class="order">{items}</ol>
            {order.is_empty().then(|| view! { <p>"Tanpa urutan: nilai yang sama langsung berbagi peringkat."</p> })}
            <div class="cluster">{out}</div>
        }
    };
    rows.into_any()
}

fn chain_row(
    chain: RwSignal<Vec<Criterion>>,
    criterion: Criterion,
    place: usize,
    last: usize,
) -> AnyView {
    let name = criterion.label();
    let button = move |up: bool| {
        [
            "urut-",
            if up { "naik-" } else { "turun-" },
            criterion.code(),
        ]
        .concat()
    };
    let shift = move |up: bool| {
        let target = if up {
            place.checked_sub(1)
        } else {
            Some(place + 1).filter(|it| *it <= last)
        };
        let Some(target) = target else { return };
        chain.update(|chain| chain.swap(place, target));
        announce(&[name, " sekarang urutan ", &(target + 1).to_string(), "."].concat());
        // The row was drawn anew; the hand stays on the same button.
        browser::soon(move || browser::focus(&button(up)));
    };
    let end = |at_end: bool| at_end.then_some("true");
    view! {
        <li>
            <span>{[&(place + 1).to_string(), ". ", name].concat()}</span>
            <span class="cluster">
                <button type="button" class="btn plain small icononly" id=button(true) aria-label=["Naikkan ", name].concat() aria-disabled=end(place == 0) on:click=move |_| shift(true)>
                    <span aria-hidden="true">"↑"</span>
                </button>
                <button type="button" class="btn plain small icononly" id=button(false) aria-label=["Turunkan ", name].concat() aria-disabled=end(place == last) on:click=move |_| shift(false)>
                    <span aria-hidden="true">"↓"</span>
                </button>
                <button
                    type="button"
                    class="btn plain small"
                    aria-label=["Keluarkan ", name, " dari urutan"].concat()
                    on:click=move |_| chain.update(|chain| chain.retain(|it| *it != criterion))
                >
                    "Keluarkan"
                </button>
            </span>
        </li>
    }
    .into_any()
}
