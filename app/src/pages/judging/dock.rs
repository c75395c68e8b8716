//! The bar at the bottom of the sheet: how far, how much, where it is kept, and on.

use klisida_domain::law::CRITERIA;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::{
    clash, desk,
    state::{self, Around, Status},
    work::{Work, field_id},
};
use crate::{browser, clock, net, paths as to, store::use_store, ui::announce};

/// The id of the button that goes on.
pub const GO_ON: &str = "lanjut";

/// Shortest time between two changes of the status line: screen readers are told of it.
const QUIET_MS: i64 = 1_000;

/// What was typed and is no mark is mended or taken back before the sheet is left: true when there is such a field, which
/// then has the focus.
pub fn is_refused(work: Work) -> bool {
    let Some(criterion) = work.first_refused() else {
        return false;
    };
    work.unfold(criterion, true);
    announce(&["Perbaiki dulu nilai ", criterion.label(), "."].concat());
    browser::soon(move || browser::focus(&field_id(criterion)));
    true
}

/// Sends what is written and goes to the next entry that is not full; to the list when there is none.
pub fn go_on(work: Work) -> Callback<()> {
    let navigate = use_navigate();
    Callback::new(move |()| {
        if is_refused(work) {
            return;
        }
        if work
            .draft
            .with_untracked(|draft| !draft.conflicts.is_empty())
        {
            clash::show();
            return;
        }
        // Kept on this device already; it goes out while the next one is read.
        leptos::task::spawn_local(async move {
            let _ = work.deliver().await;
        });
        let there = work.next().map(to::sheet);
        if there.is_none() {
            announce("Tidak ada lagi entri yang belum terisi.");
            desk::from_the_top();
        }
        navigate(
            there.as_deref().unwrap_or(to::DESK),
            leptos_router::NavigateOptions::default(),
        );
    })
}

/// The bar.
pub fn view(work: Work) -> AnyView {
    let filled = work.filled();
    let sum = Memo::new(move |_| {
        work.draft
            .with(|draft| work.rubric(|rubric| draft.text.running(rubric)))
    });
    let count = move || state::filled_words(filled.get());
    let so_far = move || {
        let (total, of) = sum.get();
        let lead = if of == 100 {
            " · nilai "
        } else {
            " · sementara "
        };
        (of > 0).then(|| [lead, &state::sum_words((total, of))].concat())
    };
    let status = throttled(status(work));
    let clashes = Memo::new(move |_| work.draft.with(|draft| !draft.conflicts.is_empty()));
    // Once all is filled in, locking is the thing to do; without signal it waits, and so does nobody.
    let online = net::online();
    let locks = Memo::new(move |_| {
        filled.get() == CRITERIA
            && work.stop.with(Option::is_none)
            && !clashes.get()
            && online.get()
    });
    let words = move || {
        if clashes.get() {
            "Pilih isian"
        } else if work.stop.with(Option::is_some) {
            "Lanjut"
        } else if locks.get() {
            "Kunci dan lanjut"
        } else {
            "Simpan dan lanjut"
        }
    };
    let go_on = go_on(work);
    let press = move |_| {
        if locks.get_untracked() && !is_refused(work) {
            work.then_next.set(true);
            work.asks_lock.set(true);
        } else {
            go_on.run(());
        }
    };
    view! {
        <div class="dock">
            <progress max=CRITERIA.to_string() prop:value=move || f64::from(u32::try_from(filled.get()).unwrap_or(0)) aria-label="Kriteria terisi"></progress>
            <div>
                <p>
                    <b class="num">{count}</b>
                    <span class="sum">{so_far}</span>
                </p>
                <span class=move || status.with(|status| status.class) role="status">
                    {move || status.with(|status| status.words.clone())}
                </span>
            </div>
            <button type="button" id=GO_ON class="btn" on:click=press>
                {words}
            </button>
        </div>
    }
    .into_any()
}

fn status(work: Work) -> Memo<Status> {
    let (online, trouble) = (net::online(), use_store().trouble());
    Memo::new(move |_| {
        let around = Around {
            sending: work.sending.get(),
            online: online.get(),
            keeps: trouble.with(Option::is_none),
        };
        work.draft.with(|draft| state::status(draft, around))
    })
}

/// Follows `source`, but never changes twice within a second; the last word always comes through.
fn throttled(source: Memo<Status>) -> RwSignal<Status> {
    let shown = RwSignal::new(source.get_untracked());
    let (last, waiting) = (StoredValue::new(0_i64), StoredValue::new(false));
    Effect::new(move || {
        let status = source.get();
        if waiting.get_value() || shown.with_untracked(|shown| *shown == status) {
            return;
        }
        let rest = last
            .get_value()
            .saturating_add(QUIET_MS)
            .saturating_sub(clock::now().0);
        if rest <= 0 || rest > QUIET_MS {
            last.set_value(clock::now().0);
            shown.set(status);
            return;
        }
        waiting.set_value(true);
        leptos::task::spawn_local(async move {
            gloo_timers::future::TimeoutFuture::new(u32::try_from(rest).unwrap_or(0)).await;
            waiting.try_update_value(|waiting| *waiting = false);
            last.try_update_value(|last| *last = clock::now().0);
            if let Some(status) = source.try_get_untracked() {
                shown.try_set(status);
            }
        });
    });
    shown
}
