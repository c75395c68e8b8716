//! All sheets of an edition that are full and not locked, side by side, locked with one press.

use klisida_domain::{
    api::JudgePackShow,
    draft::SheetDraft,
    ids::{AssignmentId, EditionId},
    judging::SheetState,
    law::CRITERIA,
    problem::Code,
    text,
    wire::{JudgeEdition, JudgeEntry, JudgePack, Receipt},
};
use klisida_views::kit;
use leptos::prelude::*;

use super::{lock, pack, state};
use crate::{
    action::Action,
    api::Fault,
    net,
    offline::sheets::{HeldSheet, SheetSender, use_sheet_sender},
    paths::{self as to, param},
    store::use_store,
    ui::{ErrorSummary, Page, Press, load, no_right},
};

/// A sheet in the list.
#[derive(Clone)]
struct Row {
    entry: JudgeEntry,
    held: HeldSheet,
    /// What came of locking it.
    fate: RwSignal<Option<Result<Receipt, String>>>,
}

impl Row {
    fn is_ready(&self) -> bool {
        self.held.draft.with(|draft| {
            draft.state != SheetState::Locked
                && draft.conflicts.is_empty()
                && draft.text.marks.len() == CRITERIA
        })
    }
}

/// The page.
pub fn page() -> AnyView {
    let Some(edition) = param::<EditionId>("edition") else {
        return view! { <Page title="Kompetisi tidak ada">{no_right(Code::BadId.words())}</Page> }
            .into_any();
    };
    let sender = use_sheet_sender();
    // Everything at once, and fresh: what is locked is what the server holds.
    let pack = load(JudgePackShow {});
    let rows: RwSignal<Option<Vec<Row>>, LocalStorage> = RwSignal::new_local(None);
    let about = RwSignal::new(None::<JudgeEdition>);
    Effect::new(move || {
        let Some(found) = pack.get() else { return };
        let known = found.desk.editions.iter().find(|it| it.id == edition);
        about.set(known.cloned());
        leptos::task::spawn_local(async move {
            let ready = ready(sender, found, edition).await;
            // What was locked here stays in sight with its receipt.
            if rows.try_with_untracked(Option::is_none) == Some(true) {
                rows.try_set(Some(ready));
            }
        });
    });
    let eyebrow = Signal::derive(move || {
        about.with(|about| {
            about
                .as_ref()
                .map_or_else(String::new, |it| it.name.clone())
        })
    });
    let body = move || {
        rows.get().map(|rows| {
            if rows.is_empty() {
                nothing()
            } else {
                list(sender, rows, about)
            }
        })
    };
    view! {
        <Page
            title="Periksa dan kunci"
            eyebrow=eyebrow
            lead="Hanya lembar yang terkunci yang dihitung. Sampai penilaian ditutup Anda bisa membukanya lagi."
            back=(to::DESK.to_owned(), "Antrean".to_owned())
        >
            {pack.view("lembar nilai", |_| ().into_any())}
            {body}
        </Page>
    }
    .into_any()
}

/// Opens the sheets and keeps those that only need their lock, in the order of the judge's list.
async fn ready(sender: SheetSender, pack: JudgePack, edition: EditionId) -> Vec<Row> {
    let mut rows = Vec::new();
    let active = |entry: &JudgeEntry| {
        entry.edition == edition
            && !entry.item.withdrawn
            && entry.item.state == klisida_domain::judging::AssignmentState::Active
    };
    for entry in pack.entries.into_iter().filter(active) {
        let item = &entry.item;
        let server = (entry.sheet.clone(), item.version, item.sheet);
        let opened = sender.open(item.assignment, &item.name, server, true).await;
        let Some(held) = opened else { continue };
        let row = Row {
            entry,
            held,
            fate: RwSignal::new(None),
        };
        if untrack(|| row.is_ready()) {
            rows.push(row);
        }
    }
    rows
}

fn nothing() -> AnyView {
    kit::empty(
        "Tidak ada lembar yang menunggu dikunci",
        "Lembar yang kelima kriterianya terisi muncul di sini.",
        view! {
            <a class="btn plain" href=to::DESK>
                "Ke daftar entri"
            </a>
        },
    )
    .into_any()
}

