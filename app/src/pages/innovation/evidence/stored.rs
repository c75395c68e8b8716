//! What the server holds: each piece with what it proves, who captured it and when, and its digest; shown to the public,
//! or taken away.

use klisida_domain::{
    api::{Endpoint, EvidenceDate, EvidenceFile, EvidenceRemove, EvidenceSet, EvidenceSmall},
    evidence::{Source, date_fault},
    ids::EvidenceId,
    problem::Code,
    time::Instant,
    wire::{Evidence, EvidenceDated, EvidenceDrop, EvidenceExpose, RecordView},
};
use klisida_views::kit;
use leptos::prelude::*;

use super::{
    Room, purpose_words,
    say::{Say, tie_words},
};
use crate::{
    action::Action,
    clock,
    offline::files::size_words,
    ui::{Ask, Check, Dialog, ErrorSummary, Faults, Field, Press},
};

/// What is asked about a piece.
#[derive(Clone, Copy)]
struct Asked {
    room: Room,
    say: Say,
    /// The piece and its name.
    picked: RwSignal<Option<(EvidenceId, String)>>,
    expose: RwSignal<bool>,
    remove: RwSignal<bool>,
    dating: RwSignal<bool>,
    /// The date of the piece, as it was seen, and as it is typed.
    seen: RwSignal<Instant>,
    date: RwSignal<String>,
    action: Action,
    faults: Faults,
}

/// The list with its dialogs. These are made once: a newer answer must not close one in which somebody types.
pub fn view(room: Room) -> AnyView {
    let action = Action::new();
    let asked = Asked {
        room,
        say: Say::new(room),
        picked: RwSignal::new(None),
        expose: RwSignal::new(false),
        remove: RwSignal::new(false),
        dating: RwSignal::new(false),
        seen: RwSignal::new(Instant(0)),
        date: RwSignal::new(String::new()),
        action,
        faults: action.faults,
    };
    let list = room
        .record()
        .view("bukti", move |record| list(&asked, &record));
    view! {
        {list}
        {asked.dialogs()}
    }
    .into_any()
}

fn list(asked: &Asked, record: &RecordView) -> AnyView {
    if record.evidence.is_empty() {
        return kit::empty(
            "Belum ada bukti",
            "Foto dari lapangan dan surat keputusan paling sering diminta.",
            (),
        )
        .into_any();
    }
    let coordinator = record.line.relation.coordinator;
    let total: u64 = record
        .evidence
        .iter()
        .map(|it| match &it.source {
            Source::File { size, .. } => *size,
            Source::Link { .. } => 0,
        })
        .sum();
    let count = record.evidence.len().to_string();
    let lead = [&count, " bukti · ", &size_words(total), " dari 50 MB"].concat();
    let rows = record
        .evidence
        .iter()
        .map(|it| {
            let tied = it.tie.as_ref().and_then(|tie| tie_words(record, tie));
            row(asked, it.clone(), tied, coordinator)
        })
        .collect_view();
    view! {
        <section class="stack" aria-label="Bukti tersimpan">
            <p class="soft">{lead}</p>
            <ul class="rows card">{rows}</ul>
        </section>
    }
    .into_any()
}

