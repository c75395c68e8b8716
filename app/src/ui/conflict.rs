//! Two people (or two tabs) changed the same thing: both texts side by side, one decision.

use leptos::prelude::*;

/// Which of two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// What this device holds.
    Mine,
    /// The other one: what the server or another tab holds.
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
    /// The other text.
    #[prop(into)]
    theirs: String,
    /// Where the other text stands.
    #[prop(default = "Di server")]
    there: &'static str,
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
                {side(Side::Theirs, there, theirs)}
            </div>
        </fieldset>
    }
    .into_any()
}

/// A field that somebody else saved in between.
#[derive(Clone)]
pub struct Differing {
    /// What it is about.
    pub label: String,
    /// What stands in the form.
    pub mine: String,
    /// What the server holds now.
    pub theirs: String,
    /// Puts the chosen one into the form.
    pub take: Callback<Side>,
}

impl Differing {
    /// A field of text; nothing when both say the same. `words` is how a value is shown.
    pub fn of(
        label: String,
        field: RwSignal<String>,
        theirs: String,
        words: fn(&str) -> String,
    ) -> Option<Self> {
        let mine = field.get_untracked();
        (mine.trim() != theirs).then(|| Self {
            label,
            mine: words(&mine),
            theirs: words(&theirs),
            take: Callback::new(move |side| {
                field.set(match side {
                    Side::Mine => mine.clone(),
                    Side::Theirs => theirs.clone(),
                });
            }),
        })
    }
}

/// What a form shows after a lost race: every differing field with both texts. Saving again is then meant.
pub fn clash(fields: RwSignal<Vec<Differing>>) -> AnyView {
    (move || {
        let fields = fields.get();
        if fields.is_empty() {
            return None;
        }
        let rows = fields
            .into_iter()
            .map(|it| {
                let choice = RwSignal::new(None);
                Effect::new(move || {
                    if let Some(side) = choice.get() {
                        it.take.run(side);
                    }
                });
                view! { <Versus label=it.label mine=it.mine theirs=it.theirs choice=choice/> }
            })
            .collect_view();
        Some(view! {
            <div class="notice warn stack" role="alert">
                <p>"Orang lain menyimpan lebih dulu. Pilih untuk setiap isian yang berbeda, lalu simpan lagi; yang tidak dipilih tetap seperti di formulir."</p>
                {rows}
            </div>
        })
    })
    .into_any()
}