fn list(sender: SheetSender, rows: Vec<Row>, about: RwSignal<Option<JudgeEdition>>) -> AnyView {
    let store = use_store();
    let action = Action::new();
    let online = net::online();
    let all = StoredValue::new_local(rows.clone());
    let left =
        Memo::new(move |_| all.with_value(|rows| rows.iter().filter(|row| row.is_ready()).count()));
    let locked = Memo::new(move |_| {
        let is_locked = |row: &Row| row.held.draft.with(|it| it.state == SheetState::Locked);
        all.with_value(|rows| rows.iter().all(is_locked))
    });
    let lock_all = Callback::new(move |()| {
        let rows = all.get_value();
        action.job(async move {
            let mut failed = 0;
            for row in rows.into_iter().filter(|row| untrack(|| row.is_ready())) {
                let assignment = row.entry.item.assignment;
                match lock::lock(sender, assignment, action).await {
                    Ok(receipt) => {
                        let mut entry = row.entry.clone();
                        let sheet = row.held.draft.with_untracked(|draft| draft.text.clone());
                        lock::note(&mut entry, sheet, receipt.clone());
                        store.keep(&pack::entry_key(assignment), &entry).await;
                        row.fate.try_set(Some(Ok(receipt)));
                    }
                    // The others would fail, too.
                    Err(fault @ (Fault::Offline | Fault::TimedOut)) => return Err(fault),
                    Err(fault) if fault.code() == Some(Code::SignInNeeded) => return Err(fault),
                    Err(fault) => {
                        failed += 1;
                        row.fate.try_set(Some(Err(fault.words())));
                    }
                }
            }
            Ok(match failed {
                0 => "Semua lembar di daftar ini terkunci.".to_owned(),
                n => [
                    &n.to_string(),
                    " lembar belum terkunci; alasannya ada di barisnya.",
                ]
                .concat(),
            })
        });
    });
    let blocked = Memo::new(move |_| {
        if left.get() == 0 && locked.get() {
            Some("Semua lembar di daftar ini sudah terkunci.".to_owned())
        } else if left.get() == 0 {
            Some("Yang belum terkunci perlu Anda buka dulu; alasannya ada di barisnya.".to_owned())
        } else if online.get() {
            None
        } else {
            Some("Mengunci butuh sinyal. Nilai Anda aman di perangkat ini.".to_owned())
        }
    });
    let label = Signal::derive(move || match left.get() {
        0 => "Kunci".to_owned(),
        n => ["Kunci ", &n.to_string(), " lembar"].concat(),
    });
    let lines = rows.into_iter().map(|row| line(row, about)).collect_view();
    view! {
        <section class="card stack" aria-label="Lembar yang lengkap">
            <ol class="rows">{lines}</ol>
            <ErrorSummary faults=action.faults/>
            {action.outcome()}
            <div class="actions">
                <Press label=label busy=action.busy blocked=blocked on=lock_all/>
                <a class="btn plain" href=to::DESK>
                    "Ke daftar entri"
                </a>
            </div>
        </section>
    }
    .into_any()
}

/// Name, the five marks, what they come to, and what came of locking it.
fn line(row: Row, about: RwSignal<Option<JudgeEdition>>) -> AnyView {
    let assignment: AssignmentId = row.entry.item.assignment;
    let number = state::number(row.entry.item.number);
    let (draft, fate): (RwSignal<SheetDraft>, _) = (row.held.draft.into(), row.fate);
    let marks = move || {
        about.with(|about| {
            let rules = about.as_ref().map(|it| it.rubric.criteria.clone());
            draft.with(|draft| {
                let marks: Vec<String> = rules
                    .unwrap_or_default()
                    .iter()
                    .filter_map(|rule| draft.text.marks.get(&rule.criterion))
                    .map(|mark| mark.value().to_string())
                    .collect();
                [&number, " · ", &marks.join(" · ")].concat()
            })
        })
    };
    let total = move || {
        let rubric = about.with(|about| about.as_ref().map(|it| it.rubric.clone()))?;
        let (sum, _) = draft.with(|draft| draft.text.running(&rubric));
        Some(text::hundredths(i64::from(sum)))
    };
    let came = move || {
        fate.get().map(|fate| match fate {
            Ok(receipt) => {
                let words = ["Terkunci · ", &receipt.code].concat();
                view! { <span class="tag done">{words}</span> }.into_any()
            }
            Err(words) => view! { <small class="error">{words}</small> }.into_any(),
        })
    };
    view! {
        <li>
            <div>
                <a href=to::sheet(assignment)>{row.entry.item.name}</a>
                <small class="num">{marks}</small>
                {came}
            </div>
            <b class="num">{total}</b>
        </li>
    }
    .into_any()
}
