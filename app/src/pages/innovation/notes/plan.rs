//! A new version of a validated plan, with its reason; the versions before stay to be read.

use klisida_domain::{
    account::check_reason,
    api::{PlanSet, RecordMore},
    ids::PlanItemId,
    page::Inner,
    problem::Code,
    record::{PlanItem, plan_faults},
    time::Instant,
    wire::{PlanChange, PlanVersion},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Kind, Room, blocked, closed_view, plan_of};
use crate::{
    ids,
    offline::forms,
    ui::{ErrorSummary, Faults, Field, Press, onward},
    work::{day, day_field},
};

/// What this device keeps of a changed plan.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Kept {
    plan: Vec<PlanItem>,
    reason: String,
}

/// A line being typed. A handle: copy it into closures.
#[derive(Clone, Copy)]
struct Line {
    id: PlanItemId,
    /// Activity, output, owner, resources, indicator.
    texts: [RwSignal<String>; 5],
    from: RwSignal<String>,
    to: RwSignal<String>,
}

const TEXTS: [(&str, &str); 5] = [
    ("activity", "Kegiatan"),
    ("output", "Keluaran"),
    ("owner", "Penanggung jawab"),
    ("resources", "Sumber daya"),
    ("indicator", "Indikator keberhasilan"),
];

impl Line {
    fn of(it: &PlanItem) -> Self {
        let field = |at: Option<Instant>| RwSignal::new(at.map(day_field).unwrap_or_default());
        Self {
            id: it.id,
            texts: [
                &it.activity,
                &it.output,
                &it.owner,
                &it.resources,
                &it.indicator,
            ]
            .map(|text| RwSignal::new(text.clone())),
            from: field(it.from),
            to: field(it.to),
        }
    }

    fn empty() -> Self {
        Self::of(&PlanItem {
            id: PlanItemId(ids::new()),
            activity: String::new(),
            output: String::new(),
            owner: String::new(),
            from: None,
            to: None,
            resources: String::new(),
            indicator: String::new(),
        })
    }

    /// As typed; follows changes.
    fn item(self) -> PlanItem {
        let [activity, output, owner, resources, indicator] =
            self.texts.map(|it| it.get().trim().to_owned());
        PlanItem {
            id: self.id,
            activity,
            output,
            owner,
            from: self.from.with(|it| day(it)),
            to: self.to.with(|it| day(it)),
            resources,
            indicator,
        }
    }
}

/// The form and the versions.
pub fn view(room: Room) -> AnyView {
    let forms = forms::use_forms();
    let record = room.loaded.get_untracked();
    let now = record.as_ref().map(plan_of).unwrap_or_default();
    let lines = RwSignal::new(now.iter().map(Line::of).collect::<Vec<_>>());
    let reason = RwSignal::new(String::new());
    let base = StoredValue::new(now.clone());
    keep(room, lines, reason, base);
    let deed = room.action().on_refusal(move |fault| {
        // What is typed stays; the newest state comes beside it.
        if fault.code() == Some(Code::StaleVersion) {
            room.loaded.reload();
        }
        Some(fault)
    });
    let faults = deed.faults;
    let blocked = blocked(room, Kind::Plan);
    let send = move || {
        faults.clear();
        let plan: Vec<_> =
            untrack(|| lines.with(|lines| lines.iter().map(|it| it.item()).collect()));
        let why = reason.get_untracked().trim().to_owned();
        for fault in plan_faults(&plan) {
            faults.add(&fault.field, fault.code.words());
        }
        if plan.is_empty() {
            faults.add("", "Rencana punya sedikitnya satu butir.");
        }
        faults.check("reason", check_reason(&why));
        if faults.show() {
            return;
        }
        let version = room
            .loaded
            .get_untracked()
            .map(|it| it.line.version)
            .unwrap_or_default();
        let body = PlanChange {
            version,
            plan,
            reason: why,
        };
        let endpoint = PlanSet {
            innovation: room.id,
        };
        let (place, sent) = (forms.know(&key(room)), body.plan.clone());
        deed.run(endpoint, body, "Versi rencana baru tersimpan.", move |_| {
            // What was sent is what the server has: nothing to keep.
            base.try_set_value(sent);
            reason.try_set(String::new());
            forms.clear_known(place);
            room.loaded.reload();
        });
    };
    let rows = move || {
        lines
            .get()
            .into_iter()
            .enumerate()
            .map(|(n, line)| row(n, line, lines, faults))
            .collect_view()
    };
    let more = move |_| lines.update(|lines| lines.push(Line::empty()));
    view! {
        {closed_view(room, Kind::Plan)}
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
            <ErrorSummary faults=faults/>
            {rows}
            <div class="actions">
                <button type="button" class="btn plain" on:click=more>"Tambah butir"</button>
            </div>
            <Field name="reason" label="Mengapa rencana berubah" hint="5 sampai 500 karakter; tersimpan bersama versinya." rows=3 value=reason faults=faults/>
            <div class="actions">
                <Press label="Simpan versi baru" busy=deed.busy blocked=blocked/>
            </div>
        </form>
        {versions(room)}
    }
    .into_any()
}

