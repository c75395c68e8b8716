//! Steps that need a second person come as a part of their own: few people ever meet one, and nothing of it works without the server.

#![expect(
    clippy::unnecessary_wraps,
    reason = "the macro turns a part that did not come into the error"
)]

use klisida_domain::{
    access::INVITERS,
    account::Actor,
    proposal::heads_the_office,
    wire::{HomeKind, HomeView},
};
use leptos::prelude::*;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use super::proposals;
use crate::ui::Press;

type Section = fn(Callback<()>) -> AnyView;

#[wasm_split(second, fallible)]
fn second_part() -> Result<Section, SplitLoaderError> {
    Ok(proposals::section)
}

/// Whether somebody may propose or decide such a step, or is asked about the own account.
pub fn concerns(view: &HomeView, actor: &Actor) -> bool {
    actor.is_any(INVITERS)
        || view.proposed
        || heads_the_office(actor)
        || view
            .mine
            .iter()
            .any(|it| matches!(it.kind, HomeKind::OwnRecovery | HomeKind::DecideProposal))
}

/// The section, once its part is here. `decided` hears of each decision.
pub fn section(decided: Callback<()>) -> AnyView {
    let found = RwSignal::new(None::<Result<Section, ()>>);
    let fetch = move || {
        found.set(None);
        leptos::task::spawn_local(async move {
            found.try_set(Some(second_part().await.map_err(|_| ())));
        });
    };
    fetch();
    (move || match found.get() {
        None => ().into_any(),
        Some(Ok(section)) => untrack(|| section(decided)),
        Some(Err(())) => view! {
            <div class="notice warn" role="status">
                <b>"Persetujuan orang kedua belum termuat."</b>
                <p>"Bagian ini perlu sinyal."</p>
                <div class="actions">
                    <Press label="Muat" class="btn plain" on=Callback::new(move |()| fetch())/>
                </div>
            </div>
        }
        .into_any(),
    })
    .into_any()
}
