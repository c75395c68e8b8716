//! One part of a record a page: written without signal, sent after a pause, never lost.

use klisida_domain::{
    ids::InnovationId,
    json,
    part::{Content, Part},
    problem::Code,
};
use klisida_views::{kit, state::State};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{
    answers, bits, part_clash, part_identity, part_list, part_plan, part_principles, part_text,
    record::{self, Record, stored},
    remarks, tasks,
};
use crate::{
    pen::{Leaf, Pen},
    routes::{param, to},
    ui::{ErrorSummary, Faults, Press},
};

/// A part under the pen. A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Sheet {
    /// Which.
    pub part: Part,
    /// What is wrong with it, once the person wanted to go on.
    pub faults: Faults,
    id: InnovationId,
    /// None for what is not kept as a part: a new version of a validated plan.
    pen: StoredValue<Option<Pen>>,
    /// What the form on screen last read or wrote.
    known: StoredValue<Content>,
    /// Moves when the form must be filled anew: another text came from outside.
    refill: RwSignal<u32>,
    /// The warnings were shown: going on is up to the person.
    warned: RwSignal<bool>,
    /// What is written here and kept nowhere, as JSON: for the form that keeps it.
    text: Option<RwSignal<String>>,
}

impl Sheet {
    /// A list that is written here and is no draft of the part; `text` follows it as JSON, and it follows `text`.
    pub fn loose(id: InnovationId, part: Part, content: Content, text: RwSignal<String>) -> Self {
        Self {
            part,
            faults: Faults::new(),
            id,
            pen: StoredValue::new(None),
            known: StoredValue::new(content),
            refill: RwSignal::new(0),
            warned: RwSignal::new(false),
            text: Some(text),
        }
    }

    /// Takes over a text of its own that came back from the device.
    pub fn recall(self, text: &str) {
        let Ok(content) = json::read::<Content>(text) else {
            return;
        };
        if content.fits(self.part) && self.content() != content {
            self.known.try_set_value(content);
            self.refill.try_update(|times| *times += 1);
        }
    }

    /// Follows other texts that come from outside: the fields are to be made anew.
    pub fn follow_refills(self) {
        self.refill.track();
    }

    /// What is on screen, without following changes.
    pub fn content(self) -> Content {
        self.known
            .try_get_value()
            .unwrap_or_else(|| Content::empty(self.part))
    }

    fn pen(self) -> Option<Pen> {
        self.pen.try_get_value().flatten()
    }

    /// The person wrote something.
    pub fn write(self, content: Content) {
        self.known.try_set_value(content.clone());
        if let Some(text) = self.text {
            text.try_set(json::write(&content).unwrap_or_default());
        }
        if let Some(pen) = self.pen() {
            pen.edit(self.id, self.part, move |held, _| *held = content);
        }
    }

    /// The person said whether it is done.
    fn finish(self, done: bool) {
        if let Some(pen) = self.pen() {
            pen.edit(self.id, self.part, move |_, held| *held = done);
        }
    }

    /// The person chose between two texts.
    pub fn settle(self, content: Content) {
        if let Some(pen) = self.pen() {
            pen.settle(self.id, self.part, content);
        }
    }

    /// Sends without waiting for the answer: a turn of the page needs no network.
    fn send(self) {
        if let Some(pen) = self.pen() {
            spawn_local(async move {
                let _ = pen.deliver(self.id, self.part).await;
            });
        }
    }

    /// Fills the form anew when the draft is not what the form wrote.
    fn follow(self, leaf: &Leaf) {
        let draft = leaf.draft.clone();
        Effect::new(move || {
            let other = draft.with(|draft| {
                self.known
                    .try_with_value(|known| *known != draft.content)
                    .unwrap_or_default()
                    .then(|| draft.content.clone())
            });
            if let Some(content) = other {
                self.known.try_set_value(content);
                self.refill.try_update(|times| *times += 1);
            }
        });
    }
}

/// `/app/inovasi/:innovation/isi/:part`.
pub fn page() -> AnyView {
    let Some(part) = param::<Part>("part") else {
        return record::unknown("Isi bagian");
    };
    record::page(part.label(), "narrow", move |record| body(record, part))
}

fn body(record: Record, part: Part) -> AnyView {
    let leaf = RwSignal::new(None::<Leaf>);
    // What this device wrote is brought together with what the server holds, again with every newer answer.
    Effect::new(move || {
        let Some(view) = record.view.get() else {
            return;
        };
        let Some(pen) = record.pen() else { return };
        let fresh = record.is_fresh();
        spawn_local(async move {
            let opened = pen
                .open(record.id, part, &view.line.name, stored(&view, part), fresh)
                .await;
            if leaf.try_with_untracked(Option::is_none) == Some(true) {
                leaf.try_set(opened);
            }
        });
    });
    let there = Memo::new(move |_| leaf.with(Option::is_some));
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
        untrack(|| match (leaf.get(), may) {
            (Some(leaf), Ok(())) => form(record, part, leaf),
            (Some(_), Err(Code::PlanFrozen)) => part_plan::versions(record),
            (Some(leaf), Err(code)) => reading(part, leaf, code),
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
        {remarks::of_part(record, part)}
        {content}
        {talk}
    }
    .into_any()
}

/// Where the text is: on this device, on its way, on the server.
fn state(leaf: Leaf) -> AnyView {
    (move || {
        if !leaf.kept.get() {
            return view! { <span class="state failed" role="status">"Belum tersimpan di perangkat ini. Jangan tutup halaman."</span> }
                .into_any();
        }
        let sending = leaf.sending.get();
        let (state, refusal) = leaf.draft.with(|draft| {
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
fn reading(part: Part, leaf: Leaf, code: Code) -> AnyView {
    let unsent = leaf
        .draft
        .with_untracked(klisida_domain::part_draft::PartDraft::is_unsent);
    let kept = unsent.then(|| {
        view! { <p>"Yang Anda tulis di perangkat ini belum terkirim dan tetap tersimpan di sini."</p> }
    });
    let content = leaf.draft.with_untracked(|draft| draft.content.clone());
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

fn form(record: Record, part: Part, leaf: Leaf) -> AnyView {
    let content = leaf.draft.with_untracked(|draft| draft.content.clone());
    let Some(pen) = record.pen() else {
        return ().into_any();
    };
    let sheet = Sheet {
        part,
        faults: Faults::new(),
        id: record.id,
        pen: StoredValue::new(Some(pen)),
        known: StoredValue::new(content),
        refill: RwSignal::new(0),
        warned: RwSignal::new(false),
        text: None,
    };
    sheet.follow(&leaf);
    let clash = {
        let draft = leaf.draft.clone();
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
    let warning = move || {
        sheet.warned.get().then(|| {
            view! { <p class="soft">"Anda boleh melanjutkan. Lengkapi sebelum diajukan."</p> }
        })
    };
    view! {
        <p>{state(leaf.clone())}</p>
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
            {finished(sheet, leaf)}
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
fn finished(sheet: Sheet, leaf: Leaf) -> AnyView {
    let group = crate::ui::unique("selesai");
    let draft = leaf.draft;
    let option = |done: bool, words: &'static str| {
        let (group, draft) = (group.clone(), draft.clone());
        let on = move || draft.with(|draft| draft.done) == done;
        view! {
            <label class="check card">
                <input type="radio" name=group prop:checked=on on:change=move |_| sheet.finish(done)/>
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
