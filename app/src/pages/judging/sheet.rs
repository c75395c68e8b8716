//! The score sheet of one entry.

use klisida_domain::{
    api::{JudgeDeskShow, SheetShow},
    competition::Standing,
    ids::AssignmentId,
    judging::AssignmentState,
    problem::Code,
    time::{self, Instant},
    wire::{JudgeEdition, JudgeEntry},
};
use klisida_views::kit::{Tone, notice};
use leptos::prelude::*;

use super::{
    clash, correct, criteria, desk, dock, dossier, keys, lock, mirror, notices, pack, relation,
    state, work::Work,
};
use crate::{
    clock,
    offline::sheets::{HeldSheet, SheetSender, use_sheet_sender},
    paths::{self as to, param},
    settings::use_settings,
    store::{Store, use_store},
    ui::{Page, deadline, load, load_kept, no_right},
};

/// The page.
pub fn page() -> AnyView {
    let Some(assignment) = param::<AssignmentId>("assignment") else {
        return view! { <Page title="Lembar nilai tidak ada">{no_right(Code::BadId.words())}</Page> }.into_any();
    };
    let (store, sender) = (use_store(), use_sheet_sender());
    let desk = load_kept(pack::DESK, JudgeDeskShow {});
    let fresh = load(SheetShow { assignment });
    let entry = RwSignal::new(None::<JudgeEntry>);
    let held: RwSignal<Option<HeldSheet>, LocalStorage> = RwSignal::new_local(None);
    recall(store, sender, assignment, entry, held);
    Effect::new(move || {
        if let Some(found) = fresh.get() {
            leptos::task::spawn_local(async move {
                store.keep(&pack::entry_key(assignment), &found).await;
                take(sender, found, true, entry, held).await;
            });
        }
    });
    let edition = Memo::new(move |_| {
        let wanted = entry.with(|entry| entry.as_ref().map(|entry| entry.edition))?;
        desk.with(|desk| {
            desk?
                .editions
                .iter()
                .find(|edition| edition.id == wanted)
                .cloned()
        })
    });
    // What was too late may be sent once judging is open again.
    Effect::new(move || {
        let open = edition.with(|edition| {
            edition.as_ref().is_some_and(|it| {
                state::standing(it, clock::now())
                    .allows(klisida_domain::competition::Act::Score)
                    .is_ok()
            })
        });
        if open && !desk.busy() && desk.fault().is_none() && held.with(Option::is_some) {
            sender.judging_open(assignment);
        }
    });
    // Refused for lateness while the list says otherwise: the coordinator closed early. Asked once a page.
    let asked = StoredValue::new(false);
    Effect::new(move || {
        let late = held.get().is_some_and(|held| {
            held.draft
                .with(|draft| draft.refusal == Some(Code::JudgingClosed))
        });
        if late && !asked.get_value() {
            asked.set_value(true);
            desk.reload();
        }
    });
    let ready = Memo::new(move |_| {
        held.with(Option::is_some) && entry.with(Option::is_some) && edition.with(Option::is_some)
    });

    desk::follow(desk);
    desk::came_from(assignment);
    let title = Signal::derive(move || {
        entry.with(|entry| {
            entry.as_ref().map_or_else(
                || "Lembar nilai".to_owned(),
                |entry| entry.item.name.clone(),
            )
        })
    });
    let eyebrow = Signal::derive(move || {
        let number =
            entry.with(|entry| entry.as_ref().map(|entry| state::number(entry.item.number)));
        let name = edition.with(|edition| edition.as_ref().map(edition_words));
        match (number, name) {
            (Some(number), Some(name)) => ["Entri ", &number, " · ", &name].concat(),
            _ => String::new(),
        }
    });
    let body = move || {
        if ready.get() {
            held.get_untracked()
                .and_then(|held| Work::new(held, sender, entry, edition))
                .map(|work| view! { {sheet(work)} }.into_any())
        } else {
            Some(waiting(fresh, desk, entry))
        }
    };
    view! {
        <Page title=title eyebrow=eyebrow back=(to::DESK.to_owned(), "Antrean".to_owned()) width="wide">
            {body}
        </Page>
    }
    .into_any()
}

fn edition_words(edition: &JudgeEdition) -> String {
    if edition.sample && !edition.name.contains("contoh") {
        [&edition.name, " (contoh)"].concat()
    } else {
        edition.name.clone()
    }
}

/// By when, as long as there is a when.
fn timetable(edition: &JudgeEdition, now: Instant) -> String {
    match state::standing(edition, now) {
        Standing::Draft | Standing::Scheduled => {
            let opens = edition.opens_at;
            let distance = time::distance(now, opens);
            ["dibuka ", &distance, " · ", &opens.wib().full()].concat()
        }
        Standing::Judging | Standing::TimeUp => deadline(now, edition.closes_at),
        Standing::Cancelled => "kompetisi dibatalkan".to_owned(),
        Standing::Closed | Standing::Published => "penilaian sudah ditutup".to_owned(),
    }
}

