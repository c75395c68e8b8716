//! What the table of assignments and its list for phones say of an entry and of a cell.

use klisida_domain::{judging::SheetState, problem::Code, wire::Edition};
use leptos::prelude::*;

use super::plan::Plan;

/// "2 dari 3", with the word when it is not enough.
pub fn count(plan: Plan, edition: &Edition, place: usize) -> AnyView {
    let least = usize::from(edition.setup.min_judges);
    let count = Memo::new(move |_| {
        plan.after
            .with(|after| after.counts.get(place).map_or(0, |it| it.1))
    });
    let class = move || {
        if count.get() < least {
            "count short"
        } else {
            "count"
        }
    };
    let words = move || {
        let now = count.get();
        let missing = least.saturating_sub(now);
        if missing > 0 {
            [&now.to_string(), " · kurang ", &missing.to_string()].concat()
        } else {
            now.to_string()
        }
    };
    view! { <span class=class>{words}</span> }.into_any()
}

/// Why a cell cannot be chosen, in one word and in full.
pub const fn barred_words(code: Code) -> (&'static str, &'static str) {
    match code {
        Code::ConflictOfInterest => (
            "instansi",
            "tidak bisa: instansi sendiri, induknya, atau unitnya (Pasal 5 ayat (1) huruf d)",
        ),
        Code::ConflictDeclared => (
            "hubungan",
            "tidak bisa: juri menyatakan hubungan dengan entri ini",
        ),
        other => ("—", other.words()),
    }
}

/// "terkunci", "2 dari 5".
pub fn sheet_words(state: SheetState, filled: u32) -> String {
    match state {
        SheetState::Locked => "terkunci".to_owned(),
        SheetState::Draft => [&filled.to_string(), " dari 5"].concat(),
        SheetState::Empty => String::new(),
    }
}
