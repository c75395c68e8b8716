//! A validated plan: the version in force, those before it, and a new one with its reason (Article 13(1)).

use klisida_domain::{
    account::check_reason,
    api::{PlanSet, RecordMore},
    clinic::{self, Act},
    json,
    page::Inner,
    part::{Content, Part},
    wire::{PlanChange, PlanVersion, RecordView},
};
use leptos::prelude::*;

use super::{answers, part_list, part_sheet::Sheet, record::Record};
use crate::offline::forms::FormName;
use crate::paths as to;
use crate::ui::{ErrorSummary, Field, Press, keep, onward};

/// The versions, newest first, and the way to a new one.
pub fn versions(record: Record) -> AnyView {
    let list = record.follow(move |view| {
        let mut all = view.rows.plans.iter();
        let newest = all.next().map(|it| version(it, "Berlaku sekarang"));
        let older: Vec<_> = all.map(|it| version(it, "Versi lama")).collect();
        let later = onward(
            view.ends.plans.as_ref(),
            RecordMore {
                innovation: record.id,
                list: Inner::Plans,
            },
        );
        let oldest = move || {
            later.with(|page| {
                page.map(|page| {
                    let plans = page.rows.plans.iter();
                    plans.map(|it| version(it, "Versi lama")).collect_view()
                })
            })
        };
        let older = (!older.is_empty()).then(|| {
            view! {
                <section class="card">
                    <details class="fold">
                        <summary><b>"Versi sebelumnya"</b></summary>
                        <div class="stack">{older} {oldest}</div>
                        {later.button()}
                    </details>
                </section>
            }
        });
        view! { {newest} {older} }.into_any()
    });
    // The form is built once: a newer answer must not empty it under the person's hands.
    let change = record.once(move |view| change(record, view));
    view! { {list} {change} }.into_any()
}

fn version(it: &PlanVersion, words: &'static str) -> AnyView {
    let head = ["Versi ", &it.n.to_string(), " · ", words].concat();
    let meta = [&it.by, " · ", &it.at.wib().full()].concat();
    let reason = it
        .reason
        .as_ref()
        .map(|reason| view! { <p class="lines">{["Alasan: ", reason].concat()}</p> });
    view! {
        <section class="card stack">
            <h2>{head}</h2>
            <p class="soft small">{meta}</p>
            {reason}
            {answers::reading(Part::Plan, &Content::Plan(it.plan.clone()))}
        </section>
    }
    .into_any()
}

/// A new version: begins with the one in force.
fn change(record: Record, view: &RecordView) -> AnyView {
    let refusal = clinic::may(
        view.line.relation,
        Act::Replan,
        view.line.course,
        &view.open,
    );
    if refusal.is_err() {
        return ().into_any();
    }
    let plan = view
        .rows
        .plans
        .first()
        .map_or_else(Vec::new, |it| it.plan.clone());
    let content = Content::Plan(plan);
    let reason = RwSignal::new(String::new());
    let text = RwSignal::new(json::write(&content).unwrap_or_default());
    let sheet = Sheet::loose(record.id, Part::Plan, content, text);
    let kept = keep(
        &["rencana/", &record.id.to_string()].concat(),
        FormName::new(
            "Perubahan rencana",
            &record.name(),
            to::fill(record.id, Part::Plan),
        ),
        vec![text, reason],
    );
    Effect::new(move || text.with(|text| sheet.recall(text)));
    let deed = record.action();
    let send = move || {
        let content = sheet.content();
        if sheet.faults.take(&content.faults(Part::Plan)) {
            return;
        }
        let Content::Plan(plan) = content else { return };
        let why = reason.get_untracked().trim().to_owned();
        sheet.faults.check("reason", check_reason(&why));
        if sheet.faults.show() {
            return;
        }
        let body = PlanChange {
            version: record.version(),
            plan,
            reason: why,
        };
        let endpoint = PlanSet {
            innovation: record.id,
        };
        record.send(deed, "Versi rencana", endpoint, body, move |_| kept.done());
    };
    let fields = move || {
        sheet.follow_refills();
        untrack(|| part_list::form(sheet))
    };
    view! {
        <section class="card">
            <details class="fold">
                <summary><b>"Ubah rencana"</b> <span class="soft small">"versi baru, dengan alasan"</span></summary>
                <form
                    class="fields"
                    novalidate
                    on:submit=move |event| {
                        event.prevent_default();
                        send();
                    }
                >
                    {kept.notice()}
                    <ErrorSummary faults=sheet.faults/>
                    <ErrorSummary faults=deed.faults/>
                    {deed.outcome()}
                    {fields}
                    <Field name="reason" label="Alasan perubahan" value=reason faults=sheet.faults rows=3 hint="5 sampai 500 karakter; tersimpan bersama versi ini."/>
                    <div class="actions"><Press label="Simpan versi baru" class="btn plain" busy=deed.busy/></div>
                </form>
            </details>
        </section>
    }
    .into_any()
}
