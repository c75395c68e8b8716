//! Similar innovations while the name is typed. They inform; they never stand in the way.

use gloo_timers::future::TimeoutFuture;
use klisida_domain::{
    api::TitleList,
    paths::public,
    record::{ALIKE, likeness},
    wire::{Empty, Title},
};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::call,
    ui::{Loaded, load_kept},
};

/// Shown at most.
const SHOWN: usize = 5;
/// A pause in typing after which it is worth looking, in milliseconds.
const PAUSE_MS: u32 = 300;
/// Letters of a name before it is worth looking.
const LEAST: usize = 4;

/// The titles that are alike, the most alike first.
fn alike(name: &str, titles: &[Title]) -> Vec<Title> {
    let mut found: Vec<(u8, &Title)> = titles
        .iter()
        .map(|title| (likeness(name, &title.name), title))
        .filter(|(degree, _)| *degree >= ALIKE)
        .collect();
    found.sort_by_key(|(degree, _)| core::cmp::Reverse(*degree));
    found
        .into_iter()
        .take(SHOWN)
        .map(|(_, title)| title.clone())
        .collect()
}

/// The titles known to this device.
pub fn titles() -> Loaded<Vec<Title>> {
    load_kept("titles", || call(&TitleList {}, &Empty {}))
}

/// The list under the name.
pub fn list(name: RwSignal<String>, titles: Loaded<Vec<Title>>) -> AnyView {
    let found = RwSignal::new(Vec::<Title>::new());
    let turn = StoredValue::new(0_u32);
    Effect::new(move || {
        let words = name.get();
        titles.with(|_| ());
        let now = turn.try_update_value(|turn| {
            *turn += 1;
            *turn
        });
        spawn_local(async move {
            TimeoutFuture::new(PAUSE_MS).await;
            if now.is_none() || turn.try_get_value() != now {
                return;
            }
            let next = if words.trim().chars().count() < LEAST {
                Vec::new()
            } else {
                titles
                    .get_untracked()
                    .map(|titles| alike(&words, &titles))
                    .unwrap_or_default()
            };
            if found.try_with_untracked(|shown| *shown != next) == Some(true) {
                found.try_set(next);
            }
        });
    });
    let rows = move || {
        let all = found.get();
        if all.is_empty() {
            return None;
        }
        let head = match all.len() {
            1 => "Ada satu inovasi yang mirip.".to_owned(),
            n => ["Ada ", &n.to_string(), " inovasi yang mirip."].concat(),
        };
        let rows = all
            .into_iter()
            .map(|title| {
                let name = match &title.slug {
                    Some(slug) => view! {
                        <a href=public::innovation(slug) rel="external" target="_blank">{title.name.clone()}</a>
                    }
                    .into_any(),
                    None => view! { <b>{title.name.clone()}</b> }.into_any(),
                };
                view! { <li><div>{name}<small>{title.agency}</small></div></li> }
            })
            .collect_view();
        Some(view! {
            <div class="notice">
                <b>{head}</b>
                <p>"Anda tetap boleh melanjutkan. Lihat dulu apa yang bisa dipelajari atau ditiru."</p>
                <ul class="rows">{rows}</ul>
            </div>
        })
    };
    view! { <div role="status">{rows}</div> }.into_any()
}

#[cfg(test)]
mod tests {
    use klisida_domain::ids::InnovationId;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn at_most_five_and_the_nearest_first() {
        let title = |n: u128, name: &str| Title {
            id: InnovationId(Uuid::from_u128(n)),
            slug: None,
            name: name.to_owned(),
            agency: "Dinas contoh".to_owned(),
        };
        let mut titles: Vec<_> = (0..8).map(|n| title(n, "Antar obat pulau kecil")).collect();
        titles.push(title(9, "Antar Obat ke Pulau"));
        titles.push(title(10, "Kios Maritim"));
        let found = alike("antar obat ke pulau", &titles);
        assert_eq!(found.len(), SHOWN);
        assert_eq!(found[0].name, "Antar Obat ke Pulau");
    }
}
