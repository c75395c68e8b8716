//! Two people (or two tabs) changed the same thing: both texts side by side, one decision.

use leptos::prelude::*;

/// Which of two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// What this device holds.
    Mine,
    /// What the server holds.
    Theirs,
}

/// One question of a conflict: a label, both texts, and the choice.
#[component]
pub fn Versus(
    /// What it is about.
    #[prop(into)]
    label: String,
    /// What this device holds.
    #[prop(into)]
    mine: String,
    /// What the server holds.
    #[prop(into)]
    theirs: String,
    /// The choice; none until one was made.
    choice: RwSignal<Option<Side>>,
) -> impl IntoView {
    let group = super::unique("sisi");
    let side = |side: Side, words: &'static str, text: String| {
        let group = group.clone();
        view! {
            <label>
                <span>
                    <input type="radio" name=group prop:checked=move || choice.get() == Some(side) on:change=move |_| choice.set(Some(side))/>
                    " "
                    <b>{words}</b>
                </span>
                <p>{text}</p>
            </label>
        }
    };
    view! {
        <fieldset class="field">
            <legend>{label}</legend>
            <div class="versus">
                {side(Side::Mine, "Di perangkat ini", mine)}
                {side(Side::Theirs, "Di server", theirs)}
            </div>
        </fieldset>
    }
    .into_any()
}
