//! Facilitator and reviewer of several records at once.

use klisida_domain::{
    api::DeskSet,
    wire::{AssignTo, DeskAssign},
};
use leptos::prelude::*;

use super::Board;
use crate::ui::{Dialog, ErrorSummary, Press, Select};

/// The bar under the list while rows are picked, and its dialog.
pub fn bar(board: Board) -> AnyView {
    let open = RwSignal::new(false);
    let count = Memo::new(move |_| board.picked.with(Vec::len));
    let shown = move || {
        let count = count.get();
        (count > 0).then(|| {
            view! {
                <div class="bar-sticky" role="region" aria-label="Pilihan">
                    <p role="status"><b>{[&count.to_string(), " dipilih"].concat()}</b></p>
                    <div class="actions">
                        <button type="button" class="btn plain" on:click=move |_| board.picked.set(Vec::new())>
                            "Batal"
                        </button>
                        <button type="button" class="btn" on:click=move |_| open.set(true)>
                            "Tetapkan pendamping / penelaah"
                        </button>
                    </div>
                </div>
            }
        })
    };
    view! {
        {shown}
        <Dialog open=open title="Tetapkan pendamping dan penelaah">{form(board, open)}</Dialog>
    }
    .into_any()
}

/// The choice of nobody.
const NOBODY: &str = "-";

/// The same people, and nobody.
fn with_none(
    people: Signal<Vec<(String, String)>>,
    words: &'static str,
) -> Signal<Vec<(String, String)>> {
    Signal::derive(move || {
        let mut out = people.get();
        out.insert(1, (NOBODY.to_owned(), words.to_owned()));
        out
    })
}

fn form(board: Board, open: RwSignal<bool>) -> AnyView {
    let deed = board.action().closes(open);
    let (facilitator, reviewer) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let people = Signal::derive(move || {
        let mut out = vec![(String::new(), "Biarkan seperti sekarang".to_owned())];
        out.extend(
            board
                .team()
                .into_iter()
                .map(|it| (it.id.to_string(), it.name)),
        );
        out
    });
    let facilitators = with_none(people, "Tanpa pendamping");
    let reviewers = with_none(people, "Tanpa penelaah");
    let send = move || {
        deed.faults.clear();
        let chosen = board.chosen();
        let body = DeskAssign {
            records: chosen
                .iter()
                .take(100)
                .map(|it| AssignTo {
                    innovation: it.line.id,
                    version: it.line.version,
                })
                .collect(),
            facilitator: facilitator.get_untracked().parse().ok(),
            reviewer: reviewer.get_untracked().parse().ok(),
            no_facilitator: facilitator.get_untracked() == NOBODY,
            no_reviewer: reviewer.get_untracked() == NOBODY,
        };
        let named = body.facilitator.is_some() || body.reviewer.is_some();
        if !named && !body.no_facilitator && !body.no_reviewer {
            deed.faults
                .add("facilitator", "Pilih pendamping atau penelaah.");
        }
        if chosen.len() > 100 {
            deed.faults.add(
                "",
                "Paling banyak 100 inovasi sekali tetap. Kurangi pilihan.",
            );
        }
        if deed.faults.show() {
            return;
        }
        let said = ["Ditetapkan untuk ", &chosen.len().to_string(), " inovasi."].concat();
        deed.run(DeskSet {}, body, said, move |_| {
            board.picked.set(Vec::new());
            board.reload();
        });
    };
    view! {
        <form
            class="fields"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                send();
            }
        >
            <ErrorSummary faults=deed.faults/>
            <Select name="facilitator" label="Pendamping" value=facilitator faults=deed.faults options=facilitators/>
            <Select name="reviewer" label="Penelaah" value=reviewer faults=deed.faults options=reviewers/>
            <div class="actions">
                <Press label="Tetapkan" busy=deed.busy/>
                <Press label="Batal" class="btn plain" on=Callback::new(move |()| open.set(false))/>
            </div>
        </form>
    }
    .into_any()
}
