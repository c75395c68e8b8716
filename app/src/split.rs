//! Where the program is cut into its parts, and how a page of a part is built.
//!
//! The build cuts the program at the functions marked here (docs/decisions/0011). What only one part uses goes into its
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
};

/// Builds a page.
pub type Build = fn() -> AnyView;

type Found = Result<Build, SplitLoaderError>;

/// The page at a path of the map, once its part is here.
pub async fn page(chunk: Chunk, path: &'static str) -> Found {
    match chunk {
        Chunk::Door => door_part(path).await,
        Chunk::Home => home_part(path).await,
        Chunk::Desk => desk_part(path).await,
        Chunk::Sheet => sheet_part(path).await,
        Chunk::Record => record_part(path).await,
        Chunk::Fill => fill_part(path).await,
        Chunk::Field => field_part(path).await,
        Chunk::Activity => activity_part(path).await,
        Chunk::Clinic => clinic_part(path).await,
        Chunk::Consult => consult_part(path).await,
        Chunk::Office => office_part(path).await,
        Chunk::Own => own_part(path).await,
    }
}

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

#[wasm_split(door, fallible)]
fn door_part(path: &'static str) -> Found {
    Ok(match path {
        "/masuk" => account::sign_in::page,
        "/undangan" => account::invited::page,
        _ => fallback::missing,
    })
}

#[wasm_split(home, fallible)]
fn home_part(path: &'static str) -> Found {
    Ok(match path {
        "" => home::page,
        _ => fallback::missing,
    })
}

#[wasm_split(desk, fallible)]
fn desk_part(path: &'static str) -> Found {
    Ok(match path {
        "/juri" => judging::desk::page,
        _ => fallback::missing,
    })
}

#[wasm_split(sheet, fallible)]
fn sheet_part(path: &'static str) -> Found {
    Ok(match path {
        "/juri/:assignment" => judging::sheet::page,
        "/juri/:assignment/entri" => judging::dossier::page,
        _ => fallback::missing,
    })
}

#[wasm_split(record, fallible)]
fn record_part(path: &'static str) -> Found {
    Ok(match path {
        "/inovasi" => innovation::list::page,
        "/inovasi/baru" => innovation::create::page,
        "/inovasi/:innovation" => innovation::room::page,
        "/inovasi/:innovation/periksa" => innovation::check::page,
        "/inovasi/:innovation/tim" => innovation::team::page,
        "/inovasi/:innovation/riwayat" => innovation::history::page,
        "/inovasi/:innovation/profil" => innovation::profile::page,
        _ => fallback::missing,
    })
}

#[wasm_split(fill, fallible)]
fn fill_part(path: &'static str) -> Found {
    Ok(match path {
        "/inovasi/:innovation/isi/:part" => innovation::part::page,
        _ => fallback::missing,
    })
}

#[wasm_split(field, fallible)]
fn field_part(path: &'static str) -> Found {
    Ok(match path {
        "/inovasi/:innovation/catatan" | "/inovasi/:innovation/catatan/:kind" => {
            innovation::notes::page
        }
        "/inovasi/:innovation/bukti" => innovation::evidence::page,
        _ => fallback::missing,
    })
}

#[wasm_split(activity, fallible)]
fn activity_part(path: &'static str) -> Found {
    Ok(match path {
        "/hadir" => agency::check_in::page,
        "/kegiatan" | "/klinik/kegiatan" => clinic::activities::page,
        "/klinik/kegiatan/:activity" => clinic::activity::page,
        "/instansi" => agency::settings::page,
        _ => fallback::missing,
    })
}

#[wasm_split(clinic, fallible)]
fn clinic_part(path: &'static str) -> Found {
    Ok(match path {
        "/klinik" => clinic::queue::page,
        "/klinik/pengaturan" => clinic::settings::page,
        _ => fallback::missing,
    })
}

#[wasm_split(consult, fallible)]
fn consult_part(path: &'static str) -> Found {
    Ok(match path {
        "/klinik/konsultasi/:innovation" => clinic::consult::page,
        _ => fallback::missing,
    })
}

#[wasm_split(office, fallible)]
fn office_part(path: &'static str) -> Found {
    Ok(match path {
        "/kompetisi" => competition::list::page,
        "/kompetisi/baru" => competition::create::page,
        "/kompetisi/:edition" => competition::overview::page,
        "/kompetisi/:edition/pengaturan" => competition::setup::page,
        "/kompetisi/:edition/entri" => competition::entries::page,
        "/kompetisi/:edition/entri/:entry" => competition::entry::page,
        "/kompetisi/:edition/juri" => competition::panel::page,
        "/kompetisi/:edition/penugasan" => competition::assignments::page,
        "/kompetisi/:edition/pantau" => competition::watch::page,
        "/kompetisi/:edition/hasil" => competition::results::page,
        "/kompetisi/:edition/catatan" => competition::record::page,
        "/impor" => import::page,
        "/akun" => account::people::page,
        "/akun/undangan" => account::invitations::page,
        "/akun/konfirmasi" => account::confirm::page,
        "/akun/:person" => account::person::page,
        _ => fallback::missing,
    })
}

#[wasm_split(own, fallible)]
fn own_part(path: &'static str) -> Found {
    Ok(match path {
        "/kiriman" => outbox::page,
        "/setelan" => settings::page,
        "/papan" => board::list::page,
        "/papan/:slug" | "/papan/:slug/versi/:version" => board::show::page,
        _ => fallback::missing,
    })
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
