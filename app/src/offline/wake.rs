//! Brings the senders that this device needs: when somebody has signed in and something of theirs lies here. They are no part
//! of the first load, since what they read and write is as large as the pages that use them.

use leptos::{prelude::*, task::spawn_local};

use super::sheets::{Sheets, use_sheets};
use crate::{
    net,
    session::use_session,
    split,
    store::{Room, Store, use_store},
};

/// Looks now, after each sign-in, and when the connection is back.
pub fn provide() {
    let (session, store, online) = (use_session(), use_store(), net::online());
    let sheets = use_sheets();
    Effect::new(move || {
        session.signed_in.track();
        // A sender that could not be fetched may come now.
        online.track();
        if session.person_untracked().is_some() {
            spawn_local(wake(store, sheets));
        }
    });
}

async fn wake(store: Store, sheets: Sheets) {
    let found = store.list(Room::Drafts, "").await.unwrap_or_default();
    let is_sheet = |key: &str| key.starts_with("sheet/");
    let judged = found.iter().any(|(key, _)| is_sheet(key));
    // Parts, requests, files, and forms under names of their own.
    let rest = found
        .iter()
        .any(|(key, _)| !is_sheet(key) && !key.starts_with("unreadable-"));
    drop(found);
    if !judged || split::courier_part().await.is_err() {
        sheets.settle();
    }
    if rest {
        let _ = split::mail_part().await;
    }
}
