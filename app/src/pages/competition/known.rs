//! A tick that says a number: so many are left out by a step, and whoever takes it knows. It stands for the number that was shown
//! when it was set, and goes when another is shown.

use klisida_domain::{problem::Code, wire::Edition};
use leptos::prelude::*;

use super::desk::Desk;
use crate::{action::Action, ui::Check};

/// The tick. A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Known {
    desk: Desk,
    there: Memo<u32>,
    ticked: RwSignal<bool>,
    number: RwSignal<Option<u32>>,
}

impl Known {
    /// Of a number that the desk shows.
    pub fn of(desk: Desk, count: fn(&Edition) -> u32) -> Self {
        let there = Memo::new(move |_| desk.edition.with(|it| it.as_deref().map_or(0, count)));
        let (ticked, number) = (RwSignal::new(false), RwSignal::new(None));
        Effect::new(move |before: Option<u32>| {
            let now = there.get();
            if before.is_some_and(|before| before != now) {
                ticked.set(false);
                number.set(None);
            }
            now
        });
        Self {
            desk,
            there,
            ticked,
            number,
        }
    }

    /// Nothing is ticked any more.
    pub fn forget(self) {
        self.ticked.try_set(false);
        self.number.try_set(None);
    }

    /// What is there, as it is shown.
    pub fn there(self) -> u32 {
        self.there.get_untracked()
    }

    /// The number that was ticked; 0 when none was.
    pub fn number(self) -> u32 {
        let ticked = self.ticked.get_untracked();
        self.number
            .get_untracked()
            .filter(|_| ticked)
            .unwrap_or_default()
    }

    /// What the dialog does. Of a larger number that came about meanwhile the newest state tells, below the refusal that stays.
    pub fn action(self, dialog: RwSignal<bool>) -> Action {
        let desk = self.desk;
        desk.action().closes(dialog).on_refusal(move |fault| {
            if matches!(
                fault.code(),
                Some(Code::EntriesShort | Code::DossiersIncomplete)
            ) {
                self.forget();
                desk.reload();
                return Some(fault);
            }
            let shown = desk.heard(fault);
            if shown.is_none() {
                dialog.try_set(false);
            }
            shown
        })
    }

    /// The box, while there is something to know: `words` around the number.
    pub fn view(self, before: &'static str, after: &'static str) -> AnyView {
        (move || {
            let n = self.there.get();
            let ticked = self.ticked;
            // The number on this label, whatever the desk shows by the time that it is asked.
            Effect::new(move || {
                self.number.set(ticked.get().then_some(n));
            });
            (n > 0).then(|| {
                let label = [before, " ", &n.to_string(), " ", after].concat();
                view! { <Check label=label value=ticked hint="Tersimpan dalam catatan kompetisi."/> }
            })
        })
        .into_any()
    }
}