fn row(asked: &Asked, it: Evidence, tied: Option<String>, coordinator: bool) -> AnyView {
    let asked = *asked;
    let id = it.id;
    let (name, facts, address) = match &it.source {
        Source::File {
            name, size, sha256, ..
        } => {
            let digest: String = sha256.chars().take(12).collect();
            let facts = [&size_words(*size), " · sidik ", &digest].concat();
            (name.clone(), facts, EvidenceFile { evidence: id }.path())
        }
        Source::Link { url } => (url.clone(), "tautan".to_owned(), url.clone()),
    };
    let who = [
        it.by.as_str(),
        " · ",
        &it.captured_at.wib().full(),
        " (",
        it.date_from.words(),
        ")",
        if it.on_site {
            " · dilihat di lokasi"
        } else {
            " · laporan"
        },
    ]
    .concat();
    let purpose = purpose_words(it.purpose);
    let first = if it.note.is_empty() {
        purpose
    } else {
        [&purpose, " · ", &it.note].concat()
    };
    let arrived = it.stored_at.is_some();
    let title = if arrived {
        view! {
            <a href=address target="_blank" rel="external noopener noreferrer">
                {name.clone()}
            </a>
        }
        .into_any()
    } else {
        view! { <b>{name.clone()}</b> }.into_any()
    };
    let tag = if !arrived {
        view! { <span class="tag warn">"Belum selesai diunggah"</span> }.into_any()
    } else if it.public {
        let by = it.consent_by.clone().unwrap_or_default();
        view! { <span class="tag done" title=["Persetujuan dinyatakan oleh ", &by].concat()>"Tampil untuk publik"</span> }
            .into_any()
    } else {
        ().into_any()
    };
    let pick = move |name: &str, open: RwSignal<bool>| {
        asked.faults.clear();
        asked.picked.set(Some((id, name.to_owned())));
        open.set(true);
    };
    let (shown, removed) = (name.clone(), name.clone());
    let public = it.public;
    let show = Callback::new(move |()| {
        if public {
            asked.hide(id);
        } else {
            pick(&shown, asked.expose);
        }
    });
    let remove = Callback::new(move |()| pick(&removed, asked.remove));
    let (described, piece) = (name.clone(), it.clone());
    let describe = Callback::new(move |()| asked.say.ask(&piece, &described));
    let tied = tied.map(|words| view! { <small>{words}</small> });
    let (dated, captured_at) = (name.clone(), it.captured_at);
    let date = Callback::new(move |()| {
        asked.seen.set(captured_at);
        asked.date.set(captured_at.wib().field());
        pick(&dated, asked.dating);
    });
    let blocked = Signal::stored(if !coordinator {
        Some("Koordinator instansi yang memilih bukti untuk publik.".to_owned())
    } else if arrived {
        None
    } else {
        Some("Menunggu berkas selesai diunggah.".to_owned())
    });
    let label = if public {
        "Jangan tampilkan"
    } else {
        "Tampilkan untuk publik"
    };
    // Measured, so that nothing moves when it comes; whose caption is beside it, it says no more.
    let small = it.small.filter(|_| arrived).map(|measures| {
        let src = EvidenceSmall { evidence: id }.path();
        let alt = if it.note.is_empty() {
            name.clone()
        } else {
            it.note.clone()
        };
        view! {
            <img class="thumb" src=src alt=alt loading="lazy" width=measures.width.to_string() height=measures.height.to_string()/>
        }
    });
    view! {
        <li class="progressrow">
            {small}
            <div>
                {title}
                <small>{first}</small>
                {tied}
                <small>{who}</small>
                <small>{facts}</small>
                {tag}
                <div class="actions">
                    <Press label=label class="btn plain small" busy=asked.action.busy blocked=blocked on=show/>
                    <Press label=["Ubah keterangan ", &name].concat() class="btn plain small" blocked=asked.room.closed() on=describe/>
                    <Press label=["Ralat tanggal ", &name].concat() class="btn plain small" blocked=asked.room.closed() on=date/>
                    <Press label=["Hapus ", &name].concat() class="btn plain small" blocked=asked.room.closed() on=remove/>
                </div>
            </div>
        </li>
    }
    .into_any()
}

impl Asked {
    fn set(self, id: EvidenceId, body: EvidenceExpose, words: &'static str) {
        let record = self.room.record();
        let endpoint = EvidenceSet { evidence: id };
        self.action.run(endpoint, body, words, move |_| {
            self.expose.try_set(false);
            record.reload();
        });
    }

    fn hide(self, id: EvidenceId) {
        let body = EvidenceExpose {
            public: false,
            consent: false,
        };
        self.set(id, body, "Bukti tidak tampil lagi untuk publik.");
    }

