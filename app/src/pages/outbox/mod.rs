//! What is not sent yet: everything that is only on this device, what it is, since when, and what can be done.

use klisida_domain::text::grouped;
use klisida_views::kit;
use leptos::{prelude::*, task::spawn_local};

use crate::{
    browser, clock, net,
    offline::{
        outbox::{Outbox, use_outbox},
        sender::{Item, ItemId},
    },
    paths as to,
    store::use_store,
    ui::{Ask, Faults, Page, Press, announce},
};

/// `/app/kiriman`.
pub fn page() -> AnyView {
    let (unsent, online, store) = (use_outbox(), net::online(), use_store());
    let some = Memo::new(move |_| unsent.list.with(|it| !it.is_empty()));
    // What is typed in a form goes out from there, not from here.
    let sendable = Memo::new(move |_| {
        unsent
            .list
            .with(|list| list.iter().any(|it| !matches!(it.what, ItemId::Form(_))))
    });
    let total = move || {
        unsent.list.with(|it| {
            let bytes = it.iter().map(|it| it.bytes).sum();
            [&number(it.len()), " kiriman · ", &size(bytes)].concat()
        })
    };
    let blocked = Signal::derive(move || {
        (!online.get()).then(|| "Tanpa sinyal: terkirim sendiri begitu tersambung.".to_owned())
    });
    let send = Callback::new(move |()| {
        announce("Mengirim…");
        unsent.send_now();
    });
    let picked = RwSignal::new(None::<Item>);
    let asked = Asked {
        picked,
        first: RwSignal::new(false),
        second: RwSignal::new(false),
    };
    let list = move || {
        let rows = unsent
            .list
            .get()
            .into_iter()
            .map(|it| row(it, &unsent, asked))
            .collect_view();
        view! { <ul class="rows card">{rows}</ul> }
    };
    let content = move || {
        if some.get() {
            view! {
                <p class="soft" role="status">
                    {total}
                </p>
                {list}
                {move || {
                    sendable
                        .get()
                        .then(|| {
                            view! {
                                <div class="actions">
                                    <Press label="Kirim sekarang" on=send blocked=blocked/>
                                </div>
                            }
                        })
                }}
            }
            .into_any()
        } else {
            kit::empty(
                "Semua terkirim",
                "Yang Anda isi tanpa sinyal menunggu di sini sampai server menerimanya.",
                view! { <a class="btn plain" href=to::HOME>"Ke beranda"</a> },
            )
            .into_any()
        }
    };
    let trouble = move || {
        store.trouble().get().map(|trouble| {
            view! {
                <div class="notice warn">
                    <p>{trouble.words()}</p>
                </div>
            }
        })
    };
    view! {
        <Page title="Kiriman" lead="Isian yang belum sampai ke server. Terkirim sendiri begitu ada sinyal; isian formulir Anda kirim dari formulirnya.">
            {trouble}
            {content}
            {asked.dialogs()}
        </Page>
    }
    .into_any()
}

fn number(count: usize) -> String {
    grouped(u64::try_from(count).unwrap_or(u64::MAX))
}

/// "312 bita" below a kilobyte, else "4 kB".
fn size(bytes: usize) -> String {
    if bytes < 1_000 {
        [&number(bytes), " bita"].concat()
    } else {
        [&number(bytes.div_ceil(1_000)), " kB"].concat()
    }
}

/// Throwing away asks twice.
#[derive(Clone, Copy)]
struct Asked {
    picked: RwSignal<Option<Item>>,
    first: RwSignal<bool>,
    second: RwSignal<bool>,
}

impl Asked {
    fn dialogs(self) -> AnyView {
        let unsent = use_outbox();
        let (faults, last_faults) = (Faults::new(), Faults::new());
        let title = move || {
            self.picked
                .with(|it| it.as_ref().map(|it| it.title.clone()).unwrap_or_default())
        };
        let on = Callback::new(move |_: String| {
            self.first.set(false);
            self.second.set(true);
        });
        let gone = Callback::new(move |_: String| {
            if let Some(it) = self.picked.get_untracked() {
                unsent.discard(&it.what);
                announce("Isian dihapus dari perangkat ini.");
            }
            self.second.set(false);
        });
        let question =
            Signal::derive(move || ["Hapus isian untuk \u{201c}", &title(), "\u{201d}?"].concat());
        view! {
            <Ask
                open=self.first
                title=question
                text="Isian ini hanya ada di perangkat ini. Yang pernah terkirim tetap ada di server."
                action="Hapus"
                danger=true
                faults=faults
                on=on
            />
            <Ask
                open=self.second
                title="Yakin? Isian ini tidak dapat dikembalikan."
                text="Pilih Batal bila ragu; isian tetap menunggu di sini."
                action="Ya, hapus isian ini"
                danger=true
                faults=last_faults
                on=gone
            />
        }
        .into_any()
    }
}

fn row(it: Item, unsent: &Outbox, asked: Asked) -> AnyView {
    let since = {
        let at = it.since.wib();
        let today = clock::now().wib().date_long() == at.date_long();
        let day = if today {
            String::new()
        } else {
            [&at.date_short(), " pukul "].concat()
        };
        ["sejak ", &day, &at.clock(), " WIB · ", &size(it.bytes)].concat()
    };
    let label = ["Hapus isian untuk ", &it.title].concat();
    let picked = it.clone();
    let name = match it.page {
        Some(page) => view! { <a href=page>{it.title}</a> }.into_any(),
        None => view! { <b>{it.title}</b> }.into_any(),
    };
    let unsent = *unsent;
    let refusal = it.refusal.map(|words| {
        let what = it.what.clone();
        let again = it.may_pass.then(|| {
            view! {
                <button type="button" class="link" on:click=move |_| unsent.retry(&what)>
                    "Coba lagi"
                </button>
            }
        });
        view! {
            <small class="error">{words}</small>
            {again}
        }
    });
    let texts = (!it.texts.is_empty()).then(|| {
        let all = it.texts.join("\n\n");
        let copied = all.clone();
        let copy = move |_| {
            let text = copied.clone();
            spawn_local(async move {
                announce(if browser::copy(&text).await {
                    "Isi disalin."
                } else {
                    "Peramban ini tidak dapat menyalin. Tandai isinya, lalu salin sendiri."
                });
            });
        };
        view! {
            <details>
                <summary>"Isi yang Anda tulis"</summary>
                <p class="lines">{all}</p>
                <button type="button" class="link" on:click=copy>"Salin isi"</button>
            </details>
            <small>"Buka halamannya, perbaiki isinya di sana, lalu kirim lagi. Setelah terkirim, hapus yang ini."</small>
        }
    });
    let ask = move |_| {
        asked.picked.set(Some(picked.clone()));
        asked.first.set(true);
    };
    view! {
        <li>
            <div>
                {name}
                <small>{since}</small>
                <small>{it.words}</small>
                {refusal}
                {texts}
            </div>
            <button type="button" class="btn plain small" aria-label=label on:click=ask>
                "Hapus"
            </button>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn small_things_are_told_in_bytes() {
        assert_eq!(size(312), "312 bita");
        assert_eq!(size(1_000), "1 kB");
        assert_eq!(size(1_234_001), "1.235 kB");
    }
}