fn key(room: Room) -> String {
    ["plan/", &room.id.to_string()].concat()
}

/// Brings back what was typed before, and keeps every change from then on.
fn keep(
    room: Room,
    lines: RwSignal<Vec<Line>>,
    reason: RwSignal<String>,
    base: StoredValue<Vec<PlanItem>>,
) {
    let owner = Owner::current();
    forms::keep(
        key(room),
        move || room.form("Perubahan rencana"),
        move || Kept {
            plan: lines.with(|lines| lines.iter().map(|it| it.item()).collect()),
            reason: reason.get(),
        },
        move |kept: Kept| {
            // The fields live as long as the page.
            let Some(owner) = &owner else { return };
            lines.try_set(owner.with(|| kept.plan.iter().map(Line::of).collect::<Vec<_>>()));
            reason.try_set(kept.reason);
        },
        // What is as the server has it needs no keeping.
        move |now| now.reason.is_empty() && base.try_get_value().as_ref() == Some(&now.plan),
    );
}

fn row(n: usize, line: Line, lines: RwSignal<Vec<Line>>, faults: Faults) -> AnyView {
    let number = (n + 1).to_string();
    let name = |field: &str| ["plan.", &n.to_string(), ".", field].concat();
    let texts = TEXTS
        .into_iter()
        .zip(line.texts)
        .map(|((field, label), value)| view! { <Field name=name(field) label=label value=value faults=faults/> })
        .collect_view();
    let drop = move |_| lines.update(|lines| lines.retain(|it| it.id != line.id));
    view! {
        <fieldset class="card stack">
            <legend>{["Butir ", &number].concat()}</legend>
            {texts}
            <div class="pair">
                <Field name=name("from") label="Mulai" kind="date" value=line.from faults=faults/>
                <Field name=name("to") label="Selesai" kind="date" value=line.to faults=faults/>
            </div>
            <div class="actions">
                <button type="button" class="btn plain small" aria-label=["Hapus butir ", &number].concat() on:click=drop>
                    "Hapus butir"
                </button>
            </div>
        </fieldset>
    }
    .into_any()
}

/// The versions, newest first.
fn versions(room: Room) -> AnyView {
    (move || {
        room.loaded.with(|record| {
            let record = record?;
            let later = onward(
                record.ends.plans.as_ref(),
                RecordMore {
                    innovation: record.line.id,
                    list: Inner::Plans,
                },
            );
            let rows = record.rows.plans.iter().map(version).collect_view();
            let older = move || {
                later.with(|page| {
                    page.map(|page| page.rows.plans.iter().map(version).collect_view())
                })
            };
            (!record.rows.plans.is_empty()).then(|| {
                view! {
                    <section class="card stack" aria-labelledby="versi">
                        <h2 id="versi">"Versi rencana"</h2>
                        <div>{rows} {older}</div>
                        {later.button()}
                    </section>
                }
            })
        })
    })
    .into_any()
}

fn version(it: &PlanVersion) -> AnyView {
    let title = ["Versi ", &it.n.to_string()].concat();
    let about = [&it.by, " · ", &it.at.wib().date_long()].concat();
    let why = it
        .reason
        .as_ref()
        .map(|it| view! { <p>{["Alasan: ", it].concat()}</p> });
    let items = it
        .plan
        .iter()
        .map(|item| {
            let words = [&item.output, " · ", &item.owner].concat();
            view! { <li><div>{item.activity.clone()}<small>{words}</small></div></li> }
        })
        .collect_view();
    view! {
        <details class="fold">
            <summary>
                <b>{title}</b>
                <span class="soft small">{about}</span>
            </summary>
            {why}
            <ol class="rows">{items}</ol>
        </details>
    }
    .into_any()
}
