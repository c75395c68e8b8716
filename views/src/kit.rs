//! Small pieces that many pages use: the head of a page, notices, empty states, pages of a list.

use leptos::prelude::*;

/// The head of a page: eyebrow, the one h1, and a sentence.
pub fn head(
    eyebrow: impl IntoView,
    title: impl Into<String>,
    lead: impl Into<Option<&'static str>>,
) -> impl IntoView {
    let lead = lead.into().map(|lead| view! { <p class="lead">{lead}</p> });
    view! {
        <div class="head">
            <p class="eyebrow">{eyebrow}</p>
            <h1>{title.into()}</h1>
            {lead}
        </div>
    }
}

/// What a notice is about; the words carry the meaning, the edge repeats it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Good to know.
    Info,
    /// It worked.
    Done,
    /// Look at this.
    Warn,
    /// Something is wrong.
    Bad,
}

impl Tone {
    const fn class(self) -> &'static str {
        match self {
            Self::Info => "notice",
            Self::Done => "notice done",
            Self::Warn => "notice warn",
            Self::Bad => "notice bad",
        }
    }
}

/// A notice inside the page: one bold sentence, then what to do.
pub fn notice(tone: Tone, title: impl Into<String>, text: impl IntoView) -> impl IntoView {
    view! {
        <div class=tone.class()>
            <b>{title.into()}</b>
            <p>{text}</p>
        </div>
    }
}

/// Nothing here yet: what will be here, why it is empty, the one way on.
pub fn empty(
    title: impl Into<String>,
    text: impl Into<String>,
    way_on: impl IntoView,
) -> impl IntoView {
    view! {
        <div class="empty">
            <h2>{title.into()}</h2>
            <p class="soft">{text.into()}</p>
            {way_on}
        </div>
    }
}

/// Grey lines that stand for `lines` rows while a list loads; they appear after 300 ms.
pub fn skeleton(lines: usize) -> impl IntoView {
    view! {
        <div class="skeleton" aria-hidden="true">
            {(0..lines).map(|_| view! { <i></i> }).collect_view()}
        </div>
    }
}

/// Ways through a list that comes page by page: back to its first page, and on to the next one; nothing when there is one page.
/// Plain links: they work without script.
pub fn pager(first: Option<String>, next: Option<String>) -> impl IntoView {
    (first.is_some() || next.is_some()).then(|| {
        view! {
            <nav class="pager" aria-label="Halaman">
                {first.map(|to| view! { <a class="btn plain" href=to>"« Halaman pertama"</a> })}
                {next.map(|to| view! { <a class="btn plain" rel="next" href=to>"Berikutnya ›"</a> })}
            </nav>
        }
    })
}

/// The lighthouse of Tanjung Kalian above the strait; decoration.
pub fn scene() -> impl IntoView {
    view! {
        <svg class="scene" viewBox="0 0 400 300" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
            <path class="beam" d="M290 84L0 20v128z"></path>
            <path class="tower" d="M276 100h28l12 132h-52z"></path>
            <path class="band" d="M273.600 126h32.800l2.200 24h-37.200zM269.300 174h41.400l2.200 24h-45.800zM270 68h40l-20-22zM268 96h44v8h-44z"></path>
            <path class="lamp" d="M277 68h26v28h-26z"></path>
            <path class="sea" d="M0 214q50-16 100 0t100 0 100 0 100 0v86H0z"></path>
            <path class="wave" d="M0 246q50-16 100 0t100 0 100 0 100 0v54H0z"></path>
        </svg>
    }
}
