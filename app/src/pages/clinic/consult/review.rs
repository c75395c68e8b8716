//! The review of a submission (Articles 11(3), 12(3)): written on this device first, private until it is sent.

use std::collections::BTreeMap;

use klisida_domain::{
    api::{ReviewAdd, ReviewDrop},
    clinic::{Act, Aside, aside_said, reasons_alone, remark_field, remark_in, review_faults},
    gate::{self, Missing},
    ids::{InnovationId, RemarkId, ReviewId},
    law::Stage,
    page::Inner,
    part::Part,
    problem::FieldFault,
    stage::{Finding, Hearing, next},
    wire::{RecordStep, RecordView, Review, ReviewNew, ReviewRemark},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Desk, rest::rest};
use crate::{
    action::Action,
    clock, ids,
    offline::forms::{self, FormName},
    session::use_session,
    ui::{Ask, Check, Choice, ErrorSummary, Field, Press},
    work::{day, day_field},
};

/// What this device keeps of a review.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Kept {
    hearing: String,
    held_on: String,
    finding: String,
    reasons: String,
    marks: Vec<(Part, String)>,
    hold: bool,
    #[serde(default)]
    aside: String,
    #[serde(default)]
    replaces: Option<ReviewId>,
}

impl Kept {
    /// Nothing worth keeping.
    fn is_empty(&self) -> bool {
        self.finding.is_empty() && self.reasons.is_empty() && self.marks.is_empty()
    }
}

/// What is typed of a review. A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Form {
    innovation: InnovationId,
    hearing: RwSignal<String>,
    held_on: RwSignal<String>,
    finding: RwSignal<String>,
    reasons: RwSignal<String>,
    /// Parts that need work, each with a remark (may be empty).
    pub marks: RwSignal<BTreeMap<Part, String>>,
    hold: RwSignal<bool>,
    /// Why this person judges, where that must be said.
    aside: RwSignal<String>,
    /// The review held back that is being corrected.
    replaces: RwSignal<Option<ReviewId>>,
}

impl Form {
    /// What this device kept, or an empty form; every change is kept at once.
    pub fn new(innovation: InnovationId, named: impl Fn() -> FormName + 'static) -> Self {
        let form = Self {
            innovation,
            hearing: RwSignal::new(Hearing::DeskConsultation.code().to_owned()),
            held_on: RwSignal::new(day_field(clock::now())),
            finding: RwSignal::new(String::new()),
            reasons: RwSignal::new(String::new()),
            marks: RwSignal::new(BTreeMap::new()),
            hold: RwSignal::new(false),
            aside: RwSignal::new(String::new()),
            replaces: RwSignal::new(None),
        };
        forms::keep(
            form.key(),
            named,
            move || form.kept(),
            move |kept| form.fill(kept),
            Kept::is_empty,
        );
        form
    }

    fn key(self) -> String {
        ["review/", &self.innovation.to_string()].concat()
    }

    fn kept(self) -> Kept {
        Kept {
            hearing: self.hearing.get(),
            held_on: self.held_on.get(),
            finding: self.finding.get(),
            reasons: self.reasons.get(),
            marks: self.marks.get().into_iter().collect(),
            hold: self.hold.get(),
            aside: self.aside.get(),
            replaces: self.replaces.get(),
        }
    }

    fn fill(self, kept: Kept) {
        self.hearing.set(kept.hearing);
        self.held_on.set(kept.held_on);
        self.finding.set(kept.finding);
        self.reasons.set(kept.reasons);
        self.marks.set(kept.marks.into_iter().collect());
        self.hold.set(kept.hold);
        self.aside.set(kept.aside);
        self.replaces.set(kept.replaces);
    }

    /// After it was sent: empty, and so nothing is kept any more.
    fn clear(self) {
        self.finding.set(String::new());
        self.reasons.set(String::new());
        self.marks.set(BTreeMap::new());
        self.hold.set(false);
        self.aside.set(String::new());
        self.replaces.set(None);
    }

    /// Takes up a review that is held back, to correct it.
    fn correct(self, it: &Review) {
        let marks = it.parts.iter();
        self.fill(Kept {
            hearing: it.hearing.code().to_owned(),
            held_on: day_field(it.held_on),
            finding: it.finding.code().to_owned(),
            reasons: reasons_alone(&it.reasons).to_owned(),
            marks: marks
                .map(|part| (*part, remark_in(&it.reasons, *part).unwrap_or_default()))
                .collect(),
            hold: true,
            aside: it.aside.clone().unwrap_or_default(),
            replaces: Some(it.id),
        });
    }

    fn finding(self) -> Option<Finding> {
        self.finding.with(|it| Finding::from_code(it))
    }
}

