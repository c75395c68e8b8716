//! One part of a record a page: written without signal, sent after a pause, never lost.

use klisida_domain::{part::Part, problem::Code};
use klisida_views::{kit, state::State};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{
    answers, bits, part_clash, part_identity, part_list, part_plan, part_principles,
    part_sheet::Sheet,
    part_text,
    record::{self, Record, stored},
    remarks, tasks, told,
};
use crate::{
    offline::parts::{HeldPart, heard},
    paths::{self as to, param},
    ui::{ErrorSummary, Faults, Press},
};

/// `/app/inovasi/:innovation/isi/:part`.
pub fn page() -> AnyView {
    let Some(part) = param::<Part>("part") else {
        return record::unknown("Isi bagian");
    };
    record::page(part.label(), "narrow", move |record| body(record, part))
}

fn body(record: Record, part: Part) -> AnyView {
    let held = RwSignal::new(None::<HeldPart>);
    // What this device wrote is brought together with what the server holds, again with every newer answer.
    Effect::new(move || {
        let Some(view) = record.view.get() else {
            return;
        };
        let Some(sender) = record.part_sender() else {
            return;
        };
        let fresh = record.is_fresh();
        spawn_local(async move {
            let opened = sender
                .open(
                    (record.id, part),
                    &view.line.name,
                    heard(part, stored(&view, part)),
                    fresh,
                )
                .await;
            if held.try_with_untracked(Option::is_none) == Some(true) {
                held.try_set(opened);
            }
        });
    });
    let there = Memo::new(move |_| held.with(Option::is_some));
    let may = Memo::new(move |_| {
        record.view.with(|view| {
            view.as_ref()
                .map_or(Err(Code::NotFound), |view| tasks::may_write(view, part))
        })
    });
    let content = move || {
        if !there.get() {
            return record
                .view
                .with_untracked(Option::is_some)
                .then(|| kit::skeleton(4))
                .into_any();
        }
        let may = may.get();
        untrack(|| match (held.get(), may) {
            (Some(held), Ok(())) => form(record, part, held),
            (Some(_), Err(Code::PlanFrozen)) => part_plan::versions(record),
            (Some(held), Err(code)) => reading(part, held, code),
            (None, _) => ().into_any(),
        })
    };
    // Below the part, and not before it: it would jump away under the finger.
    let talk = move || {
        there.get().then(|| {
            let form = untrack(|| remarks::add(record, Some(part)));
            view! { <section class="card">{form}</section> }
        })
    };
    view! {
        <p class="cluster">{bits::part_chips(part)}</p>
        <p class="soft">{part.hint()}</p>
        {told::of_part(record, part)}
        {remarks::of_part(record, part)}
        {content}
        {talk}
    }
    .into_any()
}

/// Where the text is: on this device, on its way, on the server.
fn state(held: HeldPart) -> AnyView {
    (move || {
        if !held.kept.get() {
            return view! { <span class="state failed" role="status">"Belum tersimpan di perangkat ini. Jangan tutup halaman."</span> }
                .into_any();
        }
        let sending = held.sending.get();
        let (state, refusal) = held.draft.with(|draft| {
            let state = if sending {
                State::Sending
            } else if draft.refusal.is_some() {
                State::Failed
            } else {
                match (draft.is_unsent(), draft.changed_at, draft.sent_at) {
                    (true, Some(at), _) => State::Local(at),
                    (false, _, Some(at)) => State::Sent(at),
                    _ => State::Empty,
                }
            };
            (state, draft.refusal)
        });
        view! {
            <span class=state.class() role="status">{state.words()}</span>
            {refusal.map(|code| view! { <span class="error">{code.words()}</span> })}
        }
        .into_any()
    })
    .into_any()
}

/// Only to read, with the reason.
fn reading(part: Part, held: HeldPart, code: Code) -> AnyView {
    let unsent = held
        .draft
        .with_untracked(klisida_domain::draft::PartDraft::is_unsent);
    let kept = unsent.then(|| {
        view! { <p>"Yang Anda tulis di perangkat ini belum terkirim dan tetap tersimpan di sini."</p> }
    });
    let content = held
        .draft
        .with_untracked(|draft| draft.text.content.clone());
    view! {
        <div class="notice">
            <b>"Hanya untuk dibaca."</b>
            <p>{code.words()}</p>
            {kept}
        </div>
        <section class="card" aria-label="Isi bagian ini">{answers::reading(part, &content)}</section>
    }
    .into_any()
}

