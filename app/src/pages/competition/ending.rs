//! How an edition ends besides its publication: a draft is deleted, an opened one cancelled, and what is over is archived.

use klisida_domain::{
    api::{EditionArchive, EditionCancel, EditionDelete},
    competition::{Act, Standing},
    wire::{Archiving, Cancelling, Edition, Step},
};
use leptos::prelude::*;

use super::{desk::Desk, frame};
use crate::{
    paths as to,
    ui::{Ask, Press},
};

/// The questions, asked or not.
#[derive(Clone, Copy)]
pub struct Doors {
    delete: RwSignal<bool>,
    cancel: RwSignal<bool>,
    archive: RwSignal<bool>,
}

impl Doors {
    /// None is asked.
    pub fn new() -> Self {
        Self {
            delete: RwSignal::new(false),
            cancel: RwSignal::new(false),
            archive: RwSignal::new(false),
        }
    }
}

/// The one of them that this edition can take, for the coordinator.
pub fn ways(desk: Desk, doors: Doors, edition: &Edition) -> Option<AnyView> {
    let (label, act, door) = match edition.standing {
        Standing::Draft => ("Hapus draf kompetisi", Act::Delete, doors.delete),
        Standing::Published | Standing::Cancelled if edition.archived => {
            ("Keluarkan dari arsip", Act::Archive, doors.archive)
        }
        Standing::Published | Standing::Cancelled => {
            ("Arsipkan kompetisi", Act::Archive, doors.archive)
        }
        _ => ("Batalkan kompetisi", Act::Cancel, doors.cancel),
    };
    desk.is_office().then(|| {
        view! {
            <details>
                <summary>"Lainnya"</summary>
                <div class="actions">
                    <Press label=label class="btn plain" blocked=frame::blocked(desk, act) on=Callback::new(move |()| door.set(true))/>
                </div>
            </details>
        }
        .into_any()
    })
}

/// The questions.
pub fn dialogs(desk: Desk, doors: Doors) -> AnyView {
    view! {
        {deleting(desk, doors.delete)}
        {cancelling(desk, doors.cancel)}
        {archiving(desk, doors.archive)}
    }
    .into_any()
}

fn deleting(desk: Desk, open: RwSignal<bool>) -> AnyView {
    let deed = desk.action_in(open);
    let go = leptos_router::hooks::use_navigate();
    let run = Callback::new(move |_: String| {
        let body = Step {
            version: desk.version(),
        };
        let go = go.clone();
        deed.run(
            EditionDelete { edition: desk.id },
            body,
            "Draf kompetisi dihapus.",
            move |_| go(to::COMPETITIONS, leptos_router::NavigateOptions::default()),
        );
    });
    let text = Signal::derive(move || {
        let (entries, judges) = desk.edition.with(|it| {
            it.as_ref().map_or((0, 0), |it| {
                let judges = it.panel.iter().filter(|it| it.removed.is_none()).count();
                (it.totals.standing, judges)
            })
        });
        format!(
            "Pengaturan, bahan dari {entries} entri, dan panel dengan {judges} juri hilang dari semua halaman, dan undangan jurinya berakhir. Inovasinya tetap ada di katalog. Ini tidak dapat dibatalkan."
        )
    });
    view! {
        <Ask
            open=open
            title="Hapus draf kompetisi?"
            text=text
            action="Hapus draf"
            danger=true
            busy=deed.busy
            faults=deed.faults
            on=run
        />
    }
    .into_any()
}

fn cancelling(desk: Desk, open: RwSignal<bool>) -> AnyView {
    let deed = desk.action_in(open);
    let password = RwSignal::new(String::new());
    let run = Callback::new(move |reason: String| {
        let body = Cancelling {
            version: desk.version(),
            reason,
            password: password.get_untracked().into(),
        };
        let endpoint = EditionCancel { edition: desk.id };
        desk.act(deed, endpoint, body, "Kompetisi dibatalkan.", || {});
    });
    let text = Signal::derive(move || {
        let (locked, begun) = desk.edition.with(|it| {
            it.as_ref()
                .map_or((0, 0), |it| (it.totals.locked, it.totals.begun))
        });
        format!(
            "Juri tidak dapat menilai lagi dan tidak ada hasil yang diumumkan. {locked} lembar terkunci dan {begun} lembar yang sedang diisi disimpan sebagai bukti dan tidak dihitung. Alamat papan tetap ada dan menyebut alasan Anda kepada umum. Ini tidak dapat dibatalkan."
        )
    });
    view! {
        <Ask
            open=open
            title="Batalkan kompetisi?"
            text=text
            action="Batalkan kompetisi"
            danger=true
            reason=true
            reason_label="Alasan, terbaca umum dan juri"
            password=(password, Signal::stored(true))
            busy=deed.busy
            faults=deed.faults
            on=run
        />
    }
    .into_any()
}

fn archiving(desk: Desk, open: RwSignal<bool>) -> AnyView {
    let deed = desk.action_in(open);
    let archived = Memo::new(move |_| {
        desk.edition
            .with(|it| it.as_ref().is_some_and(|it| it.archived))
    });
    let pick = move |back: &'static str, there: &'static str| {
        Signal::derive(move || if archived.get() { back } else { there }.to_owned())
    };
    let run = Callback::new(move |_: String| {
        let to = !archived.get_untracked();
        let body = Archiving {
            version: desk.version(),
            archived: to,
        };
        let said = if to {
            "Kompetisi diarsipkan."
        } else {
            "Kompetisi dikeluarkan dari arsip."
        };
        let endpoint = EditionArchive { edition: desk.id };
        desk.act(deed, endpoint, body, said, || {});
    });
    view! {
        <Ask
            open=open
            title=pick("Keluarkan dari arsip?", "Arsipkan kompetisi?")
            text=pick(
                "Kompetisi ini tampil lagi di beranda untuk umum.",
                "Kompetisi ini tidak tampil lagi di beranda untuk umum. Alamat dan hasilnya tetap dapat dibuka, dengan keterangan arsip.",
            )
            action=pick("Keluarkan dari arsip", "Arsipkan")
            busy=deed.busy
            faults=deed.faults
            on=run
        />
    }
    .into_any()
}