/// What a finding leads to, in a sentence.
fn follows(finding: Finding, stage: Stage) -> String {
    match (finding, next(stage)) {
        (Finding::Valid, Some(next)) => ["Inovasi maju ke tahap ", next.label(), "."].concat(),
        (Finding::Valid, None) => {
            "Tahap terakhir ditutup lewat Langkah lain: selesai atau berlanjut.".to_owned()
        }
        (Finding::ValidWithFixes, _) => {
            "Hanya bagian yang ditandai dibuka untuk diperbaiki, lalu ditunjukkan sekali lagi."
                .to_owned()
        }
        (Finding::NotYet, _) => {
            "Kembali ke inovator dengan alasan; tanpa tanda, semua bagian terbuka.".to_owned()
        }
    }
}

/// The review that is held back, as far as it is here.
fn held(record: &RecordView) -> Option<Review> {
    let mut reviews = record.rows.reviews.iter();
    reviews.find(|it| it.announced_at.is_none()).cloned()
}

/// The held review that this one replaces: the one that was taken up, as long as it is held. It may have been taken back or
/// announced elsewhere since; the draft then is a review of its own.
fn replaced(taken_up: Option<ReviewId>, held: Option<ReviewId>) -> Option<ReviewId> {
    taken_up.filter(|it| held == Some(*it))
}

/// What the person who judges has to say about it being them.
fn aside(record: &RecordView) -> Option<Aside> {
    let who = use_session().person()?.person;
    let id = |it: &Option<klisida_domain::wire::PersonRef>| it.as_ref().map(|it| it.id);
    Aside::of(who, id(&record.line.facilitator), id(&record.line.reviewer))
}

/// The review that is held back: to correct, or to take back. Nobody else reads it before it is announced.
fn held_view(desk: Desk) -> AnyView {
    let form = desk.form;
    let open = RwSignal::new(false);
    let deed = desk.action().closes(open);
    let now = Memo::new(move |_| desk.of(held));
    let drop = move |_: String| {
        let Some(it) = now.get_untracked() else {
            return;
        };
        let endpoint = ReviewDrop {
            innovation: desk.id,
            review: it.id,
        };
        let body = RecordStep {
            version: desk.version(),
        };
        desk.act(
            deed,
            endpoint,
            body,
            "Hasil yang ditahan ditarik.",
            move || {
                if form.replaces.get_untracked() == Some(it.id) {
                    form.replaces.set(None);
                }
            },
        );
    };
    let shown = move || {
        now.get().map(|it| {
            let corrects = it.clone();
            let blocked = Signal::derive(move || desk.blocked(Act::Review));
            view! {
                <div class="notice warn">
                    <b>{["Ditahan: ", it.finding.label()].concat()}</b>
                    <p class="lines">{it.reasons.clone()}</p>
                    <p class="soft small">{[&it.by, " · ", &it.at.wib().date_long(), ". Instansi belum diberi tahu."].concat()}</p>
                    <div class="actions">
                        <Press label="Ubah hasil ini" class="btn plain small" blocked=blocked on=Callback::new(move |()| form.correct(&corrects))/>
                        <Press label="Tarik hasil ini" class="btn plain small" blocked=blocked on=Callback::new(move |()| open.set(true))/>
                    </div>
                </div>
            }
        })
    };
    view! {
        {shown}
        <Ask
            open=open
            title="Tarik hasil ini?"
            text="Hasil yang ditahan tidak jadi diumumkan. Inovasi tetap menunggu validasi."
            action="Tarik hasil ini"
            busy=deed.busy
            faults=deed.faults
            on=Callback::new(drop)
        />
    }
    .into_any()
}

/// What keeps this record from being found valid, its own validation aside.
fn gate_of(record: &RecordView) -> Vec<Missing> {
    let Some(stage) = record.line.course.stage() else {
        return Vec::new();
    };
    let mut facts = record.facts.clone();
    facts.idea = Some(Finding::Valid);
    facts.plan = Some(Finding::Valid);
    facts.end_review = true;
    gate::before_leaving(stage, &facts)
}

