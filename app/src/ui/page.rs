//! A page: its title in the window, its one h1 with the focus, and the announcement for screen readers.

use leptos::prelude::*;

use super::Back;
use crate::browser;

/// Says a sentence to screen readers, politely.
pub fn announce(words: &str) {
    if let Some(region) = browser::element("announcer") {
        region.set_text_content(Some(words));
    }
}

/// The frame of every page. Exactly one on the screen.
#[component]
pub fn Page(
    /// The h1 and the window's title; may change while the page stands.
    #[prop(into)]
    title: Signal<String>,
    /// A word above the title.
    #[prop(optional, into)]
    eyebrow: Signal<String>,
    /// A sentence under the title.
    #[prop(optional, into)]
    lead: Signal<String>,
    /// Where "‹ Kembali" leads: address and word.
    #[prop(optional, into)]
    back: Option<(String, String)>,
    /// `""`, `"narrow"` for forms, `"wide"` for desks.
    #[prop(optional)]
    width: &'static str,
    /// The content.
    children: Children,
) -> impl IntoView {
    Effect::new(move |before: Option<String>| {
        let title = title.get();
        browser::document().set_title(&[&title, " · KLISIDA"].concat());
        if before.is_none() {
            let words = title.clone();
            browser::soon(move || {
                browser::focus("judul");
                announce(&words);
            });
        }
        title
    });
    let eyebrow = move || {
        let words = eyebrow.get();
        (!words.is_empty()).then(|| view! { <p class="eyebrow">{words}</p> })
    };
    let lead = move || {
        let words = lead.get();
        (!words.is_empty()).then(|| view! { <p class="lead">{words}</p> })
    };
    view! {
        <main class=["page ", width].concat() id="isi" tabindex="-1">
            <div class="head">
                {back.map(|(to, words)| view! { <Back to=to words=words/> })}
                {eyebrow}
                <h1 id="judul" tabindex="-1">
                    {move || title.get()}
                </h1>
                {lead}
            </div>
            {children().into_any()}
        </main>
    }
    .into_any()
}
