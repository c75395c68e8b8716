//! Chips: a word in a frame.

use leptos::prelude::*;

use klisida_domain::{
    competition::Standing,
    law::{Article, KIND_UNDECIDED, Kind},
};

/// The article a rule comes from, as the citizen reads it: "Pasal 8 huruf a".
#[component]
pub fn ArticleChip(
    /// Where the regulation says it.
    article: Article,
) -> impl IntoView {
    view! { <span class="tag">{article.to_string()}</span> }
}

/// The kind of an innovation (Article 7); "belum ditentukan" when none.
#[component]
pub fn KindChip(
    /// The kind, when decided.
    kind: Option<Kind>,
) -> impl IntoView {
    let class = if kind.is_some() { "tag" } else { "tag soft" };
    view! { <span class=class>{kind_words(kind)}</span> }
}

/// Short words for a kind: "Metode", or "Jenis belum ditentukan".
pub fn kind_words(kind: Option<Kind>) -> String {
    kind.map_or_else(
        || format!("Jenis {KIND_UNDECIDED}"),
        |kind| kind.short().to_owned(),
    )
}

/// Says that the data are invented.
#[component]
pub fn SampleChip() -> impl IntoView {
    view! { <span class="chip sample">"Nilai contoh"</span> }
}

/// Where an edition stands.
#[component]
pub fn StandingChip(
    /// Where it stands at the server's time.
    standing: Standing,
) -> impl IntoView {
    let (class, mark) = match standing {
        Standing::Published => ("chip final", "✓ "),
        Standing::Judging => ("chip closed", "● "),
        Standing::TimeUp | Standing::Closed => ("chip closed", "■ "),
        Standing::Cancelled => ("chip closed", "× "),
        Standing::Draft | Standing::Scheduled => ("chip", "○ "),
    };
    view! {
        <span class=class>
            <span aria-hidden="true">{mark}</span>
            {standing.label()}
        </span>
    }
}
