//! Publication: the agency asks, the clinic publishes or takes back.

use klisida_domain::{
    api::PublicationPut,
    clinic::Act,
    part::{Content, Part},
    paths::public,
    record::Section,
    wire::PublicationSet,
};
use leptos::prelude::*;

use super::Desk;
use crate::{
    ui::{Ask, Press},
    work::Deed,
};

/// What the public will read, and the button.
pub fn view(desk: Desk) -> AnyView {
    let published = Memo::new(move |_| desk.of(|it| it.published_at).is_some());
    view! {
        {state(desk)}
        {preview(desk)}
        {move || {
            let published = published.get();
            untrack(|| button(desk, published))
        }}
    }
    .into_any()
}

fn state(desk: Desk) -> AnyView {
    (move || {
        let (published, asked, slug) =
            desk.of(|it| (it.published_at, it.asked_at, it.slug.clone()));
        match (published, asked) {
            (Some(at), _) => view! {
                <p>
                    "Tampil di halaman publik sejak " {at.wib().date_long()} ". "
                    <a rel="external" href=public::innovation(&slug)>"Buka halaman publik"</a>
                </p>
            }
            .into_any(),
            (None, Some(at)) => view! {
                <p>
                    <span class="tag warn">"minta publikasi"</span>
                    " Koordinator instansi meminta pada " {at.wib().date_long()} "."
                </p>
            }
            .into_any(),
            (None, None) => {
                view! { <p class="soft">"Instansi belum meminta publikasi."</p> }.into_any()
            }
        }
    })
    .into_any()
}

fn preview(desk: Desk) -> AnyView {
    (move || {
        let rows =
            desk.of(|record| {
                [
                    Section::Summary,
                    Section::Problem,
                    Section::Solution,
                    Section::Benefit,
                ]
                .map(|section| {
                    let part = Part::Text(section);
                    let text = record.parts.iter().find(|it| it.part == part).map_or_else(
                        String::new,
                        |it| match &it.content {
                            Content::Text(text) => text.clone(),
                            _ => String::new(),
                        },
                    );
                    (part.label(), text)
                })
                .to_vec()
            });
        let pictures = desk.of(|it| it.evidence.iter().filter(|it| it.public).count());
        let rows = rows
            .into_iter()
            .map(|(label, text)| {
                let text = if text.is_empty() {
                    "belum diisi".to_owned()
                } else {
                    text
                };
                view! {
                    <dt>{label}</dt>
                    <dd class="lines">{text}</dd>
                }
            })
            .collect_view();
        view! {
            <details class="fold">
                <summary><b>"Yang akan dibaca warga"</b></summary>
                <dl class="facts">
                    {rows}
                    <dt>"Bukti yang tampil"</dt>
                    <dd>{pictures.to_string()}</dd>
                </dl>
            </details>
        }
    })
    .into_any()
}

fn button(desk: Desk, published: bool) -> AnyView {
    let (deed, open) = (Deed::new(), RwSignal::new(false));
    let blocked = Signal::derive(move || desk.blocked(Act::Publish));
    let (words, text, said) = if published {
        (
            "Tarik dari publik",
            "Halaman publiknya langsung hilang. Alasan tersimpan dan dibaca instansi.",
            "Inovasi ditarik dari halaman publik.",
        )
    } else {
        (
            "Terbitkan",
            "Siapa pun dapat membaca inovasi ini beserta bukti yang ditandai tampil.",
            "Inovasi terbit di halaman publik.",
        )
    };
    let run = move |reason: String| {
        let body = PublicationSet {
            version: desk.version(),
            public: !published,
            reason: (!reason.is_empty()).then_some(reason),
        };
        desk.act(
            deed,
            PublicationPut {
                innovation: desk.id,
            },
            body,
            said.to_owned(),
            move || open.set(false),
        );
    };
    view! {
        <div class="actions">
            <Press label=words class="btn plain" blocked=blocked on=Callback::new(move |()| open.set(true))/>
        </div>
        <Ask
            open=open
            title=[words, "?"].concat()
            text=text
            action=words
            danger=published
            reason=published
            busy=deed.busy
            faults=deed.faults
            on=Callback::new(run)
        />
    }
    .into_any()
}
