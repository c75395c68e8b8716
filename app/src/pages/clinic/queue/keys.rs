//! Keys of the desk. None while a field has the focus; all can be switched off (WCAG 2.1.4).

use klisida_domain::ids::InnovationId;
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, KeyboardEvent};

use super::{Board, list::row_id};
use crate::{browser, settings::use_settings, ui::Dialog};

/// Listens while the desk is on the screen.
pub fn listen(board: Board) {
    let shortcuts = use_settings().shortcuts;
    let current = RwSignal::new(None::<InnovationId>);
    let handle = window_event_listener(ev::keydown, move |event| {
        if shortcuts.get_untracked() {
            press(board, current, &event);
        }
    });
    on_cleanup(move || handle.remove());
}

/// Where the focus is matters: a field takes its own keys.
fn takes_keys(target: &Element) -> bool {
    let field = match target.tag_name().as_str() {
        "TEXTAREA" | "SELECT" => true,
        "INPUT" => target
            .dyn_ref::<HtmlInputElement>()
            .is_none_or(|input| input.type_() != "checkbox"),
        _ => false,
    };
    field || target.closest("dialog").ok().flatten().is_some()
}

fn press(board: Board, current: RwSignal<Option<InnovationId>>, event: &KeyboardEvent) {
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
    if target.as_ref().is_some_and(takes_keys) {
        return;
    }
    let ids: Vec<InnovationId> = board.shown.with_untracked(|view| {
        view.iter()
            .flat_map(|view| &view.items)
            .map(|it| it.line.id)
            .collect()
    });
    let place = current
        .get_untracked()
        .and_then(|id| ids.iter().position(|it| *it == id));
    let go = |place: usize| {
        if let Some(id) = ids.get(place) {
            current.set(Some(*id));
            browser::focus(&row_id(*id));
        }
    };
    match event.key().as_str() {
        "j" => go(place.map_or(0, |place| (place + 1).min(ids.len().saturating_sub(1)))),
        "k" => go(place.map_or(0, |place| place.saturating_sub(1))),
        "x" => match place.and_then(|place| ids.get(place)) {
            Some(id) => board.toggle(*id),
            None => return,
        },
        // A link or button that has the focus answers by itself.
        "Enter" if target.is_none_or(|it| it.tag_name() == "BODY" || it.tag_name() == "H1") => {
            let Some(link) = place
                .and_then(|place| ids.get(place))
                .and_then(|id| browser::element(&row_id(*id)))
            else {
                return;
            };
            link.click();
        }
        "?" => board.help.set(true),
        _ => return,
    }
    event.prevent_default();
}

/// The list of keys.
pub fn help(board: Board) -> AnyView {
    let rows = || {
        [
            ("j dan k", "baris berikutnya dan sebelumnya"),
            ("Enter", "buka konsultasi"),
            ("x", "pilih atau batal pilih baris"),
            ("?", "buka daftar ini"),
        ]
        .map(|(key, does)| view! { <dt><kbd>{key}</kbd></dt><dd>{does}</dd> })
        .collect_view()
    };
    view! {
        <Dialog open=board.help title="Pintasan papan ketik">
            <dl class="facts">{rows()}</dl>
            <p class="soft small">"Tidak berlaku saat Anda mengetik. Bisa dimatikan di Setelan."</p>
            <form method="dialog" class="actions">
                <button class="btn">"Tutup"</button>
            </form>
        </Dialog>
    }
    .into_any()
}
