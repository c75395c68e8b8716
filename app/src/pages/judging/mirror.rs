//! The mirror: the judge's own marks over the five bands. Never anybody else's.

use klisida_domain::{ids::AssignmentId, judging::Sheet};
use leptos::prelude::*;

use super::{pack, state, work::Work};
use crate::store::use_store;

/// Height of the tallest bar, in the units of its drawing.
const HEIGHT: u32 = 100;

/// The mirror of the edition that this sheet belongs to.
pub fn view(work: Work) -> AnyView {
    let others: RwSignal<Vec<(AssignmentId, Sheet)>> = RwSignal::new(Vec::new());
    let store = use_store();
    let edition = work.edition.with_untracked(|edition| edition.id);
    leptos::task::spawn_local(async move {
        if let Some(kept) = pack::kept(store).await {
            let sheets = kept
                .data
                .sheets
                .into_iter()
                .filter(|(_, of, _)| *of == edition)
                .map(|(assignment, _, sheet)| (assignment, sheet))
                .collect();
            others.try_set(sheets);
        }
    });
    let counts = Memo::new(move |_| others.with(|others| work.mirror(others)));
    view! {
        <section class="card stack" aria-label="Cermin nilai Anda">
            <h2>"Cermin nilai Anda"</h2>
            <p class="soft">{move || said(counts.get())}</p>
            {bars(counts)}
        </section>
    }
    .into_any()
}

fn said(counts: [u32; 5]) -> String {
    state::mirror_words(counts)
        .unwrap_or_else(|| "Sebaran nilai Anda sendiri di kompetisi ini. Nilai juri lain tidak pernah tampil di sini.".to_owned())
}

fn bars(counts: Memo<[u32; 5]>) -> AnyView {
    let bars = (0..5)
        .map(|band| {
            let count = Memo::new(move |_| counts.with(|counts| counts.get(band).copied().unwrap_or(0)));
            let height = Memo::new(move |_| {
                let most = counts.with(|counts| counts.iter().copied().max().unwrap_or(0)).max(1);
                count.get() * HEIGHT / most
            });
            view! {
                <div>
                    <dt>{state::range(band)}</dt>
                    <dd>
                        <span>{move || count.get()}</span>
                        <svg viewBox=["0 0 10 ", &HEIGHT.to_string()].concat() preserveAspectRatio="none" aria-hidden="true">
                            <rect width="10" y=move || (HEIGHT - height.get()).to_string() height=move || height.get().to_string()></rect>
                        </svg>
                    </dd>
                </div>
            }
        })
        .collect_view();
    view! { <dl class="mirror">{bars}</dl> }.into_any()
}
