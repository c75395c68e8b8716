//! "Ada hubungan dengan entri ini": the judge steps back, the coordinator is told (Article 5(1)d).

use klisida_domain::{api::ConflictSet, judging::AssignmentState, wire::ConflictDeclare};
use leptos::prelude::*;

use super::{state::Stop, work::Work};
use crate::{action::Action, net, ui::Ask};

/// The way to step back; nothing where there is nothing to step back from.
pub fn view(work: Work) -> AnyView {
    let open = RwSignal::new(false);
    let action = Action::new().closes(open);
    let online = net::online();
    let possible =
        Memo::new(move |_| matches!(work.stop.get(), None | Some(Stop::Locked | Stop::NotOpen)));
    let on = Callback::new(move |reason: String| {
        let endpoint = ConflictSet {
            assignment: work.assignment,
        };
        let said = "Entri ini keluar dari daftar Anda. Koordinator sudah tahu.";
        action.run(endpoint, ConflictDeclare { reason }, said, move |_| {
            work.update_entry(|entry| entry.item.state = AssignmentState::Conflict);
        });
    });
    let text = Signal::derive(move || {
        let words = "Misalnya keluarga, rekan satu tim, atau pernah menjadi konsultannya. Entri ini keluar dari daftar Anda, \
                     nilai Anda tidak dihitung, dan koordinator menugaskan juri lain. Ini tidak dapat dibatalkan sendiri.";
        if online.get() {
            words.to_owned()
        } else {
            [words, " Menyatakannya butuh sinyal."].concat()
        }
    });
    (move || {
        possible.get().then(|| {
            view! {
                <button type="button" class="link" on:click=move |_| open.set(true)>
                    "Ada hubungan dengan entri ini"
                </button>
                <Ask
                    open=open
                    title="Anda punya hubungan dengan entri ini?"
                    text=text
                    action="Nyatakan hubungan"
                    danger=true
                    reason=true
                    reason_label="Hubungan Anda"
                    busy=action.busy
                    faults=action.faults
                    on=on
                />
            }
        })
    })
    .into_any()
}
