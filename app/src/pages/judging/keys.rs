//! Keys of the score sheet. None while a text field has the focus; all can be switched off (WCAG 2.1.4).

use klisida_domain::law::Criterion;
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, KeyboardEvent};

use super::{
    dock,
    work::{Work, band_id},
};
use crate::{browser, settings::use_settings, ui::Dialog};

/// Listens while the sheet is on the screen.
pub fn listen(work: Work) {
    let shortcuts = use_settings().shortcuts;
    let go_on = dock::go_on(work);
    let handle = window_event_listener(ev::keydown, move |event| {
        if shortcuts.get_untracked() {
            press(work, &event, go_on);
        }
    });
    on_cleanup(move || handle.remove());
}

fn press(work: Work, event: &KeyboardEvent, go_on: Callback<()>) {
    if event.ctrl_key()
        || event.alt_key()
        || event.meta_key()
        || event.is_composing()
        || event.default_prevented()
    {
        return;
    }
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let radio = target.as_ref().is_some_and(is_radio);
    if target.as_ref().is_some_and(|target| {
        takes_text(target) || target.closest("dialog").ok().flatten().is_some()
    }) {
        return;
    }
    let inside = target.as_ref().is_some_and(|target| {
        target
            .closest("fieldset.criterion")
            .ok()
            .flatten()
            .is_some()
    });
    let active = work.current.get_untracked().filter(|_| inside);
    let unscored = || {
        work.draft
            .with_untracked(|draft| draft.text.next_unscored())
    };
    // Before any criterion is active a band is chosen for the first without a mark.
    let is_band = matches!(event.key().as_str(), "1" | "2" | "3" | "4" | "5");
    let criterion = active.or_else(|| unscored().filter(|_| is_band && !work.is_stopped()));
    match (event.key().as_str(), criterion) {
        ("?", _) => work.help.set(true),
        ("n", _) => {
            if work.is_stopped() || !to_next_unscored(work) {
                go_on.run(());
            }
        }
        (digit @ ("1" | "2" | "3" | "4" | "5"), Some(criterion)) => {
            let band = digit.parse().map_or(0, |digit: usize| digit - 1);
            work.current.set(Some(criterion));
            work.unfold(criterion, true);
            work.set_band(criterion, band);
            browser::soon(move || browser::focus(&band_id(criterion, band)));
        }
        ("+" | "=", Some(criterion)) => work.step(criterion, 1),
        ("-" | "_", Some(criterion)) => work.step(criterion, -1),
        ("Enter", Some(criterion)) if radio => match Criterion::ALL.get(criterion.index() + 1) {
            Some(next) => to(work, *next),
            None => browser::focus(dock::GO_ON),
        },
        _ => return,
    }
    event.prevent_default();
}

fn is_radio(target: &Element) -> bool {
    target
        .dyn_ref::<HtmlInputElement>()
        .is_some_and(|input| input.type_() == "radio")
}

fn takes_text(target: &Element) -> bool {
    match target.tag_name().as_str() {
        "TEXTAREA" | "SELECT" => true,
        "INPUT" => !is_radio(target),
        _ => false,
    }
}

/// Puts the focus on a criterion: on its band, or on the first one.
fn to(work: Work, criterion: Criterion) {
    let band = work
        .draft
        .with_untracked(|draft| draft.text.marks.get(&criterion).map(|mark| mark.band()));
    work.unfold(criterion, true);
    browser::soon(move || browser::focus(&band_id(criterion, band.unwrap_or(0))));
}

fn to_next_unscored(work: Work) -> bool {
    let next = work
        .draft
        .with_untracked(|draft| draft.text.next_unscored());
    if let Some(criterion) = next {
        to(work, criterion);
    }
    next.is_some()
}

/// The list of keys.
pub fn help(work: Work) -> AnyView {
    let rows = || {
        [
            ("1 sampai 5", "pilih rentang untuk kriteria yang aktif"),
            ("+ dan −", "naik atau turun satu angka"),
            ("Enter", "ke kriteria berikutnya"),
            ("n", "ke kriteria atau entri berikutnya yang belum dinilai"),
            ("?", "buka daftar ini"),
        ]
        .map(|(key, does)| view! { <dt><kbd>{key}</kbd></dt><dd>{does}</dd> })
        .collect_view()
    };
    view! {
        <Dialog open=work.help title="Pintasan papan ketik">
            <dl class="facts">{rows()}</dl>
            <p class="soft small">"Tidak berlaku saat Anda mengetik. Bisa dimatikan di Setelan."</p>
            <form method="dialog" class="actions">
                <button class="btn">"Tutup"</button>
            </form>
        </Dialog>
    }
    .into_any()
}