/// What this device kept of the entry is shown at once, whatever the network does.
fn recall(
    store: Store,
    sender: SheetSender,
    assignment: AssignmentId,
    entry: RwSignal<Option<JudgeEntry>>,
    held: RwSignal<Option<HeldSheet>, LocalStorage>,
) {
    leptos::task::spawn_local(async move {
        if let Some(kept) = store.kept::<JudgeEntry>(&pack::entry_key(assignment)).await
            && entry.try_with_untracked(Option::is_none) == Some(true)
        {
            take(sender, kept.data, false, entry, held).await;
        }
    });
}

async fn take(
    sender: SheetSender,
    found: JudgeEntry,
    fresh: bool,
    entry: RwSignal<Option<JudgeEntry>>,
    held: RwSignal<Option<HeldSheet>, LocalStorage>,
) {
    let item = &found.item;
    let server = (found.sheet.clone(), item.version, item.sheet);
    let Some(opened) = sender
        .open(item.assignment, &item.name, server, fresh)
        .await
    else {
        return;
    };
    let known = entry.try_with_untracked(|entry| entry.as_ref() == Some(&found));
    if known == Some(false) && (fresh || entry.with_untracked(Option::is_none)) {
        entry.try_set(Some(found));
    }
    if held.try_with_untracked(Option::is_none) == Some(true) {
        held.try_set(Some(opened));
    }
}

fn waiting(
    fresh: crate::ui::Loaded<JudgeEntry>,
    desk: crate::ui::Loaded<klisida_domain::wire::JudgeDesk>,
    entry: RwSignal<Option<JudgeEntry>>,
) -> AnyView {
    let gone = move || {
        let lost = entry.with(Option::is_some) && !desk.busy() && desk.with(|desk| desk.is_some());
        lost.then(|| {
            notice(
                Tone::Info,
                "Anda bukan lagi juri kompetisi ini.",
                "Isian Anda disimpan sebagai bukti. Hubungi koordinator bila ini keliru.",
            )
        })
    };
    let list = move || {
        entry
            .with(Option::is_some)
            .then(|| desk.view("daftar entri", |_| ().into_any()))
    };
    view! {
        {fresh.view("lembar nilai", |_| ().into_any())}
        {list}
        {gone}
    }
    .into_any()
}

fn sheet(work: Work) -> AnyView {
    keys::listen(work);
    criteria::fold_behind(work);
    let ticking = clock::ticking();
    let when = move || {
        work.edition
            .with(|edition| timetable(edition, ticking.get()))
    };
    // Nothing is left to do with an entry that the judge stepped back from.
    let gone = Memo::new(move |_| work.stop.get() == Some(state::Stop::Related));
    let criteria = work
        .rules()
        .into_iter()
        .enumerate()
        .map(|(n, rule)| criteria::view(work, rule, n + 1))
        .collect_view();
    let place = Memo::new(move |_| {
        work.edition.with(|edition| {
            let active: Vec<_> = edition
                .items
                .iter()
                .filter(|item| item.state == AssignmentState::Active && !item.withdrawn)
                .map(|item| item.assignment)
                .collect();
            let at = active.iter().position(|it| *it == work.assignment)?;
            Some(
                [
                    "Entri ke-",
                    &(at + 1).to_string(),
                    " dari ",
                    &active.len().to_string(),
                ]
                .concat(),
            )
        })
    });
    let shortcuts = use_settings().shortcuts;
    let keys_link = move || {
        shortcuts.get().then(|| {
            view! {
                <button type="button" class="link wide-only" on:click=move |_| work.help.set(true)>
                    "Pintasan (?)"
                </button>
            }
        })
    };
    view! {
        <div class="desk">
            {dossier::aside(work)}
            <form class="sheet" novalidate on:submit=|event| event.prevent_default()>
                <div class="split">
                    <span class="soft num">{move || place.get().map(|it| [&it, " · "].concat())}<small class="when">{when}</small></span>
                    <span class="cluster">
                        {keys_link}
                        <a class="btn plain small narrow-only" href=to::dossier(work.assignment)>
                            "Baca entri"
                        </a>
                    </span>
                </div>
                {notices::view(work)}
                <div class="work" hidden=move || gone.get()>
                    {clash::view(work)}
                    {criteria}
                    {mirror::view(work)}
                    {lock::view(work)}
                    {correct::view(work)}
                    <p>{relation::view(work)}</p>
                </div>
                {move || (!gone.get()).then(|| dock::view(work))}
            </form>
        </div>
        {keys::help(work)}
    }
    .into_any()
}
