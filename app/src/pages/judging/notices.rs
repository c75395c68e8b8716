//! What must be known before writing in a sheet: why it is closed, what became of unsent marks.

use klisida_domain::{draft::Text, judging::Sheet, problem::Code};
use klisida_views::kit::{Tone, notice};
use leptos::prelude::*;

use super::{
    state::{self, Stop},
    work::Work,
};
use crate::{paths as to, ui::WhatsApp};

/// The notices on top of a sheet.
pub fn view(work: Work) -> AnyView {
    let refusal = Memo::new(move |_| {
        work.draft
            .with(|draft| draft.refusal.filter(|code| !Sheet::is_final(*code)))
    });
    let other = Memo::new(move |_| {
        work.draft.with(|draft| {
            draft.refusal == Some(Code::SheetLocked)
                && draft.is_unsent()
                && draft.conflicts.is_empty()
        })
    });
    view! {
        {move || work.stop.get().and_then(|stop| stopped(work, stop))}
        {move || {
            refusal
                .get()
                .map(|code| notice(Tone::Bad, "Server menolak isian ini. Isian tetap di perangkat ini.", code.words()))
        }}
        {move || {
            other
                .get()
                .then(|| {
                    notice(
                        Tone::Warn,
                        "Lembar ini dikunci dari perangkat lain.",
                        "Isian di perangkat ini berbeda dan belum dikirim. Buka kunci di bawah untuk mengirimnya.",
                    )
                })
        }}
    }
    .into_any()
}

fn stopped(work: Work, stop: Stop) -> Option<AnyView> {
    let (tone, title, text) = match stop {
        Stop::Locked => return None,
        Stop::NotOpen => {
            let opens = work.edition.with(|edition| edition.opens_at.wib().full());
            (
                Tone::Info,
                "Penilaian belum dibuka.".to_owned(),
                ["Anda sudah bisa membaca entri ini. Nilai dapat diisi mulai ", &opens, "."].concat(),
            )
        }
        Stop::Closed => (
            Tone::Info,
            "Penilaian sudah ditutup.".to_owned(),
            "Lembar ini hanya dapat dibaca.".to_owned(),
        ),
        Stop::ClosedUnsent => return Some(late(work)),
        Stop::Related => (
            Tone::Done,
            "Entri ini keluar dari daftar Anda.".to_owned(),
            "Anda menyatakan punya hubungan dengannya. Koordinator sudah tahu dan menugaskan juri lain.".to_owned(),
        ),
        Stop::Removed => (
            Tone::Info,
            "Tugas Anda untuk entri ini berakhir.".to_owned(),
            "Koordinator mengubah penugasan. Isian Anda disimpan sebagai bukti dan tidak dihitung.".to_owned(),
        ),
        Stop::Withdrawn => (
            Tone::Info,
            "Entri ini dikeluarkan dari lomba.".to_owned(),
            "Tidak ada lagi yang perlu dinilai. Isian Anda disimpan sebagai bukti.".to_owned(),
        ),
    };
    let away = matches!(stop, Stop::Related | Stop::Removed | Stop::Withdrawn).then(|| {
        view! {
            <div class="actions">
                <a class="btn plain" href=to::DESK>
                    "Ke daftar entri"
                </a>
            </div>
        }
    });
    Some(
        view! {
            {notice(tone, title, text)}
            {away}
        }
        .into_any(),
    )
}

/// Marks that the server did not get in time: kept, shown, not counted; and whom to ask.
fn late(work: Work) -> AnyView {
    let name = work.edition.with(|edition| edition.name.clone());
    // A promise only while it can be kept.
    let promised = Memo::new(move |_| work.edition.with(|edition| edition.more_time));
    let entry = work.entry.with(|entry| state::number(entry.item.number));
    let ask = [
        "Yth. Koordinator, isian nilai saya untuk entri ",
        &entry,
        " pada ",
        &name,
        " belum terkirim sebelum penilaian ditutup. Mohon pertimbangan perpanjangan waktu. Terima kasih.",
    ]
    .concat();
    view! {
        <div class="notice warn">
            <b>"Penilaian sudah ditutup; isian ini tidak dihitung."</b>
            <p>
                "Isian di bawah belum sampai ke server sebelum penilaian ditutup. Isian tetap tersimpan dan terlihat di sini."
                {move || promised.get().then_some(" Bila koordinator memberi waktu lagi, isian dikirim sendiri; kunci lembarnya supaya dihitung.")}
            </p>
            {move || {
                promised
                    .get()
                    .then(|| {
                        view! {
                            <div class="actions">
                                <WhatsApp text=ask.clone() label="Minta perpanjangan lewat WhatsApp"/>
                            </div>
                        }
                    })
            }}
        </div>
    }
    .into_any()
}
