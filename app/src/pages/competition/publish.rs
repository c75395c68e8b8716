//! Publishing, and publishing a corrected version: the password again, what is known, and a note.

use klisida_domain::{
    api::EditionPublish,
    competition::Act,
    ids::PublicationId,
    problem::Code,
    publication::Gap,
    wire::{Publish, Results},
};
use leptos::prelude::*;

use super::{desk::Desk, frame};
use crate::ui::{Check, Dialog, ErrorSummary, Field, Password, Press};

/// The button with its reasons, and the dialog.
pub fn section(desk: Desk, shown: RwSignal<Option<Results>>, results: &Results) -> AnyView {
    let same = results.same;
    let blocks = results.gaps.iter().any(|it| it.blocks);
    let known = (!blocks).then(|| known(&results.gaps)).flatten();
    let version = results.version;
    let open = RwSignal::new(false);
    let correction = desk.now().is_some_and(|it| it.published > 0);
    let label = if correction {
        "Umumkan ralat"
    } else {
        "Umumkan hasil"
    };
    let blocked = Signal::derive(move || {
        frame::reason(desk, Act::Publish)
            .or_else(|| same.then(|| Code::BoardUnchanged.words().to_owned()))
            .or_else(|| blocks.then(|| "Selesaikan dulu yang menghalangi pengumuman.".to_owned()))
            .or_else(|| {
                let moved = desk
                    .edition
                    .with(|it| it.as_ref().is_some_and(|it| it.version != version));
                moved.then(|| "Kompetisi berubah sejak hasil dibaca. Baca lagi dulu.".to_owned())
            })
    });
    let again = move |()| shown.set(None);
    view! {
        <div class="actions">
            <Press label=label blocked=blocked on=Callback::new(move |()| open.set(true))/>
            <Press label="Baca lagi" class="btn plain" on=Callback::new(again)/>
        </div>
        {dialog(desk, shown, open, version, known, correction)}
    }
    .into_any()
}

/// What whoever publishes says that they know; nothing when there is nothing to know.
fn known(gaps: &[Gap]) -> Option<&'static str> {
    let steps = gaps.iter().filter(|it| it.is_proposal()).count();
    if gaps.is_empty() {
        None
    } else if steps == 0 {
        Some("Saya tahu ada lembar yang belum dikunci dan tidak dihitung")
    } else if steps == gaps.len() {
        Some("Saya tahu ada langkah yang belum diputuskan dan bisa mengubah hasil")
    } else {
        Some("Saya tahu ada lembar yang tidak dihitung, dan langkah yang belum diputuskan")
    }
}

fn dialog(
    desk: Desk,
    shown: RwSignal<Option<Results>>,
    open: RwSignal<bool>,
    version: u32,
    known: Option<&'static str>,
    correction: bool,
) -> AnyView {
    let deed = desk.action_in(open);
    let faults = deed.faults;
    let (password, note, acknowledged) = (
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
        RwSignal::new(false),
    );
    let send = move || {
        faults.clear();
        if password.with_untracked(String::is_empty) {
            faults.add("password", Code::TextMissing.words());
        }
        if known.is_some() && !acknowledged.get_untracked() {
            faults.add("", Code::GapsNotAcknowledged.words());
        }
        let words = note.get_untracked().trim().to_owned();
        if correction && !(10..=500).contains(&words.chars().count()) {
            faults.add("note", Code::NoteNeeded.words());
        }
        if faults.show() {
            return;
        }
        let body = Publish {
            version,
            id: PublicationId(deed.id()),
            password: password.get_untracked().into(),
            acknowledged: acknowledged.get_untracked(),
            note: correction.then_some(words),
        };
        desk.overtaken.set(None);
        deed.job(async move {
            let endpoint = EditionPublish { edition: desk.id };
            let done = deed.call(&endpoint, &body).await?;
            password.try_set(String::new());
            desk.reload();
            shown.try_set(None);
            Ok([
                "Hasil diumumkan: versi ",
                &done.board_version.to_string(),
                ", ",
                &done.at.wib().full(),
                ".",
            ]
            .concat())
        });
    };
    let text = if correction {
        "Versi baru terbit dan langsung terlihat umum. Versi lama tetap dapat dibaca, dengan catatan ralat."
    } else {
        "Papan peringkat langsung terlihat umum dan tidak berubah lagi. Ralat hanya mungkin sebagai versi baru dengan catatan."
    };
    let title = if correction {
        "Umumkan ralat?"
    } else {
        "Umumkan hasil?"
    };
    let fields = move || {
        view! {
            {known.map(|label| view! { <Check label=label value=acknowledged/> })}
            {correction
                .then(|| {
                    view! { <Field name="note" label="Catatan ralat" value=note faults=faults rows=3 hint="Apa yang berubah dan mengapa; terbaca umum. 10 sampai 500 karakter."/> }
                })}
            <Password name="password" label="Kata sandi Anda, sekali lagi" value=password faults=faults/>
        }
    };
    view! {
        <Dialog open=open title=title>
            <p>{text}</p>
            <form
                class="fields"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    send();
                }
            >
                <ErrorSummary faults=faults/>
                {fields()}
                <div class="actions">
                    <Press label=title.trim_end_matches('?') busy=deed.busy/>
                    <Press label="Batal" class="btn plain" on=Callback::new(move |()| open.set(false))/>
                </div>
            </form>
        </Dialog>
    }
    .into_any()
}
