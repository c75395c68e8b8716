//! All answers once more, what is missing, and handing in; for the agency's desk also letting it go on or giving it back.

use klisida_domain::{
    api::{RevisionShow, StepSet},
    law::{Principle, Stage},
    part::{self, Part, Parts},
    part_words,
    stage::{Desk, Step},
    text,
    wire::{Empty, RecordView, StepTake, StepTaken},
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    answers, bits, check_receipt, part_rows,
    record::{self, Record},
    tasks::{self, Gaps},
    told,
};
use crate::{
    api, net,
    offline::sender::Halt,
    paths as to,
    ui::{Ask, ErrorSummary, Faults, Press, changed},
};

/// `/app/inovasi/:innovation/periksa`.
pub fn page() -> AnyView {
    record::page("Periksa dan ajukan", "narrow", body)
}

/// What this person can do here.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Offer {
    step: Step,
    button: &'static str,
    /// What it is called when it is done.
    done: &'static str,
    /// What is declared.
    declares: &'static str,
    /// Giving it back is possible too.
    returns: bool,
}

const MADE: &str = "Saya menyatakan isian ini benar dan dapat dipertanggungjawabkan.";
const READ: &str = "Saya sudah memeriksa isian ini.";

fn offer(view: &RecordView) -> Option<Offer> {
    let (course, relation) = (view.line.course, view.line.relation);
    if !course.is_live() {
        return None;
    }
    let release = |button, done| Offer {
        step: Step::Release,
        button,
        done,
        declares: READ,
        returns: true,
    };
    match course.desk {
        Desk::Innovator if relation.member || relation.coordinator => Some(Offer {
            step: Step::HandIn,
            button: "Ajukan",
            done: "Diajukan",
            declares: MADE,
            returns: false,
        }),
        Desk::AgencyCoordinator if relation.coordinator && view.head_releases => {
            Some(release("Teruskan ke kepala instansi", "Diteruskan"))
        }
        Desk::AgencyCoordinator if relation.coordinator => {
            Some(release("Teruskan ke klinik", "Diteruskan"))
        }
        Desk::AgencyHead if relation.head => Some(release("Setujui", "Disetujui")),
        _ => None,
    }
}

/// "butir 3, Penanggung jawab" of `plan.2.owner`; empty for a whole part.
fn place(part: Part, field: &str) -> String {
    let mut pieces = field.split('.').skip(1);
    let (Some(first), second) = (pieces.next(), pieces.next()) else {
        return String::new();
    };
    if part == Part::Principles {
        return Principle::from_code(first).map_or_else(String::new, |it| it.label().to_owned());
    }
    if let (Ok(n), Some(sort)) = (first.parse::<usize>(), part_rows::sort(part)) {
        let column = second.and_then(|name| sort.columns.iter().find(|it| it.field == name));
        let label = column.map_or("", |it| it.label);
        let noun = bits::lower(sort.noun);
        let number = (n + 1).to_string();
        let between = if label.is_empty() { "" } else { ", " };
        return [noun.as_str(), " ", &number, between, label].concat();
    }
    match first {
        "name" => "nama",
        "idea" => "gagasan",
        "digital" => "sifat",
        "form" => "bentuk",
        "affairs" => "urusan",
        "programme" => "program RKPD",
        "related" => "inovasi terkait",
        "used_from" => "mulai diterapkan",
        "trial_from" => "mulai uji coba",
        _ => "",
    }
    .to_owned()
}

