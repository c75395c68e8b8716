//! A colleague, or another tab of this device, wrote the same part: both texts side by side, one decision.

use klisida_domain::{
    draft::{Conflict, Elsewhere, PartText},
    part::Content,
    part_words,
};
use leptos::prelude::*;

use super::part_sheet::Sheet;
use crate::ui::{Press, Side, Versus};

/// Choose, or join.
pub fn choose(sheet: Sheet, other: Conflict<PartText>) -> AnyView {
    let (title, there) = match other.at {
        Elsewhere::Server => ("Rekan Anda juga mengubah bagian ini", "Di server"),
        Elsewhere::Tab => ("Bagian ini juga diubah di tab lain", "Di tab lain"),
    };
    let theirs = other.text.content;
    let mine = sheet.content();
    let words = |content: &Content| {
        let text = part_words::whole(sheet.part, content);
        if text.trim().is_empty() {
            "(kosong)".to_owned()
        } else {
            text
        }
    };
    let choice = RwSignal::new(None::<Side>);
    let (left, right) = (words(&mine), words(&theirs));
    let joined = part_words::join(&mine, &theirs);
    let settle = move |content: Content| sheet.settle(content);
    let take = move |()| match choice.get_untracked() {
        Some(Side::Mine) => settle(mine.clone()),
        Some(Side::Theirs) => settle(theirs.clone()),
        None => {}
    };
    let blocked = Signal::derive(move || {
        choice
            .with(Option::is_none)
            .then(|| "Pilih salah satu, atau gabungkan.".to_owned())
    });
    view! {
        <section class="card stack" role="alert" aria-label="Dua isian berbeda">
            <h2>{title}</h2>
            <p>"Kedua isian aman. Pilih satu, atau gabungkan lalu rapikan."</p>
            <Versus label=sheet.part.label() mine=left theirs=right there=there choice=choice/>
            <div class="actions">
                <Press label="Pakai pilihan ini" class="btn plain" blocked=blocked on=Callback::new(take)/>
                <Press label="Gabungkan, lalu saya rapikan" class="btn plain" on=Callback::new(move |()| settle(joined.clone()))/>
            </div>
        </section>
    }
    .into_any()
}