    fn date_dialog(self) -> AnyView {
        let question = Signal::derive(move || {
            let name = self.picked.get().map(|(_, name)| name);
            [
                "Kapan \u{201c}",
                &name.unwrap_or_default(),
                "\u{201d} diambil?",
            ]
            .concat()
        });
        let send = move |event: web_sys::SubmitEvent| {
            event.prevent_default();
            self.faults.clear();
            let Some((id, _)) = self.picked.get_untracked() else {
                return;
            };
            let Some(captured_at) = Instant::from_wib_field(&self.date.get_untracked()) else {
                self.faults.add("captured_at", Code::TextMissing.words());
                self.faults.show();
                return;
            };
            self.faults
                .check("captured_at", date_fault(captured_at, clock::now()));
            if self.faults.show() {
                return;
            }
            let (seen, record) = (self.seen.get_untracked(), self.room.record());
            let body = EvidenceDated { seen, captured_at };
            self.action.job(async move {
                let answer = self
                    .action
                    .call(&EvidenceDate { evidence: id }, &body)
                    .await;
                // It may have arrived, or the date is another one by now.
                record.reload();
                answer?;
                self.dating.try_set(false);
                Ok("Tanggal diralat.".to_owned())
            });
        };
        let close = Callback::new(move |()| self.dating.set(false));
        view! {
            <Dialog open=self.dating title=question>
                <form class="fields" novalidate on:submit=send>
                    <ErrorSummary faults=self.faults/>
                    <Field
                        name="captured_at"
                        label="Tanggal dan jam"
                        value=self.date
                        faults=self.faults
                        kind="datetime-local"
                        hint="Waktu Indonesia Barat. Setelah disimpan, bukti ini bertanda \u{201c}tanggal diisi sendiri\u{201d}."
                    />
                    <div class="actions">
                        <Press label="Simpan tanggal" busy=self.action.busy/>
                        <Press label="Batal" class="btn plain" on=close/>
                    </div>
                </form>
            </Dialog>
        }
        .into_any()
    }

    fn dialogs(self) -> AnyView {
        let consent = RwSignal::new(false);
        let name = move || {
            self.picked.with(|it| {
                it.as_ref()
                    .map(|(_, name)| name.clone())
                    .unwrap_or_default()
            })
        };
        let question = Signal::derive(move || {
            ["Tampilkan \u{201c}", &name(), "\u{201d} untuk publik?"].concat()
        });
        let away = Signal::derive(move || ["Hapus \u{201c}", &name(), "\u{201d}?"].concat());
        let show = move |event: web_sys::SubmitEvent| {
            event.prevent_default();
            if let Some((id, _)) = self.picked.get_untracked() {
                let body = EvidenceExpose {
                    public: true,
                    consent: consent.get_untracked(),
                };
                self.set(id, body, "Bukti tampil untuk publik.");
            }
        };
        let close = Callback::new(move |()| self.expose.set(false));
        // Each piece is asked about anew.
        Effect::new(move || {
            if self.expose.get() {
                consent.set(false);
            }
        });
        let remove = Callback::new(move |reason: String| {
            let Some((id, _)) = self.picked.get_untracked() else {
                return;
            };
            let record = self.room.record();
            let endpoint = EvidenceRemove { evidence: id };
            let body = EvidenceDrop { reason };
            self.action.run(endpoint, body, "Bukti dihapus.", move |_| {
                self.remove.try_set(false);
                record.reload();
            });
        });
        view! {
            {self.say.dialog()}
            {self.date_dialog()}
            <Dialog open=self.expose title=question>
                <form class="fields" novalidate on:submit=show>
                    <ErrorSummary faults=self.faults/>
                    <p>
                        "Siapa pun dapat melihatnya di halaman inovasi, setelah klinik mempublikasikan inovasi ini. Bisa ditarik kapan saja."
                    </p>
                    <Check label="Orang yang tampak sudah setuju ditampilkan, atau tidak ada orang yang tampak" value=consent/>
                    <div class="actions">
                        <Press label="Tampilkan" busy=self.action.busy/>
                        <Press label="Batal" class="btn plain" on=close/>
                    </div>
                </form>
            </Dialog>
            <Ask
                open=self.remove
                title=away
                text="Berkasnya dihapus dari penyimpanan. Riwayat tetap mencatat siapa yang menghapus, kapan, dan mengapa."
                action="Hapus"
                danger=true
                reason=true
                busy=self.action.busy
                faults=self.faults
                on=remove
            />
        }
        .into_any()
    }
}
