//! Publication: the agency asks for a revision, the clinic publishes that one or takes back.

use klisida_domain::{
    api::{Endpoint, EvidenceFile, PublicationPut, RevisionShow},
    clinic::Act,
    evidence::Source,
    legacy,
    part::{Content, Part},
    paths::public,
    record::Section,
    showcase::{ALSO, NEEDED, revision_words},
    text,
    wire::{PublicationSet, RevisionView},
};
use leptos::{prelude::*, task::spawn_local};

use super::Desk;
use crate::{
    offline::senders::use_upload,
    ui::{Ask, Loaded, Press, load},
};

/// What the public will read, and the buttons.
pub fn view(desk: Desk) -> AnyView {
    let published = Memo::new(move |_| desk.of(|it| it.published_at).is_some());
    let asked = Memo::new(move |_| desk.of(|it| it.asked_revision));
    view! {
        {state(desk)}
        {move || asked.get().map(|n| untrack(|| wanted(desk, n)))}
        {move || published.get().then(|| untrack(|| back(desk)))}
    }
    .into_any()
}

fn state(desk: Desk) -> AnyView {
    (move || {
        let (published, n, slug) =
            desk.of(|it| (it.published_at, it.published_revision, it.slug.clone()));
        let asked = desk.of(|it| it.asked_at.is_some());
        let shown = published.map(|at| {
            let which = n.map(|n| [" (", &called(desk, n), ")"].concat());
            view! {
                <p>
                    "Tampil di halaman publik sejak " {at.wib().date_long()} {which} ". "
                    <a rel="external" href=public::innovation(&slug)>"Buka halaman publik"</a>
                </p>
            }
        });
        let unasked = (!asked).then(|| {
            view! { <p class="soft">"Instansi belum meminta apa pun diterbitkan."</p> }
        });
        view! {
            {shown}
            {unasked}
        }
    })
    .into_any()
}

fn called(desk: Desk, n: u32) -> String {
    revision_words(n, desk.of(|it| it.first_used.is_some()))
}

/// Which revision goes out, when it was handed in, and whose request it is.
fn what(desk: Desk, revision: &RevisionView) -> String {
    let (at, by) = desk.of(|it| (it.asked_at, it.asked_by.clone()));
    let mut words = vec![
        called(desk, revision.n),
        " diajukan ".to_owned(),
        revision.at.wib().date_long(),
        " oleh ".to_owned(),
        revision.by.clone(),
    ];
    if let Some(at) = at {
        words.extend([
            "; diminta terbit ".to_owned(),
            at.wib().date_long(),
            " oleh ".to_owned(),
            by.unwrap_or_else(|| "koordinator instansi".to_owned()),
        ]);
    }
    words.push(".".to_owned());
    text::upper(&words.concat())
}

/// The revision that was asked for, as it was handed in, and the button that publishes it.
fn wanted(desk: Desk, n: u32) -> AnyView {
    let loaded: Loaded<RevisionView> = load(RevisionShow {
        innovation: desk.id,
        n,
    });
    loaded.view("yang diminta terbit", move |revision| {
        view! {
            <p>
                <span class="tag warn">"minta publikasi"</span>
                " "
                {what(desk, &revision)}
            </p>
            {preview(desk, &revision)}
            {publish(desk, &revision)}
        }
        .into_any()
    })
}

fn preview(desk: Desk, revision: &RevisionView) -> AnyView {
    let name = match revision.parts.get(&Part::Identity) {
        Some(Content::Identity(identity)) => identity.name.clone(),
        _ => String::new(),
    };
    let needed: &[Section] = if desk.of(|it| it.first_used.is_some()) {
        &legacy::NEEDED
    } else {
        &NEEDED
    };
    let also = ALSO.iter().filter(|section| {
        let text = revision.parts.get(&Part::Text(**section));
        matches!(text, Some(Content::Text(text)) if !text.trim().is_empty())
    });
    let rows = needed
        .iter()
        .chain(also)
        .map(|section| {
            let part = Part::Text(*section);
            let text = match revision.parts.get(&part) {
                Some(Content::Text(text)) if !text.is_empty() => text.clone(),
                _ => "belum diisi".to_owned(),
            };
            view! {
                <dt>{part.label()}</dt>
                <dd class="lines">{text}</dd>
            }
        })
        .collect_view();
    let named = (!name.is_empty()).then(|| {
        view! {
            <dt>"Nama"</dt>
            <dd>{name}</dd>
        }
    });
    let pictures = move || desk.of(|it| it.evidence.iter().filter(|it| it.public).count());
    view! {
        <details class="fold">
            <summary><b>"Yang akan dibaca warga"</b></summary>
            <dl class="facts">
                {named}
                {rows}
                <dt>"Bukti yang tampil"</dt>
                <dd>{move || pictures().to_string()}</dd>
            </dl>
        </details>
    }
    .into_any()
}

fn publish(desk: Desk, revision: &RevisionView) -> AnyView {
    let open = RwSignal::new(false);
    let deed = desk.action().closes(open);
    let blocked = Signal::derive(move || desk.blocked(Act::Publish));
    let n = revision.n;
    let words = ["Terbitkan ", &called(desk, n)].concat();
    let text = [
        what(desk, revision).as_str(),
        " Siapa pun dapat membaca teksnya, beserta bukti yang ditandai tampil.",
    ]
    .concat();
    let run = move |_: String| {
        let body = PublicationSet {
            version: desk.version(),
            public: true,
            revision: Some(n),
            reason: None,
        };
        desk.act(
            deed,
            PublicationPut {
                innovation: desk.id,
            },
            body,
            "Inovasi terbit di halaman publik.",
            move || small(desk),
        );
    };
    view! {
        <div class="actions">
            <Press label=words.clone() class="btn plain" blocked=blocked on=Callback::new(move |()| open.set(true))/>
        </div>
        <Ask
            open=open
            title=[words.as_str(), "?"].concat()
            text=text
            action="Terbitkan"
            busy=deed.busy
            faults=deed.faults
            on=Callback::new(run)
        />
    }
    .into_any()
}

/// Photos from before there were small pictures get theirs now, one after another, on this device.
fn small(desk: Desk) {
    let upload = use_upload();
    let photos = untrack(|| desk.of(|it| it.evidence.clone()));
    spawn_local(async move {
        for it in photos {
            let image = matches!(&it.source, Source::File { kind, .. } if kind.is_image());
            if image && it.public && it.small.is_none() {
                let address = EvidenceFile { evidence: it.id }.path();
                upload.make_small(it.id, &address).await;
            }
        }
    });
}

fn back(desk: Desk) -> AnyView {
    let open = RwSignal::new(false);
    let deed = desk.action().closes(open);
    let blocked = Signal::derive(move || desk.blocked(Act::Publish));
    let run = move |reason: String| {
        let body = PublicationSet {
            version: desk.version(),
            public: false,
            revision: None,
            reason: Some(reason),
        };
        desk.act(
            deed,
            PublicationPut {
                innovation: desk.id,
            },
            body,
            "Inovasi ditarik dari halaman publik.",
            || {},
        );
    };
    view! {
        <div class="actions">
            <Press label="Tarik dari publik" class="btn plain" blocked=blocked on=Callback::new(move |()| open.set(true))/>
        </div>
        <Ask
            open=open
            title="Tarik dari publik?"
            text="Teks dan buktinya langsung hilang dari halaman publik. Alasan tersimpan dan dibaca instansi."
            action="Tarik dari publik"
            danger=true
            reason=true
            busy=deed.busy
            faults=deed.faults
            on=Callback::new(run)
        />
    }
    .into_any()
}