/// The form.
pub fn view(desk: Desk) -> AnyView {
    let form = desk.form;
    let deed = desk.action();
    let faults = deed.faults;
    let blocked = Signal::derive(move || {
        desk.blocked(Act::Review)
            .or_else(|| {
                let corrects = form.replaces.get();
                let other = desk.of(|it| {
                    it.line.held && replaced(corrects, held(it).map(|it| it.id)).is_none()
                });
                other.then(|| {
                    "Sudah ada hasil yang ditahan. Ubah, tarik, atau umumkan dulu.".to_owned()
                })
            })
            .or_else(|| {
                let last = desk.of(|it| it.line.course.stage()) == Some(Stage::Display);
                (last && form.finding() == Some(Finding::Valid)).then(|| {
                    "Tahap terakhir ditutup lewat Langkah lain: selesai atau berlanjut.".to_owned()
                })
            })
            .or_else(|| {
                let missing = desk.of(gate_of);
                (form.finding() == Some(Finding::Valid) && !missing.is_empty())
                    .then(|| "Belum bisa dinyatakan valid: lihat yang belum ada.".to_owned())
            })
    });
    let stage = Memo::new(move |_| {
        desk.of(|it| it.line.course.stage())
            .unwrap_or(Stage::Diagnose)
    });
    let findings = move || {
        let stage = stage.get();
        let options = Finding::ALL
            .into_iter()
            .map(|it| {
                (
                    it.code().to_owned(),
                    it.label().to_owned(),
                    follows(it, stage),
                )
            })
            .collect();
        view! { <Choice name="finding" legend="Hasil" value=form.finding faults=faults options=options/> }
    };
    let hearings = Hearing::ALL
        .into_iter()
        .map(|it| (it.code().to_owned(), it.label().to_owned(), String::new()))
        .collect();
    let about = Memo::new(move |_| desk.of(aside));
    let aside_field = move || {
        about.get().map(|it| {
            view! { <Field name="aside" label="Mengapa Anda yang memvalidasi" hint=[it.words(), " 5 sampai 500 karakter."].concat() rows=2 value=form.aside faults=faults/> }
        })
    };
    let label = Signal::derive(move || {
        if form.hold.get() {
            "Simpan, umumkan nanti".to_owned()
        } else {
            "Putuskan dan beri tahu instansi".to_owned()
        }
    });
    view! {
        <section class="card stack" aria-labelledby="telaah">
            <h2 id="telaah">"Hasil validasi"</h2>
            {held_view(desk)}
            <p class="soft small">"Draf ini hanya di perangkat ini sampai Anda mengirimnya."</p>
            <form
                class="fields"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    if blocked.with_untracked(Option::is_none) {
                        send(desk, deed);
                    }
                }
            >
                <ErrorSummary faults=faults/>
                <Choice name="hearing" legend="Cara validasi" value=form.hearing faults=faults options=hearings/>
                <Field name="held_on" label="Tanggal" kind="date" class="narrowfield" value=form.held_on faults=faults/>
                {marked(desk)}
                {findings}
                {closed(desk)}
                <Field name="reasons" label="Alasan" hint="Dibaca instansi. 5 sampai 4.000 karakter." rows=5 value=form.reasons faults=faults/>
                {aside_field}
                <Check
                    label="Tahan dulu"
                    hint="Instansi belum diberi tahu; umumkan bersama hasil lain dari meja klinik."
                    value=form.hold
                />
                <div class="actions">
                    <Press label=label busy=deed.busy blocked=blocked/>
                </div>
            </form>
        </section>
    }
    .into_any()
}

/// What the gate still asks for when the finding is "valid".
fn closed(desk: Desk) -> AnyView {
    (move || {
        if desk.form.finding() != Some(Finding::Valid) {
            return None;
        }
        let missing = desk.of(gate_of);
        let items = missing
            .iter()
            .map(|it| view! { <li>{it.sentence()}</li> })
            .collect_view();
        (!missing.is_empty()).then(|| {
            view! {
                <div class="notice warn" role="status">
                    <b>"Belum bisa dinyatakan valid."</b>
                    <ul class="missing">{items}</ul>
                </div>
            }
        })
    })
    .into_any()
}

/// The parts that were marked while reading.
fn marked(desk: Desk) -> AnyView {
    let form = desk.form;
    (move || {
        let marks = form.marks.get();
        let list = if marks.is_empty() {
            view! { <p class="soft">"Belum ada. Tandai \u{201c}Perlu perbaikan\u{201d} pada isi ajuan sambil membaca."</p> }
                .into_any()
        } else {
            let items = marks
                .into_iter()
                .map(|(part, remark)| {
                    view! { <li><div>{part.label()}<small>{remark}</small></div></li> }
                })
                .collect_view();
            view! {
                <ul class="rows">{items}</ul>
                <Press label="Kosongkan tanda" class="link" on=Callback::new(move |()| form.marks.set(BTreeMap::new()))/>
            }
            .into_any()
        };
        view! {
            <div class="field" id="f-parts" tabindex="-1" role="group" aria-label="Bagian yang perlu perbaikan">
                <h3>"Bagian yang perlu perbaikan"</h3>
                {list}
            </div>
        }
    })
    .into_any()
}

