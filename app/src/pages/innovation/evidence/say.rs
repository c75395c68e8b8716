//! What is said of a piece that was sent: said anew, and tied to a note, a line of the plan or a figure.

use klisida_domain::{
    api::EvidenceDescribe,
    evidence::{Purpose, Tie, note_fault, said},
    ids::EvidenceId,
    part::Content,
    problem::Code,
    wire::{Evidence, EvidenceDescribed, RecordView},
};
use leptos::{prelude::*, task::spawn_local};

use super::{Room, options, purposes};
use crate::{
    action::Action,
    ui::{Check, Dialog, ErrorSummary, Field, Press, Select},
};

/// What a piece may be tied to, with the words for it, in the order of the record.
fn ties(record: &RecordView) -> Vec<(Tie, String)> {
    let mut all = Vec::new();
    for it in &record.parts {
        match &it.content {
            Content::Indicators(figures) => all.extend(figures.iter().map(|figure| {
                let words = ["Ukuran: ", &figure.name].concat();
                (Tie::Indicator(figure.name.clone()), words)
            })),
            Content::Plan(plan) if record.rows.plans.is_empty() => {
                all.extend(plan.iter().map(|item| {
                    let words = ["Rencana: ", &item.activity].concat();
                    (Tie::Item(item.id), words)
                }));
            }
            _ => {}
        }
    }
    if let Some(plan) = record.rows.plans.first() {
        all.extend(plan.plan.iter().map(|item| {
            let words = ["Rencana: ", &item.activity].concat();
            (Tie::Item(item.id), words)
        }));
    }
    let notes = record.rows.log.iter().filter(|it| !it.replaced);
    all.extend(notes.map(|it| {
        let day = it.at.wib().date_long();
        let words = ["Catatan: ", it.note.label(), ", ", &day].concat();
        (Tie::Note(it.id), words)
    }));
    all
}

/// The words for what a piece is tied to; none while that is not here.
pub fn tie_words(record: &RecordView, tie: &Tie) -> Option<String> {
    let known = ties(record).into_iter().find(|it| it.0 == *tie);
    known.map(|it| it.1)
}

/// The question. A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Say {
    room: Room,
    open: RwSignal<bool>,
    action: Action,
    /// What somebody else said of it meanwhile.
    newer: RwSignal<Option<String>>,
    /// The piece, its version as it was seen, and its name.
    piece: RwSignal<Option<(EvidenceId, u32, String)>>,
    purpose: RwSignal<String>,
    note: RwSignal<String>,
    on_site: RwSignal<bool>,
    tie: RwSignal<String>,
    /// What it may be tied to, as it was when the question was asked: the choice is a place in it.
    ties: RwSignal<Vec<(Tie, String)>>,
}

impl Say {
    /// Nothing asked yet.
    pub fn new(room: Room) -> Self {
        let open = RwSignal::new(false);
        let piece = RwSignal::new(None::<(EvidenceId, u32, String)>);
        let newer = RwSignal::new(None);
        Self {
            room,
            open,
            newer,
            // Somebody was faster: what is typed stays, and the question says what is said now. Sent again, it counts.
            action: Action::new().closes(open).on_refusal(move |fault| {
                if fault.code() != Some(Code::StaleVersion) {
                    room.record().reload();
                    return Some(fault);
                }
                let record = room.record();
                spawn_local(async move {
                    record.load().await;
                    let asked = piece.get_untracked().map(|it| it.0);
                    let now = record.now();
                    let now = now.as_ref().and_then(|view| {
                        let mut all = view.evidence.iter();
                        all.find(|it| Some(it.id) == asked)
                    });
                    if let Some(it) = now {
                        let (version, words) = (
                            it.version,
                            said(it.purpose, &it.note, it.on_site, it.tie.as_ref()),
                        );
                        piece.try_update(|piece| {
                            if let Some(piece) = piece {
                                piece.1 = version;
                            }
                        });
                        newer.try_set(Some(words));
                    }
                });
                None
            }),
            piece,
            purpose: RwSignal::new(String::new()),
            note: RwSignal::new(String::new()),
            on_site: RwSignal::new(false),
            tie: RwSignal::new(String::new()),
            ties: RwSignal::new(Vec::new()),
        }
    }

