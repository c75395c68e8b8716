//! Further steps of a record: taking back, giving back, putting aside, stopping, deleting. Each says why it cannot be
//! taken now.

use klisida_domain::{
    api::{RecordDelete, StepSet},
    clinic::{self, Act},
    problem::Code,
    stage::{Refusal, Step},
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

/// Each with its words: the button, what happens, whether it needs a reason, whether it cannot be undone.
const DEALS: [(Deal, &str, &str, bool, bool); 6] = [
    (
        Deal::Take(Step::Withdraw),
        "Tarik pengajuan",
        "Pengajuan kembali kepada tim untuk diubah. Klinik melihat bahwa Anda menariknya.",
        false,
        false,
    ),
    (
        Deal::Take(Step::Return),
        "Kembalikan ke inovator",
        "Tim mendapat kembali isiannya bersama alasan Anda.",
        true,
        false,
    ),
    (
        Deal::Take(Step::Pause),
        "Tunda",
        "Inovasi tidak menunggu siapa pun sampai dilanjutkan.",
        true,
        false,
    ),
    (
        Deal::Take(Step::Resume),
        "Lanjutkan lagi",
        "Inovasi kembali ke tempatnya sebelum ditunda.",
        false,
        false,
    ),
    (
        Deal::Take(Step::Stop),
        "Hentikan",
        "Inovasi berhenti untuk seterusnya. Pembelajarannya tetap tersimpan.",
        true,
        true,
    ),
    (
        Deal::Delete,
        "Hapus draf",
        "Draf ini dihapus dari daftar. Hanya yang belum pernah diajukan.",
        false,
        true,
    ),
];

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

/// The fold with all of them.
pub fn fold(record: Record) -> AnyView {
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
                record.send(deed, label, endpoint, body, move |_| {
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
            .map(|(n, (deal, label, _, reason, _))| {
                let blocked = refusal(view, *deal, local);
                let press = move |()| {
                    deed.faults.clear();
                    chosen.set(n);
                    if *reason {
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
        view! {
            <section class="card">
                <details class="fold">
                    <summary><b>"Langkah lain"</b> <span class="soft small">"tarik, tunda, hentikan"</span></summary>
                    <div class="deeds">{buttons}</div>
                </details>
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
