//! Further steps of a record: taking back, giving back, putting aside, stopping, deleting. Each says why it cannot be
//! taken now.

use klisida_domain::{
    api::{RecordDelete, StepSet},
    clinic::{self, Act},
    problem::Code,
    stage::{Course, Refusal, Step},
    wire::{RecordStep, RecordView, StepTake},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{local::Local, record::Record};
use crate::{
    offline::senders::use_requests,
    paths as to,
    ui::{Ask, Press},
};

/// What can be done beside going on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Deal {
    Take(Step),
    Delete,
}

/// Each with its words: the button, and what happens.
const DEALS: [(Deal, &str, &str); 6] = [
    (
        Deal::Take(Step::Withdraw),
        "Tarik pengajuan",
        "Pengajuan kembali kepada tim untuk diubah. Alasan Anda tercatat di riwayat.",
    ),
    (
        Deal::Take(Step::Return),
        "Kembalikan ke inovator",
        "Tim mendapat kembali isiannya bersama alasan Anda.",
    ),
    (
        Deal::Take(Step::Pause),
        "Tunda",
        "Inovasi tidak menunggu siapa pun sampai dilanjutkan.",
    ),
    (
        Deal::Take(Step::Resume),
        "Lanjutkan lagi",
        "Inovasi kembali ke tempatnya sebelum ditunda.",
    ),
    (
        Deal::Take(Step::Stop),
        "Hentikan",
        "Inovasi berhenti untuk seterusnya. Pembelajarannya tetap tersimpan.",
    ),
    (
        Deal::Delete,
        "Hapus draf",
        "Draf ini dihapus dari daftar. Hanya yang belum pernah diajukan.",
    ),
];

impl Deal {
    fn needs_reason(self) -> bool {
        match self {
            Self::Take(step) => step.needs_reason(),
            Self::Delete => false,
        }
    }

    fn act(self) -> Act {
        match self {
            Self::Take(step) => Act::Step(step),
            Self::Delete => Act::Delete,
        }
    }
}

/// Steps that are never this person's, each with whose it is: "Tunda, Hentikan: koordinator instansi atau Tim Klinik."
fn others(view: &RecordView) -> Vec<String> {
    let mut found: Vec<(&str, String)> = Vec::new();
    for (deal, label, _) in DEALS {
        let Deal::Take(step) = deal else { continue };
        if !is_never(view, deal) {
            continue;
        }
        let whose = Course::sides_words(step);
        match found.iter_mut().find(|(other, _)| *other == whose) {
            Some((_, labels)) => *labels = [labels, ", ", label].concat(),
            None => found.push((whose, label.to_owned())),
        }
    }
    found
        .into_iter()
        .map(|(whose, labels)| [&labels, ": ", whose, "."].concat())
        .collect()
}

/// It is another role's, however the record stands.
fn is_never(view: &RecordView, deal: Deal) -> bool {
    let line = &view.line;
    clinic::may(line.relation, deal.act(), line.course, &view.open) == Err(Code::Forbidden)
}

/// Why it cannot be done now.
fn refusal(view: &RecordView, deal: Deal, local: bool) -> Option<String> {
    let line = &view.line;
    let words = match deal {
        Deal::Take(step) => {
            if local {
                Some("Menunggu inovasi ini sampai ke server.")
            } else {
                clinic::may(line.relation, Act::Step(step), line.course, &view.open)
                    .err()
                    .map(Code::words)
                    .or_else(|| {
                        line.course
                            .after(step, view.head_releases)
                            .err()
                            .map(Refusal::words)
                    })
            }
        }
        Deal::Delete => clinic::may(line.relation, Act::Delete, line.course, &view.open)
            .err()
            .or((view.revision > 0).then_some(Code::NotADraft))
            .map(Code::words),
    };
    words.map(str::to_owned)
}

/// All of them.
pub fn section(record: Record) -> AnyView {
    let deed = record.action();
    let requests = use_requests();
    let chosen = RwSignal::new(0_usize);
    let (plain, reasoned) = (RwSignal::new(false), RwSignal::new(false));
    let navigate = StoredValue::new_local(use_navigate());
    let leave = move || {
        navigate.try_with_value(|go| go(to::INNOVATIONS, NavigateOptions::default()));
    };
    let go = Callback::new(move |reason: String| {
        let Some((deal, label, ..)) = DEALS.get(chosen.get_untracked()).copied() else {
            return;
        };
        let close = move || {
            plain.try_set(false);
            reasoned.try_set(false);
        };
        match deal {
            Deal::Take(step) => {
                let body = StepTake {
                    version: record.version(),
                    step,
                    reason: (!reason.is_empty()).then_some(reason),
                };
                let endpoint = StepSet {
                    innovation: record.id,
                };
                record.send(deed, label, endpoint, body, move |_| close());
            }
            Deal::Delete if record.local.with_untracked(Option::is_some) => {
                // It never left this device.
                for request in untrack(|| requests.waiting_for(record.id)) {
                    requests.discard(request.key);
                }
                let Some(store) = record.store() else { return };
                spawn_local(async move {
                    Local::forget(store, record.id).await;
                    close();
                    leave();
                });
            }
            Deal::Delete => {
                let body = RecordStep {
                    version: record.version(),
                };
                let endpoint = RecordDelete {
                    innovation: record.id,
                };
                record.send_last(deed, label, endpoint, body, move |reply| {
                    if reply.is_some() {
                        record.forget();
                    }
                    close();
                    leave();
                });
            }
        }
    });
    let title = Signal::derive(move || {
        DEALS
            .get(chosen.get())
            .map_or_else(String::new, |it| [it.1, "?"].concat())
    });
    let text = Signal::derive(move || {
        DEALS
            .get(chosen.get())
            .map_or_else(String::new, |it| it.2.to_owned())
    });
    let action = Signal::derive(move || {
        DEALS
            .get(chosen.get())
            .map_or_else(String::new, |it| it.1.to_owned())
    });
    let list = record.follow(move |view| {
        let relation = view.line.relation;
        if !relation.is_agency() && !relation.clinic {
            return ().into_any();
        }
        let local = record.local.with_untracked(Option::is_some);
        let buttons = DEALS
            .iter()
            .enumerate()
            .filter(|(_, (deal, ..))| !is_never(view, *deal))
            .map(|(n, (deal, label, _))| {
                let blocked = refusal(view, *deal, local);
                let press = move |()| {
                    deed.faults.clear();
                    chosen.set(n);
                    if deal.needs_reason() {
                        reasoned.set(true);
                    } else {
                        plain.set(true);
                    }
                };
                view! {
                    <div>
                        <Press label=*label class="btn plain" blocked=Signal::stored(blocked) on=Callback::new(press)/>
                    </div>
                }
            })
            .collect_view();
        let others = others(view)
            .into_iter()
            .map(|words| view! { <p class="soft small">{words}</p> })
            .collect_view();
        view! {
            <section class="stack" aria-labelledby="langkah">
                <h3 id="langkah">"Langkah lain"</h3>
                <div class="deeds">{buttons}</div>
                {others}
            </section>
        }
        .into_any()
    });
    view! {
        {deed.outcome()}
        {list}
        <Ask open=plain title=title text=text action=action busy=deed.busy faults=deed.faults on=go/>
        <Ask open=reasoned title=title text=text action=action reason=true busy=deed.busy faults=deed.faults on=go/>
    }
    .into_any()
}
