//! Similar innovations while the name is typed. They inform; they never stand in the way.

use gloo_timers::future::TimeoutFuture;
use klisida_domain::{
    api::TitleList,
    paths::{encode, public},
    wire::Title,
};
use leptos::{prelude::*, task::spawn_local};

use crate::api::call_query;

/// Shown at most.
const SHOWN: usize = 5;
/// A pause in typing after which it is worth looking, in milliseconds.
const PAUSE_MS: u32 = 300;
/// Letters of a name before it is worth looking.
const LEAST: usize = 4;

/// The list under the name.
pub fn list(name: RwSignal<String>) -> AnyView {
    let found = RwSignal::new(Vec::<Title>::new());
    let turn = StoredValue::new(0_u32);
    Effect::new(move || {
        let words = name.get();
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
                let query = ["nama=", &encode(words.trim())].concat();
                // Without signal nothing is known to be alike, and nothing is said.
                let found = call_query(&TitleList {}, &query).await;
                found.unwrap_or_default().into_iter().take(SHOWN).collect()
            };
            if turn.try_get_value() != now {
                return;
            }
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
