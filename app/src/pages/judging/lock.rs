//! Locking: what will count, the receipt, and taking it back.

use klisida_domain::{
    api::{SheetLockSet, SheetReopenSet},
    competition::BANDS,
    ids::AssignmentId,
    judging::{Sheet, SheetState},
    law::CRITERIA,
    problem::Code,
    text,
    wire::{JudgeEntry, Receipt, SheetLock, SheetReopen},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{
    desk,
    dock::is_refused,
    state::{self, Stop},
    work::Work,
};
use crate::{
    action::Action,
    api::Fault,
    clock, net,
    offline::{sender::Halt, sheets::SheetSender},
    paths as to,
    ui::{Ask, Copy, Dialog, ErrorSummary, Press},
};

/// The end of the sheet: lock it, or the receipt of the lock.
pub fn view(work: Work) -> AnyView {
    let locked = Memo::new(move |_| work.draft.with(|draft| draft.state == SheetState::Locked));
    (move || {
        if locked.get() {
            receipt(work)
        } else {
            to_lock(work)
        }
    })
    .into_any()
}

fn to_lock(work: Work) -> AnyView {
    let open = work.asks_lock;
    let action = Action::new().closes(open);
    let (busy, faults) = (action.busy, action.faults);
    let navigate = use_navigate();
    let online = net::online();
    let filled = work.filled();
    let blocked = Memo::new(move |_| match work.stop.get() {
        // The notice on top says it all.
        Some(Stop::Locked) | None => {
            if filled.get() < CRITERIA {
                work.draft.with(state::missing_words)
            } else if online.get() {
                None
            } else {
                Some("Mengunci butuh sinyal. Nilai Anda aman di perangkat ini.".to_owned())
            }
        }
        Some(_) => Some("Lembar ini tidak dapat diubah lagi.".to_owned()),
    });
    let lock = Callback::new(move |()| {
        let navigate = navigate.clone();
        action.job(async move {
            let receipt = locked(work, action).await?;
            if work.then_next.try_get_untracked() == Some(true) {
                let there = work.next_unlocked().map(to::sheet);
                if there.is_none() {
                    desk::from_the_top();
                }
                navigate(
                    there.as_deref().unwrap_or(to::DESK),
                    NavigateOptions::default(),
                );
            }
            Ok(["Nilai terkunci. Kode tanda terima ", &receipt.code].concat())
        });
    });
    Effect::new(move || {
        if !open.get() {
            faults.clear();
        }
    });
    view! {
        <section class="card stack" aria-label="Kunci nilai">
            <h2>"Kunci nilai"</h2>
            <p class="soft">
                "Hanya lembar yang terkunci yang dihitung. Sampai penilaian ditutup Anda bisa membukanya lagi."
            </p>
            <div class="actions">
                <Press
                    label="Kunci nilai"
                    class="btn"
                    blocked=blocked
                    on=Callback::new(move |()| {
                        if !is_refused(work) {
                            work.then_next.set(false);
                            open.set(true);
                        }
                    })
                />
            </div>
        </section>
        <Dialog open=open title="Kunci nilai ini?">
            {summary(work)}
            <ErrorSummary faults=faults/>
            <div class="actions">
                <Press label="Kunci sekarang" busy=busy on=lock/>
                <Press label="Periksa lagi" class="btn plain" on=Callback::new(move |()| open.set(false))/>
            </div>
        </Dialog>
    }
    .into_any()
}

/// Locks it, and shows that on the page.
async fn locked(work: Work, action: Action) -> Result<Receipt, Fault> {
    let receipt = lock(work.sender(), work.assignment, action).await?;
    // The page may have been left meanwhile.
    if let Some(sheet) = work.draft.try_with_untracked(|draft| draft.text.clone()) {
        let kept = receipt.clone();
        work.update_entry(move |entry| note(entry, sheet, kept));
    }
    Ok(receipt)
}

/// What the kept entry says of a locked sheet.
pub fn note(entry: &mut JudgeEntry, sheet: Sheet, receipt: Receipt) {
    entry.item.sheet = SheetState::Locked;
    entry.item.version = receipt.version;
    entry.sheet = sheet;
    entry.receipt = Some(receipt);
}

/// Sends the latest writing, then locks exactly that version.
pub async fn lock(
    sender: SheetSender,
    assignment: AssignmentId,
    action: Action,
) -> Result<Receipt, Fault> {
    match sender.deliver(assignment).await {
        Ok(()) => {}
        Err(Halt::Fault(fault)) => return Err(fault),
        Err(Halt::Choose) => return Err(Fault::Refused(Code::StaleVersion.into())),
    }
    let version = sender
        .held(assignment)
        .map_or(0, |held| held.draft.with_untracked(|draft| draft.version));
    let endpoint = SheetLockSet { assignment };
    let answer = action.call(&endpoint, &SheetLock { version }).await;
    if let Err(Fault::Refused(problem)) = &answer
        && matches!(problem.code, Code::StaleVersion | Code::SheetLocked)
    {
        // Changed or locked on another device: fetch what is there, then both are shown.
        sender.change(assignment, |draft| draft.stale = true);
        let _ = sender.deliver(assignment).await;
    }
    let receipt = answer?;
    clock::learn(receipt.at);
    sender.change(assignment, |draft| {
        draft.turned(SheetState::Locked, receipt.version, receipt.at);
    });
    Ok(receipt)
}

/// The five marks with weights, and what they come to.
fn summary(work: Work) -> AnyView {
    let (rows, (sum, _)) = work.draft.with_untracked(|draft| {
        let rows: Vec<_> = work
            .rules()
            .iter()
            .filter_map(|rule| {
                let mark = *draft.text.marks.get(&rule.criterion)?;
                let band = BANDS.get(mark.band()).map_or("", |band| band.name);
                let points = u32::from(rule.weight) * u32::from(mark.value());
                Some((
                    rule.criterion.label(),
                    rule.weight,
                    mark.value(),
                    band,
                    points,
                ))
            })
            .collect();
        (rows, work.rubric(|rubric| draft.text.running(rubric)))
    });
    let rows = rows
        .into_iter()
        .map(|(label, weight, mark, band, points)| {
            view! {
                <tr>
                    <th scope="row">{label}<small>{band}</small></th>
                    <td class="r">{mark}</td>
                    <td class="r">{["× ", &weight.to_string(), " %"].concat()}</td>
                    <td class="r">{text::hundredths(i64::from(points))}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="table sums">
            <thead>
                <tr>
                    <th scope="col">"Kriteria"</th>
                    <th scope="col" class="r">"Nilai"</th>
                    <th scope="col" class="r">"Bobot"</th>
                    <th scope="col" class="r">"Hasil"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
            <tfoot>
                <tr>
                    <th scope="row" colspan="3">"Nilai akhir lembar ini"</th>
                    <td class="r"><strong>{text::hundredths(i64::from(sum))}</strong></td>
                </tr>
            </tfoot>
        </table>
    }
    .into_any()
}

/// What the receipt says, as one sentence to keep.
fn receipt_text(number: u32, name: &str, receipt: &Receipt) -> String {
    [
        "Tanda terima KLISIDA: lembar nilai ",
        &state::number(number),
        " ",
        name,
        " dikunci ",
        &receipt.at.wib().full(),
        ", nilai ",
        &text::hundredths(i64::from(receipt.total)),
        ", kode ",
        &receipt.code,
        ".",
    ]
    .concat()
}

fn receipt(work: Work) -> AnyView {
    let receipt = Memo::new(move |_| work.entry.with(|entry| entry.receipt.clone()));
    let facts = move || {
        match receipt.get() {
        Some(receipt) => {
            let text = work.entry.with(|entry| receipt_text(entry.item.number, &entry.item.name, &receipt));
            view! {
                <dl class="facts">
                    <dt>"Kode tanda terima"</dt>
                    <dd><code>{receipt.code}</code></dd>
                    <dt>"Waktu"</dt>
                    <dd><time>{receipt.at.wib().full()}</time></dd>
                    <dt>"Nilai akhir lembar ini"</dt>
                    <dd class="num"><b>{text::hundredths(i64::from(receipt.total))}</b></dd>
                </dl>
                <Copy text=text label="Salin tanda terima"/>
            }
            .into_any()
        }
        None => view! { <p>"Dikunci dari perangkat lain. Tanda terimanya muncul di sini saat ada sinyal."</p> }.into_any(),
    }
    };
    view! {
        <section class="card receipt" aria-label="Tanda terima">
            <h2>"Nilai terkunci"</h2>
            {facts}
            {reopen(work)}
        </section>
    }
    .into_any()
}

fn reopen(work: Work) -> AnyView {
    let open = RwSignal::new(false);
    let action = Action::new().closes(open).on_refusal(move |fault| {
        if matches!(
            fault.code(),
            Some(Code::StaleVersion | Code::SheetNotLocked)
        ) {
            work.change(|draft| draft.stale = true);
            spawn_local(async move {
                let _ = work.deliver().await;
            });
        }
        Some(fault)
    });
    let online = net::online();
    let blocked = Memo::new(move |_| match work.stop.get() {
        Some(Stop::Closed | Stop::ClosedUnsent) => Some("Penilaian sudah ditutup.".to_owned()),
        Some(Stop::Locked) | None if online.get() => None,
        Some(Stop::Locked) | None => Some("Membuka kunci butuh sinyal.".to_owned()),
        Some(_) => Some("Lembar ini tidak dapat diubah lagi.".to_owned()),
    });
    let on = Callback::new(move |reason: String| {
        let version = work.draft.with_untracked(|draft| draft.version);
        let endpoint = SheetReopenSet {
            assignment: work.assignment,
        };
        let said = "Kunci dibuka. Lembar ini belum dihitung sampai dikunci lagi.";
        action.run(
            endpoint,
            SheetReopen { version, reason },
            said,
            move |saved| {
                clock::learn(saved.at);
                work.change(|draft| draft.turned(saved.state, saved.version, saved.at));
                work.update_entry(move |entry| {
                    entry.item.sheet = saved.state;
                    entry.item.version = saved.version;
                    entry.receipt = None;
                });
            },
        );
    });
    view! {
        <div class="actions">
            <Press label="Buka kunci" class="btn plain" blocked=blocked on=Callback::new(move |()| open.set(true))/>
        </div>
        <Ask
            open=open
            title="Buka kunci lembar ini?"
            text="Selama terbuka, lembar ini tidak dihitung. Kunci lagi sebelum penilaian ditutup."
            action="Buka kunci"
            reason=true
            busy=action.busy
            faults=action.faults
            on=on
        />
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use klisida_domain::time::Instant;

    use super::*;

    #[test]
    fn the_receipt_can_be_kept_as_one_sentence() {
        let receipt = Receipt {
            code: "7F3K-22QA".to_owned(),
            total: 7_820,
            version: 4,
            at: Instant::from_wib_field("2026-10-07T14:33").unwrap(),
        };
        assert_eq!(
            receipt_text(8, "Kios Maritim", &receipt),
            "Tanda terima KLISIDA: lembar nilai E-08 Kios Maritim dikunci Rabu, 7 Oktober 2026 pukul 14.33 WIB, nilai 78,20, kode 7F3K-22QA."
        );
    }
}
