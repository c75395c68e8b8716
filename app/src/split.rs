//! Where the program is cut into its parts, and how a page of a part is built.
//!
//! The build cuts the program at the functions marked here, one a part of the table in `paths.rs` (docs/decisions/0011). What only one part uses goes into its
//! file, what several use into the first load. The service worker keeps the parts of whoever is signed in, so that they are
//! there without signal (docs/decisions/0035).

#![expect(
    clippy::unnecessary_wraps,
    reason = "the macro turns a part that did not come into the error"
)]

use core::{
    future::Future,
    pin::Pin,
    task::{Context, Poll, Waker},
};

use leptos::prelude::*;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use crate::{
    chunk::Chunk,
    offline::{senders, sheets},
    pages::{
        account, agency, board, clinic, competition, fallback, home, import, innovation, judging,
        outbox, settings,
    },
    paths::screens,
};

/// Builds a page.
pub type Build = fn() -> AnyView;

type Found = Result<Build, SplitLoaderError>;

macro_rules! parts {
    ($($group:ident $chunk:ident {
        $($path:literal, $title:literal, $gate:ident => $page:path;)+
    })+) => {
        /// The page at a path of the map, once its part is here.
        pub async fn page(chunk: Chunk, path: &'static str) -> Found {
            match chunk { $(Chunk::$chunk => $group(path).await,)+ }
        }

        $(
            #[wasm_split($group, fallible)]
            fn $group(path: &'static str) -> Found {
                Ok(match path {
                    $($path => $page,)+
                    _ => fallback::missing,
                })
            }
        )+

        /// The groups of files that the build cuts, but for those of the senders.
        #[cfg(test)]
        pub const GROUPS: &[&str] = &[$(stringify!($group)),+];
    };
}
screens!(parts);

/// Builds the page: at once when its part is here already, else after it came.
pub fn build(chunk: Chunk, path: &'static str, title: &'static str) -> AnyView {
    let mut finding = Box::pin(page(chunk, path));
    let mut nobody = Context::from_waker(Waker::noop());
    if let Poll::Ready(Ok(build)) = finding.as_mut().poll(&mut nobody) {
        return build();
    }
    let found = RwSignal::new(Waiting::Under);
    wait(finding, found);
    let again = move || {
        found.set(Waiting::Under);
        wait(Box::pin(page(chunk, path)), found);
    };
    (move || match found.get() {
        Waiting::Under => fallback::waiting(title),
        Waiting::Here(build) => untrack(build),
        Waiting::Failed => fallback::not_loaded(title, again),
    })
    .into_any()
}

/// Where the loading of a part stands.
#[derive(Clone, Copy)]
enum Waiting {
    /// On its way.
    Under,
    /// Came.
    Here(Build),
    /// Did not come.
    Failed,
}

fn wait(finding: Pin<Box<impl Future<Output = Found> + 'static>>, found: RwSignal<Waiting>) {
    leptos::task::spawn_local(async move {
        let state = finding.await.map_or(Waiting::Failed, Waiting::Here);
        found.try_set(state);
    });
}

/// Starts who sends a judge's sheets.
#[wasm_split(courier, fallible)]
pub fn courier_part() -> Result<(), SplitLoaderError> {
    sheets::use_sheet_sender();
    Ok(())
}

/// Starts who sends what a team and the clinic write.
#[wasm_split(mail, fallible)]
pub fn mail_part() -> Result<(), SplitLoaderError> {
    senders::start();
    Ok(())
}