    /// Asks about a piece: the fields begin with what is said now.
    pub fn ask(self, it: &Evidence, name: &str) {
        let record = self.room.record();
        let mut known = untrack(|| record.with(|it| it.map(ties).unwrap_or_default()));
        // What is no longer among the choices stays what it is.
        if let Some(tie) = it.tie.as_ref()
            && !known.iter().any(|one| one.0 == *tie)
        {
            known.push((tie.clone(), "Seperti sekarang".to_owned()));
        }
        let chosen = it
            .tie
            .as_ref()
            .and_then(|tie| known.iter().position(|one| one.0 == *tie));
        self.action.faults.clear();
        self.newer.set(None);
        self.tie
            .set(chosen.map(|n| n.to_string()).unwrap_or_default());
        self.ties.set(known);
        let place = purposes().iter().position(|one| *one == it.purpose);
        self.purpose.set(place.unwrap_or_default().to_string());
        self.note.set(it.note.clone());
        self.on_site.set(it.on_site);
        self.piece.set(Some((it.id, it.version, name.to_owned())));
        self.open.set(true);
    }

    fn send(self) {
        let faults = self.action.faults;
        faults.clear();
        let note = self.note.get_untracked().trim().to_owned();
        faults.check("note", note_fault(&note));
        let Some((id, version, _)) = self.piece.get_untracked().filter(|_| !faults.show()) else {
            return;
        };
        let place = self.tie.get_untracked().parse::<usize>().ok();
        let tie = place.and_then(|n| {
            self.ties
                .with_untracked(|all| all.get(n).map(|it| it.0.clone()))
        });
        let chosen = self.purpose.get_untracked().parse::<usize>();
        let purpose = chosen.ok().and_then(|n| purposes().get(n).copied());
        let body = EvidenceDescribed {
            version,
            purpose: purpose.unwrap_or(Purpose::Monitoring),
            note,
            on_site: self.on_site.get_untracked(),
            tie,
        };
        let record = self.room.record();
        self.action.run(
            EvidenceDescribe { evidence: id },
            body,
            "Keterangan bukti diubah.",
            move |_| record.reload(),
        );
    }

    /// The dialog, made once.
    pub fn dialog(self) -> AnyView {
        let title = Signal::derive(move || {
            let name = self.piece.get().map(|it| it.2).unwrap_or_default();
            ["Keterangan \u{201c}", &name, "\u{201d}"].concat()
        });
        let choices = Signal::derive(move || {
            let mut out = vec![(String::new(), "Tidak dihubungkan".to_owned())];
            self.ties.with(|all| {
                out.extend(
                    all.iter()
                        .enumerate()
                        .map(|(n, it)| (n.to_string(), it.1.clone())),
                );
            });
            out
        });
        let faults = self.action.faults;
        let send = move |event: web_sys::SubmitEvent| {
            event.prevent_default();
            self.send();
        };
        let close = Callback::new(move |()| self.open.set(false));
        view! {
            {self.action.outcome()}
            <Dialog open=self.open title=title>
                <form class="fields" novalidate on:submit=send>
                    <ErrorSummary faults=faults/>
                    {move || self.newer.get().map(|words| view! {
                        <div class="notice warn" role="alert">
                            <b>"Keterangan ini baru saja diubah di tempat lain."</b>
                            <p>"Sekarang tersimpan: " <q>{words}</q> ". Isian Anda masih di sini; simpan lagi bila isian Anda yang benar, atau batalkan."</p>
                        </div>
                    })}
                    <Select name="purpose" label="Membuktikan apa" value=self.purpose faults=faults options=Signal::derive(options)/>
                    <Select name="tie" label="Bukti untuk" value=self.tie faults=faults options=choices hint="Catatan, butir rencana, atau ukuran. Boleh kosong."/>
                    <Field name="note" label="Keterangan" value=self.note faults=faults rows=3 hint="Boleh kosong. Apa yang terlihat dan di mana, paling panjang 300 karakter."/>
                    <Check label="Dilihat di lokasi" value=self.on_site hint="Centang bila Anda sendiri ada di tempat itu."/>
                    <div class="actions">
                        <Press label="Simpan keterangan" busy=self.action.busy/>
                        <Press label="Batal" class="btn plain" on=close/>
                    </div>
                </form>
            </Dialog>
        }
        .into_any()
    }
}