fn body(record: Record) -> AnyView {
    record.recall();
    let receipt = RwSignal::new(None::<(&'static str, StepTaken)>);
    let before = last_revision(record);
    let done = move || {
        receipt
            .get()
            .map(|(what, taken)| untrack(|| check_receipt::receipt(record, what, &taken)))
    };
    let over = Memo::new(move |_| receipt.with(Option::is_some));
    let rest = move || {
        (!over.get()).then(|| {
            view! {
                {record.follow(move |view| told::card(record, view))}
                {record.follow(move |view| summary(record, view, before))}
                {act(record, receipt)}
            }
        })
    };
    view! {
        {done}
        {rest}
    }
    .into_any()
}

/// The revision to compare with: while the team writes, what was handed in last; for whoever checks what was handed in, the
/// submission before it, never that one itself.
fn earlier_revision(view: &RecordView) -> u32 {
    let checks = view.line.course.stage().is_some() && view.line.course.desk != Desk::Innovator;
    view.revision.saturating_sub(u32::from(checks))
}

/// What was handed in before, to say what changed since.
fn last_revision(record: Record) -> RwSignal<Option<(u32, Parts)>> {
    let before = RwSignal::new(None::<(u32, Parts)>);
    Effect::new(move || {
        let n = record
            .view
            .with(|view| view.as_ref().map_or(0, |view| earlier_revision(view)));
        if n == 0 {
            before.set(None);
        }
        if n == 0 || before.with_untracked(|it| it.as_ref().is_some_and(|it| it.0 == n)) {
            return;
        }
        spawn_local(async move {
            let endpoint = RevisionShow {
                innovation: record.id,
                n,
            };
            if let Ok(revision) = api::call(&endpoint, &Empty {}).await {
                before.try_set(Some((n, revision.parts)));
            }
        });
    });
    before
}

fn summary(record: Record, view: &RecordView, before: RwSignal<Option<(u32, Parts)>>) -> AnyView {
    let stage = view.line.course.stage();
    let shown = stage.unwrap_or(Stage::Display);
    let view = view.clone();
    (move || {
        record.track();
        let parts = record.parts(&view);
        let gaps = stage.map(|stage| gaps_view(record, &Gaps::of(stage, &view, &parts)));
        let changes = before.with(|before| {
            before
                .as_ref()
                .map(|(n, old)| changes(*n, shown, old, &parts))
        });
        let rows = tasks::parts_until(shown)
            .map(|part| {
                let (content, _) = record.part(&view, part);
                let label = part.label();
                let task = tasks::part_task(record, &view, part);
                let word = if tasks::may_write(&view, part).is_ok() {
                    "Ubah"
                } else {
                    "Lihat"
                };
                let change = [word, ": ", label].concat();
                view! {
                    <section class="answers-part">
                        <div class="split">
                            <h3>{label}</h3>
                            <span class="cluster">
                                <span class=task.class>{task.word}</span>
                                <a class="btn plain small" href=to::fill(record.id, part) aria-label=change>{word}</a>
                            </span>
                        </div>
                        {told::beside(&view, part)}
                        {answers::reading(part, &content)}
                    </section>
                }
            })
            .collect_view();
        view! {
            {bits::steps(view.line.course.place)}
            {gaps}
            {changes}
            <section class="card check-answers" aria-labelledby="isian">
                <h2 id="isian">"Semua isian"</h2>
                {rows}
            </section>
        }
    })
    .into_any()
}

/// What is missing, each with its way.
fn gaps_view(record: Record, gaps: &Gaps) -> AnyView {
    let id = record.id;
    let missing = gaps
        .missing
        .iter()
        .map(|it| {
            let (label, href) = tasks::way(*it, id);
            let link = href.map(|href| view! { " " <a href=href>{label}</a> });
            view! { <li><span>{it.sentence()} {link}</span></li> }
        })
        .collect_view();
    let faults = gaps
        .faults
        .iter()
        .map(|fault| {
            let part = tasks::part_of(fault);
            let words = fault.code.words();
            match part {
                Some(part) => {
                    let place = place(part, &fault.field);
                    let name = if place.is_empty() {
                        part.label().to_owned()
                    } else {
                        [part.label(), ", ", &place].concat()
                    };
                    view! { <li><span><a href=to::fill(id, part)>{name}</a> ": " {words}</span></li> }.into_any()
                }
                None => view! { <li><span>{words}</span></li> }.into_any(),
            }
        })
        .collect_view();
    let warnings = gaps
        .warnings
        .iter()
        .map(|it| {
            let (label, href) = tasks::way(*it, id);
            let words = [
                &text::upper(it.words()),
                " (",
                &it.article().to_string(),
                "). Tidak menghalangi.",
            ]
            .concat();
            let link = href.map(|href| view! { " " <a href=href>{label}</a> });
            view! { <li><span>{words} {link}</span></li> }
        })
        .collect_view();
    let head = match gaps.count() {
        0 => None,
        n => Some(["Ada ", &n.to_string(), " hal yang belum lengkap."].concat()),
    };
    let open = match head {
        Some(head) => view! {
            <section class="notice warn" aria-labelledby="kurang">
                <b id="kurang">{head}</b>
                <ul class="missing">{missing} {faults}</ul>
            </section>
        }
        .into_any(),
        None => view! {
            <div class="notice done">
                <b>"Semua yang diminta tahap ini sudah ada."</b>
            </div>
        }
        .into_any(),
    };
    let warned = (!gaps.warnings.is_empty()).then(|| {
        view! {
            <section class="notice" aria-label="Peringatan">
                <ul class="missing">{warnings}</ul>
            </section>
        }
    });
    view! { {open} {warned} }.into_any()
}

/// What changed since the last submission.
fn changes(n: u32, stage: Stage, old: &Parts, now: &Parts) -> AnyView {
    let rows: Vec<_> = tasks::parts_until(stage)
        .filter_map(|part| {
            let empty = part::Content::empty(part);
            let now = now.get(&part).unwrap_or(&empty);
            let words = part_words::change(part, old.get(&part), now)?;
            let said = |it: Option<&part::Content>| {
                it.map_or_else(String::new, |it| part_words::whole(part, it))
            };
            Some((words, said(old.get(&part)), said(Some(now))))
        })
        .map(|(words, old, now)| {
            view! {
                <li>
                    <details>
                        <summary>{words}</summary>
                        {changed(&old, &now)}
                    </details>
                </li>
            }
        })
        .collect();
    let body = if rows.is_empty() {
        view! { <p class="soft">"Belum ada yang berubah."</p> }.into_any()
    } else {
        view! { <ul>{rows}</ul> }.into_any()
    };
    view! {
        <section class="card stack" aria-labelledby="beda">
            <h2 id="beda">{["Berubah sejak pengajuan ke-", &n.to_string()].concat()}</h2>
            {body}
        </section>
    }
    .into_any()
}

/// Sends what is not on the server yet; what stands in the way goes to the form.
async fn deliver(record: Record, faults: Faults) -> bool {
    let waiting = untrack(|| record.unsent());
    if waiting.is_empty() {
        return true;
    }
    let Some(sender) = record.part_sender() else {
        return false;
    };
    let mut halted = 0;
    for part in waiting {
        match sender.deliver((record.id, part)).await {
            Ok(()) => {}
            Err(Halt::Choose) => {
                halted += 1;
                let words = [
                    part.label(),
                    ": ada dua isian berbeda. Buka bagian ini, lalu pilih.",
                ]
                .concat();
                faults.add("", words);
            }
            Err(Halt::Fault(fault)) => {
                halted += 1;
                faults.add("", [part.label(), ": ", &fault.words()].concat());
            }
        }
    }
    if halted > 0 {
        let words = [
            &bits::count(halted, "bagian"),
            " belum terkirim. Pengajuan menunggu sampai semuanya terkirim.",
        ]
        .concat();
        faults.add("", words);
        faults.show();
        return false;
    }
    // The parts moved the record on: the step names the newest version.
    record.load().await;
    true
}

fn act(record: Record, receipt: RwSignal<Option<(&'static str, StepTaken)>>) -> AnyView {
    let deed = record.action();
    let declared = RwSignal::new(false);
    let sending = RwSignal::new(false);
    let back = RwSignal::new(false);
    let busy = Signal::derive(move || sending.get() || deed.busy.get());
    let online = net::online();
    let offer = Memo::new(move |_| record.view.with(|view| offer(view.as_ref()?)));
    let gaps = Memo::new(move |_| {
        record.track();
        record.view.with(|view| {
            let view = view.as_ref()?;
            let stage = view.line.course.stage()?;
            Some(Gaps::of(stage, view, &record.parts(view)).count())
        })
    });
    let blocked = Signal::derive(move || {
        let offer = offer.get()?;
        if record.local.with(Option::is_some) {
            return Some("Inovasi ini belum sampai ke server.".to_owned());
        }
        let n = gaps.get().unwrap_or_default();
        if offer.step == Step::HandIn && n > 0 {
            return Some(["Lengkapi dulu ", &n.to_string(), " hal di atas."].concat());
        }
        let unsent = record.unsent().len();
        (unsent > 0 && !online.get()).then(|| {
            [
                &bits::count(unsent, "bagian"),
                " belum terkirim. Ajukan setelah ada sinyal.",
            ]
            .concat()
        })
    });
    let take = move |step: Step, done: &'static str, reason: Option<String>| {
        let body = StepTake {
            version: record.version(),
            step,
            reason,
        };
        let endpoint = StepSet {
            innovation: record.id,
        };
        let what = match step {
            Step::HandIn => "Pengajuan",
            Step::Release => "Penerusan",
            _ => "Pengembalian",
        };
        record.send(deed, what, endpoint, body, move |taken| {
            back.try_set(false);
            match taken {
                Some(taken) => {
                    receipt.try_set(Some((done, taken)));
                }
                None if step == Step::HandIn => {
                    deed.waits("Akan diajukan saat ada sinyal; belum diajukan.");
                }
                None => {}
            }
        });
    };
    let sure = RwSignal::new(false);
    let send = move || {
        let Some(offer) = offer.get_untracked() else {
            return;
        };
        sending.set(true);
        spawn_local(async move {
            let sent = deliver(record, deed.faults).await;
            sending.try_set(false);
            if sent {
                take(offer.step, offer.done, None);
            }
        });
    };
    let go = move |()| {
        let Some(offer) = offer.get_untracked() else {
            return;
        };
        if busy.get_untracked() {
            return;
        }
        deed.faults.clear();
        if !declared.get_untracked() {
            deed.faults
                .add("declaration", "Beri tanda pada pernyataan ini dulu.");
            deed.faults.show();
            return;
        }
        let unchanged = offer.step == Step::HandIn
            && untrack(|| {
                record
                    .now()
                    .is_some_and(|view| told::is_unanswered(record, &view))
            });
        if unchanged {
            sure.set(true);
        } else {
            send();
        }
    };
    let anyway = Callback::new(move |_: String| {
        sure.set(false);
        send();
    });
    let give_back = Callback::new(move |reason: String| {
        take(Step::Return, "Dikembalikan", Some(reason));
    });
    deed.faults.name("declaration", "Pernyataan");
    let unsent = move || {
        let n = record.unsent().len();
        (n > 0).then(|| {
            let words = [
                &bits::count(n, "bagian"),
                " belum terkirim; dikirim lebih dulu.",
            ]
            .concat();
            view! { <p class="soft">{words}</p> }
        })
    };
    let without = move || {
        let words = record.view.with(|view| {
            let view = view.as_ref()?;
            Some(bits::turn_words(
                &view.line,
                &view.durations,
                crate::clock::now(),
            ))
        })?;
        (!words.is_empty()).then(|| view! { <p class="notice">{words}</p> })
    };
    let declaration_fault = move || {
        deed.faults
            .of("declaration")
            .map(|words| view! { <p class="error">{words}</p> })
    };
    let form = move || {
        let Some(offer) = offer.get() else {
            return without().into_any();
        };
        let returns = offer.returns.then(|| {
            view! { <Press label="Kembalikan" class="btn plain" busy=busy on=Callback::new(move |()| { deed.faults.clear(); back.set(true); })/> }
        });
        let drum_up = record.view.with_untracked(|view| {
            view.as_ref().and_then(|view| view.line.course.stage()) == Some(Stage::DrumUp)
        });
        let note = (drum_up && offer.step == Step::HandIn).then(|| {
            view! { <p class="soft">"Tahap ini tidak dinilai: begitu kegiatannya tercatat, Anda langsung ke tahap ide (Pasal 10)."</p> }
        });
        view! {
            <section class="card stack" aria-label=offer.button>
                {note}
                {unsent}
                <div class="field">
                    <label class="check">
                        <input
                            type="checkbox"
                            id="f-declaration"
                            prop:checked=move || declared.get()
                            on:change=move |event| {
                                declared.set(event_target_checked(&event));
                                deed.faults.forget("declaration");
                            }
                        />
                        <span>{offer.declares}</span>
                    </label>
                    {declaration_fault}
                </div>
                <div class="actions">
                    <Press label=offer.button busy=busy blocked=blocked on=Callback::new(go)/>
                    {returns}
                </div>
            </section>
        }
        .into_any()
    };
    view! {
        <ErrorSummary faults=deed.faults/>
        {deed.outcome()}
        {form}
        <Ask
            open=back
            title=Signal::stored("Kembalikan ke inovator?".to_owned())
            text=Signal::stored("Tim mendapat kembali isiannya dan membaca alasan Anda.".to_owned())
            action=Signal::stored("Kembalikan".to_owned())
            reason=true
            busy=deed.busy
            faults=deed.faults
            on=give_back
        />
        <Ask
            open=sure
            title=Signal::stored("Belum ada yang diubah sejak dikembalikan. Tetap ajukan?".to_owned())
            text=Signal::stored("Yang memeriksa mendapat isian yang sama seperti sebelumnya.".to_owned())
            action=Signal::stored("Tetap ajukan".to_owned())
            busy=busy
            faults=deed.faults
            on=anyway
        />
    }
    .into_any()
}