fn send(desk: Desk, deed: Action) {
    let (form, faults) = (desk.form, deed.faults);
    faults.clear();
    faults.name("parts", "Bagian yang perlu perbaikan");
    let held_on = day(&form.held_on.get_untracked());
    let finding = untrack(|| form.finding());
    let hearing = Hearing::from_code(&form.hearing.get_untracked());
    let announce = !form.hold.get_untracked();
    let marks = form.marks.get_untracked();
    let reasons = form.reasons.get_untracked().trim().to_owned();
    match held_on {
        None => faults.add("held_on", "Isi tanggal validasi."),
        Some(at) if at > clock::now() => {
            faults.add(
                "held_on",
                klisida_domain::problem::Code::DateInFuture.words(),
            );
        }
        Some(_) => {}
    }
    if finding.is_none() {
        faults.add("finding", "Pilih hasilnya.");
    }
    if faults.show() {
        return;
    }
    let (Some(held_on), Some(finding), Some(hearing)) = (held_on, finding, hearing) else {
        return;
    };
    let parts: Vec<Part> = marks.keys().copied().collect();
    let remarks: Vec<_> = marks
        .into_iter()
        .filter(|(_, text)| !text.trim().is_empty())
        .map(|(part, text)| ReviewRemark {
            id: RemarkId(ids::new()),
            part,
            text: text.trim().to_owned(),
        })
        .collect();
    for it in &remarks {
        faults.name(&remark_field(it.part), it.part.label());
    }
    let mut found = review_faults(finding, &reasons, &parts, &remarks, announce);
    let typed = form.aside.get_untracked();
    let aside = aside_said(untrack(|| desk.of(aside)), Some(&typed)).unwrap_or_else(|code| {
        found.push(FieldFault::new("aside", code));
        None
    });
    if faults.take(&found) {
        return;
    }
    let revision = untrack(|| desk.of(|it| it.revision));
    let body = ReviewNew {
        id: ReviewId(deed.id()),
        version: desk.version(),
        revision,
        hearing,
        held_on,
        finding,
        reasons,
        parts,
        remarks,
        announce,
        aside,
        replaces: replaced(
            form.replaces.get_untracked(),
            untrack(|| desk.of(held)).map(|it| it.id),
        ),
    };
    let said = if announce {
        [finding.label(), ": instansi sudah diberi tahu."].concat()
    } else {
        [
            finding.label(),
            " disimpan dan ditahan. Umumkan dari meja klinik.",
        ]
        .concat()
    };
    let innovation = desk.id;
    let forms = forms::use_forms();
    let place = forms.know(&form.key());
    desk.act(deed, ReviewAdd { innovation }, body, said, move || {
        // Also when its page was left meanwhile.
        forms.clear_known(place);
        form.clear();
    });
}

/// Reviews before this one, newest first.
pub fn earlier(desk: Desk) -> AnyView {
    (move || {
        let (reviews, end) = desk.of(|it| (it.rows.reviews.clone(), it.ends.reviews.clone()));
        if reviews.is_empty() {
            return view! { <p class="soft">"Belum pernah divalidasi."</p> }.into_any();
        }
        let rows = reviews.iter().map(review).collect_view();
        let rest = rest(desk.id, Inner::Reviews, end.as_ref(), |page| {
            page.reviews.iter().map(review).collect()
        });
        view! {
            <ul class="rows">{rows}</ul>
            {rest}
        }
        .into_any()
    })
    .into_any()
}

fn review(it: &Review) -> AnyView {
    let about = [
        it.course.stage().map_or("", Stage::label),
        " · revisi ",
        &it.revision.to_string(),
        " · ",
        it.hearing.label(),
        " · ",
        &it.by,
        " · ",
        &it.held_on.wib().date_long(),
    ]
    .concat();
    let parts: Vec<_> = it.parts.iter().map(|it| it.label()).collect();
    let parts = (!parts.is_empty())
        .then(|| view! { <small>{["Dibuka: ", &parts.join(", ")].concat()}</small> });
    let aside = it
        .aside
        .as_ref()
        .map(|said| view! { <small>{["Mengapa ", &it.by, " yang memvalidasi: ", said].concat()}</small> });
    let held = it
        .announced_at
        .is_none()
        .then(|| view! { <span class="tag doing">"ditahan"</span> });
    view! {
        <li>
            <div>
                <b>{it.finding.label()}</b>
                <p class="lines">{it.reasons.clone()}</p>
                <small>{about}</small>
                {parts}
                {aside}
            </div>
            {held}
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use klisida_domain::ids::ReviewId;

    use super::replaced;

    #[test]
    fn a_draft_replaces_what_it_corrects_only_as_long_as_that_is_held() {
        let [one, other] = [1, 2].map(|n| ReviewId(uuid::Uuid::from_u128(n)));
        assert_eq!(replaced(Some(one), Some(one)), Some(one));
        assert_eq!(replaced(Some(one), None), None);
        assert_eq!(replaced(Some(one), Some(other)), None);
        assert_eq!(replaced(None, Some(one)), None);
    }
}