fn form(record: Record, part: Part, held: HeldPart) -> AnyView {
    let content = held
        .draft
        .with_untracked(|draft| draft.text.content.clone());
    let Some(sender) = record.part_sender() else {
        return ().into_any();
    };
    let sheet = Sheet {
        part,
        faults: Faults::new(),
        id: record.id,
        sender: StoredValue::new(Some(sender)),
        known: StoredValue::new(content),
        refill: RwSignal::new(0),
        warned: RwSignal::new(false),
        lacking: RwSignal::new(0),
        text: None,
    };
    sheet.follow(&held);
    let clash = {
        let draft = held.draft.clone();
        Memo::new(move |_| draft.with(|draft| draft.conflicts.first().cloned()))
    };
    let fields = move || {
        if let Some(theirs) = clash.get() {
            return untrack(|| part_clash::choose(sheet, theirs));
        }
        sheet.refill.track();
        untrack(|| match part {
            Part::Text(section) => part_text::form(sheet, section),
            Part::Identity => part_identity::form(sheet),
            Part::Principles => part_principles::form(sheet),
            _ => part_list::form(sheet),
        })
    };
    let next = StoredValue::new_local(use_navigate());
    let go = move || {
        let content = sheet.content();
        let faults = content.faults(part);
        if !sheet.warned.get_untracked() && !content.is_empty(part) && sheet.faults.take(&faults) {
            sheet.warned.set(true);
            return;
        }
        sheet.send();
        let to = onward(record, part);
        next.try_with_value(|go| go(&to, NavigateOptions::default()));
    };
    let label = Signal::derive(move || {
        if sheet.warned.get() {
            "Lanjutkan saja".to_owned()
        } else {
            "Lanjutkan".to_owned()
        }
    });
    let blocked = Signal::derive(move || {
        clash
            .with(Option::is_some)
            .then(|| "Pilih dulu di antara kedua isian di atas.".to_owned())
    });
    // What was called done before is looked at when the form opens.
    if held.draft.with_untracked(|draft| draft.text.done) {
        sheet.say_faults(true);
    }
    let lacking = move || {
        let n = sheet.lacking.get();
        (n > 0)
            .then(|| {
                [
                    "Belum lengkap: ",
                    &bits::count(n, "hal"),
                    " disebut di atas.",
                ]
                .concat()
            })
            .map(|words| view! { <p class="error">{words}</p> })
    };
    let warning = move || {
        sheet.warned.get().then(|| {
            view! { <p class="soft">"Anda boleh melanjutkan. Lengkapi sebelum diajukan."</p> }
        })
    };
    view! {
        <p>{state(held.clone())}</p>
        <form
            class="fields"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                if blocked.with_untracked(Option::is_none) {
                    go();
                }
            }
        >
            <ErrorSummary faults=sheet.faults/>
            {fields}
            {finished(sheet, held)}
            // There before its words, so that a screen reader hears of them.
            <div role="status">{lacking}</div>
            {warning}
            <div class="actions">
                <Press label=label blocked=blocked/>
                <a class="btn plain" href=to::innovation(record.id) on:click=move |_| sheet.send()>"Simpan, nanti lagi"</a>
            </div>
        </form>
    }
    .into_any()
}

/// Where "Lanjutkan" leads: the next part that is open, from here round; else the check.
fn onward(record: Record, part: Part) -> String {
    let id = record.id;
    let check = to::innovation_part(id, "periksa");
    let Some(view) = record.now() else {
        return to::innovation(id);
    };
    let Some(stage) = view.line.course.stage() else {
        return to::innovation(id);
    };
    let all: Vec<Part> = tasks::parts_until(stage).collect();
    let here = all.iter().position(|it| *it == part).map_or(0, |n| n + 1);
    untrack(|| {
        all.iter()
            .cycle()
            .skip(here)
            .take(all.len())
            .filter(|it| **it != part)
            .map(|it| tasks::part_task(record, &view, *it))
            .find(|task| task.open)
            .and_then(|task| task.href)
            .unwrap_or(check)
    })
}

/// "Sudah selesai bagian ini?"
fn finished(sheet: Sheet, held: HeldPart) -> AnyView {
    let group = crate::ui::unique("selesai");
    let draft = held.draft;
    let option = |done: bool, words: &'static str| {
        let (group, draft) = (group.clone(), draft.clone());
        let on = move || draft.with(|draft| draft.text.done) == done;
        view! {
            <label class="check card">
                <input
                    type="radio"
                    name=group
                    prop:checked=on
                    on:change=move |_| {
                        sheet.finish(done);
                        sheet.say_faults(done);
                    }
                />
                <span>{words}</span>
            </label>
        }
    };
    view! {
        <fieldset class="field">
            <legend>"Sudah selesai bagian ini?"</legend>
            <div class="pair">
                {option(true, "Ya, sudah selesai")}
                {option(false, "Belum, saya lanjutkan nanti")}
            </div>
        </fieldset>
    }
    .into_any()
}
