//! The code of an activity on a whole screen, for the wall of the room.

use klisida_views::icon::{Icon, Shape};
use leptos::{prelude::*, tachys::dom::document};

use crate::ui::{Dialog, Press, Qr};

/// The button and what it opens. `title` is the activity's, `address` where the code leads.
pub fn projector(title: String, code: String, address: String) -> AnyView {
    let open = RwSignal::new(false);
    let show = Callback::new(move |()| {
        open.set(true);
        // A browser that does not give its whole screen shows it on the whole page.
        if let Some(page) = document().document_element() {
            let _ = page.request_fullscreen();
        }
    });
    Effect::new(move |was: Option<bool>| {
        let now = open.get();
        if was == Some(true) && !now && document().fullscreen_element().is_some() {
            document().exit_fullscreen();
        }
        now
    });
    // A phone's own way back, or Escape, leaves the whole screen: the code closes with it.
    let left = window_event_listener_untyped("fullscreenchange", move |_| {
        if document().fullscreen_element().is_none() {
            open.try_set(false);
        }
    });
    on_cleanup(move || left.remove());
    let spelled = code.chars().map(String::from).collect::<Vec<_>>().join(" ");
    let short = address
        .split('?')
        .next()
        .and_then(|it| it.split_once("://"))
        .map_or_else(String::new, |(_, rest)| rest.to_owned());
    view! {
        <div class="actions">
            <Press label="Tampilkan di layar penuh" class="btn plain" on=show/>
        </div>
        <Dialog open=open title=title>
            <div class="projector">
                <Qr text=address.clone() label="Kode QR ke halaman hadir"/>
                <div class="stack">
                    <p>"Pindai, atau buka " <b>{short.clone()}</b> " lalu ketik kode ini:"</p>
                    <p class="bigcode">
                        <span aria-hidden="true">{code.clone()}</span>
                        <span class="sr">{["Kode ", &spelled].concat()}</span>
                    </p>
                    <div class="actions">
                        <button type="button" class="btn plain" on:click=move |_| open.set(false)>
                            <Icon shape=Shape::Cross/>
                            "Tutup"
                        </button>
                    </div>
                </div>
            </div>
        </Dialog>
    }
    .into_any()
}
