//! Handing things on: copy, `WhatsApp`, QR.

use klisida_domain::{paths::encode, wire::LinkMade};
use leptos::prelude::*;
use qrcodegen::{QrCode, QrCodeEcc};

use super::announce;
use crate::browser;

/// A text with a button that copies it.
#[component]
pub fn Copy(
    /// The text.
    #[prop(into)]
    text: Signal<String>,
    /// Words on the button.
    #[prop(default = "Salin")]
    label: &'static str,
) -> impl IntoView {
    let done = RwSignal::new(None::<bool>);
    let copy = move |_| {
        let text = text.get_untracked();
        leptos::task::spawn_local(async move {
            let copied = browser::copy(&text).await;
            announce(if copied {
                "Tersalin."
            } else {
                "Belum tersalin."
            });
            done.try_set(Some(copied));
        });
    };
    let words = move || match done.get() {
        None => label,
        Some(true) => "✓ Tersalin",
        Some(false) => "Tekan lama teks di atas untuk menyalin",
    };
    view! {
        <div class="copy">
            <p>{move || text.get()}</p>
            <button type="button" class="btn plain small" on:click=copy>
                {words}
            </button>
        </div>
    }
    .into_any()
}

/// The address that opens `WhatsApp` with a text. Never put a secret or personal data into it.
pub fn whatsapp(text: &str) -> String {
    ["https://wa.me/?text=", &encode(text)].concat()
}

/// A link that opens `WhatsApp` with a text; the person chooses the chat.
#[component]
pub fn WhatsApp(
    /// The text.
    #[prop(into)]
    text: Signal<String>,
    /// Words on the link.
    #[prop(default = "Kirim lewat WhatsApp")]
    label: &'static str,
) -> impl IntoView {
    view! {
        <a class="btn plain" href=move || text.with(|text| whatsapp(text)) target="_blank" rel="noopener noreferrer">
            {label}
        </a>
    }
    .into_any()
}

/// A QR code as one SVG path.
#[component]
pub fn Qr(
    /// What it says.
    #[prop(into)]
    text: String,
    /// For screen readers.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let Ok(code) = QrCode::encode_text(&text, QrCodeEcc::Medium) else {
        return ().into_any();
    };
    let size = code.size();
    let mut path = String::new();
    for y in 0..size {
        for x in 0..size {
            if code.get_module(x, y) {
                path.push_str(
                    &[
                        "M",
                        &(x + 4).to_string(),
                        " ",
                        &(y + 4).to_string(),
                        "h1v1h-1z",
                    ]
                    .concat(),
                );
            }
        }
    }
    let edge = (size + 8).to_string();
    view! {
        <div class="qr">
            <svg viewBox=["0 0 ", &edge, " ", &edge].concat() role="img" aria-label=label>
                <path d=path></path>
            </svg>
        </div>
    }
    .into_any()
}

/// A one-time link just made, shown this once: a message that holds it, and QR. It is copied and pasted: in the address that
/// opens `WhatsApp`, and so in logs, it never stands.
#[component]
pub fn Made(
    /// The link.
    link: LinkMade,
    /// What it is, in a sentence or two.
    #[prop(into)]
    text: String,
    /// Whom it is for, where several are made in a row.
    #[prop(optional, into)]
    whom: String,
) -> impl IntoView {
    let origin = window().location().origin().unwrap_or_default();
    let address = [&origin, "/undangan#", &link.token].concat();
    let message = [&text, " ", &address].concat();
    let title = if whom.trim().is_empty() {
        "Tautan sudah jadi".to_owned()
    } else {
        ["Tautan sudah jadi untuk ", whom.trim()].concat()
    };
    let until = link.expires_at.wib().full();
    let id = super::unique("tautan");
    {
        let id = id.clone();
        Effect::new(move || {
            let id = id.clone();
            browser::soon(move || browser::focus(&id));
        });
    }
    view! {
        <section class="card receipt" aria-labelledby=id.clone()>
            <h3 id=id.clone() tabindex="-1">
                {title}
            </h3>
            <p>
                <b>"Hanya terlihat sekali."</b>
                " Salin atau pindai sekarang. Berlaku sampai "
                {until}
                "."
            </p>
            <Copy text=message label="Salin pesan berisi tautan"/>
            <Qr text=address label="Kode QR berisi tautan sekali pakai"/>
            <div class="actions">
                <WhatsApp text="" label="Buka WhatsApp"/>
            </div>
            <p class="soft small">"Satu pesan memuat teks dan tautannya: salin, buka WhatsApp, tempel ke orangnya."</p>
        </section>
    }
    .into_any()
}
