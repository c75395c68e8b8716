//! Adding: two ways to pick, what it proves, and a link for a video.

use klisida_domain::{
    api::EvidenceAdd,
    evidence::{ACCEPT, DateFrom, Purpose, Source, faults as source_faults},
    ids::EvidenceId,
    law::{Criterion, Stage},
    problem::Code,
    stage::Place,
    wire::{EvidenceNew, RecordView},
};
use leptos::prelude::*;
use web_sys::{File, HtmlInputElement};

use super::{Room, options, purpose_words, purposes};
use crate::{
    action::Action,
    clock,
    offline::files::{Ready, Said, Upload, prepare},
    ui::{Check, Dialog, ErrorSummary, Faults, Field, Loaded, Press, Select, announce},
    work,
};

/// What is said of the next files.
#[derive(Clone, Copy)]
struct Form {
    purpose: RwSignal<String>,
    note: RwSignal<String>,
    on_site: RwSignal<bool>,
    faults: Faults,
    /// What could not be made ready, or not be kept.
    troubles: RwSignal<Vec<String>>,
    /// Files that are here already: what is known of each.
    twins: StoredValue<Vec<(Task, Ready, String)>, LocalStorage>,
    asked: RwSignal<bool>,
}

impl Form {
    fn purpose(self) -> Purpose {
        let chosen = self.purpose.get_untracked().parse().unwrap_or(0_usize);
        let all = purposes();
        all.get(chosen).copied().unwrap_or(Purpose::Monitoring)
    }

    fn task(self, room: Room) -> Task {
        Task {
            said: Said {
                innovation: room.id(),
                title: room.name().get_untracked(),
                purpose: self.purpose(),
                note: self.note.get_untracked().trim().to_owned(),
                on_site: self.on_site.get_untracked(),
            },
            upload: room.upload(),
            record: room.record(),
        }
    }

    fn note_is_short(self) -> bool {
        self.faults.clear();
        if self.note.with_untracked(|note| note.chars().count() > 300) {
            self.faults.add("note", Code::TextTooLong.words());
        }
        !self.faults.show()
    }

    fn trouble(self, name: &str, words: &str) {
        let line = [name, ": ", words].concat();
        self.troubles.try_update(|it| it.push(line));
    }
}

/// What is needed to hand files over with what was said of them, also when the page is left meanwhile: a photo is not lost by that.
#[derive(Clone)]
struct Task {
    said: Said,
    upload: Upload,
    record: Loaded<RecordView>,
}

/// Picking photos and files.
pub fn view(room: Room) -> AnyView {
    let form = Form {
        purpose: RwSignal::new(String::new()),
        note: RwSignal::new(String::new()),
        on_site: RwSignal::new(false),
        faults: Faults::new(),
        troubles: RwSignal::new(Vec::new()),
        twins: StoredValue::new_local(Vec::new()),
        asked: RwSignal::new(false),
    };
    likely(room, form.purpose);
    let (action, said) = (Action::of(form.faults), RwSignal::new(String::new()));
    let busy: Signal<bool> = action.busy.into();
    let picked = Callback::new(move |files: Vec<File>| {
        if form.note_is_short() && !busy.get_untracked() {
            let task = form.task(room);
            // What was said of these files is not said of the next.
            form.note.set(String::new());
            form.on_site.set(false);
            action.job(async move {
                make_ready(form, task, said, files).await;
                Ok(String::new())
            });
        }
    });
    let wrong = move || {
        let list = form.troubles.get();
        (!list.is_empty()).then(|| {
            let items = list
                .into_iter()
                .map(|words| view! { <li>{words}</li> })
                .collect_view();
            view! {
                <div class="notice bad" role="alert">
                    <ul>{items}</ul>
                </div>
            }
        })
    };
    view! {
        <section class="card stack" aria-label="Tambah bukti">
            <div class="fields">
                <ErrorSummary faults=form.faults/>
                <Select name="purpose" label="Membuktikan apa" value=form.purpose faults=form.faults options=Signal::derive(options)/>
                <Field name="note" label="Keterangan" value=form.note faults=form.faults hint="Boleh kosong. Apa yang terlihat dan di mana, paling panjang 300 karakter."/>
                <Check label="Dilihat di lokasi" value=form.on_site hint="Centang bila Anda sendiri ada di tempat itu."/>
            </div>
            <div class="picks">
                {pick("Ambil foto", "dengan kamera", "image/*", true, busy, room, picked)}
                {pick("Pilih berkas", "foto, PDF, DOCX, atau XLSX", ACCEPT, false, busy, room, picked)}
            </div>
            {move || room.closed().get().map(|words| view! { <p class="reason">{words}</p> })}
            <p class="soft small">
                "Foto dikecilkan di perangkat ini (sisi panjang 1.600 piksel), dan data kamera di dalamnya dihapus, termasuk lokasi GPS. Dokumen dikirim apa adanya, paling besar 10 MB."
            </p>
            <p class="soft" role="status">
                {move || said.get()}
            </p>
            {wrong}
            {twin(form)}
        </section>
    }
    .into_any()
}

/// Begins with what is most likely now; a choice once made stays.
fn likely(room: Room, purpose: RwSignal<String>) {
    Effect::new(move || {
        let known = room.record().with(|it| {
            it.map(|it| {
                (
                    it.line.course.place,
                    it.facts.launch_evidence == 0,
                    it.first_used.is_some(),
                )
            })
        });
        let unproved = known.is_some_and(|it| it.1);
        let walked_none = known.is_some_and(|it| it.2);
        let place = known.map(|it| it.0);
        let Some(place) = place.filter(|_| purpose.with_untracked(String::is_empty)) else {
            return;
        };
        let likely = match place {
            // What is from before the regulation walked no stage (Article 17).
            _ if walked_none => Purpose::Criterion(Criterion::Benefit),
            // The gate asks for the proof of the launch first.
            Place::In(Stage::Deliver) if unproved => Purpose::Launch,
            Place::In(Stage::Deliver) => Purpose::Monitoring,
            Place::In(stage) => Purpose::Stage(stage),
            Place::Outside | Place::Finished | Place::Continued => Purpose::Stage(Stage::Display),
        };
        let at = purposes().iter().position(|it| *it == likely);
        purpose.set(at.unwrap_or_default().to_string());
    });
}

fn pick(
    label: &'static str,
    hint: &'static str,
    accept: &'static str,
    camera: bool,
    busy: Signal<bool>,
    room: Room,
    on: Callback<Vec<File>>,
) -> AnyView {
    let changed = move |event: web_sys::Event| {
        let input: HtmlInputElement = event_target(&event);
        let mut files = Vec::new();
        if let Some(list) = input.files() {
            files.extend((0..list.length()).filter_map(|n| list.get(n)));
        }
        // So that the same file can be picked again.
        input.set_value("");
        if !files.is_empty() {
            on.run(files);
        }
    };
    // While files are made ready no further ones are taken: they would go unnoticed.
    let closed = move || busy.get() || room.closed().with(Option::is_some);
    view! {
        <label class="pick">
            <b>{label}</b>
            <span class="soft small">{hint}</span>
            <input
                type="file"
                accept=accept
                capture=camera.then_some("environment")
                multiple=!camera
                disabled=closed
                on:change=changed
            />
        </label>
    }
    .into_any()
}

/// One after another, so that a small phone holds one picture in memory.
async fn make_ready(form: Form, task: Task, said: RwSignal<String>, files: Vec<File>) {
    form.troubles.try_set(Vec::new());
    let count = files.len().to_string();
    let mut taken = false;
    for (n, file) in files.into_iter().enumerate() {
        let now = (n + 1).to_string();
        said.try_set(["Menyiapkan ", &now, " dari ", &count, "…"].concat());
        let name = file.name();
        match prepare(file).await {
            Ok(ready) => {
                taken = true;
                let twin =
                    known(&task, &ready).filter(|_| form.asked.try_get_untracked().is_some());
                if let Some(words) = twin {
                    form.twins
                        .try_update_value(|twins| twins.push((task.clone(), ready, words)));
                    form.asked.try_set(true);
                } else {
                    take(form, &task, ready).await;
                }
            }
            Err(unready) => form.trouble(&name, unready.words()),
        }
    }
    said.try_set(String::new());
    // What was said of files of which none could be used is said of the next.
    if !taken && form.note.try_with_untracked(String::is_empty) == Some(true) {
        form.note.try_set(task.said.note);
        form.on_site.try_set(task.said.on_site);
    }
}

/// Hands a file over; says so when it lives in this tab only.
async fn take(form: Form, task: &Task, ready: Ready) {
    let name = ready.name.clone();
    match task.upload.add(task.said.clone(), ready).await {
        Ok(_) => announce("Di perangkat ini. Terkirim sendiri begitu ada sinyal."),
        Err(fault) => form.trouble(&name, fault.words()),
    }
}

/// The same bytes are evidence of this innovation already, or are on their way to be. What the server refused, or what it
/// never got, is not there.
fn known(task: &Task, ready: &Ready) -> Option<String> {
    let waiting = task.upload.pending.with_untracked(|list| {
        list.iter()
            .filter(|it| it.innovation == task.said.innovation && it.sha256 == ready.sha256)
            .find(|it| it.on_its_way())
            .map(|it| {
                let purpose = purpose_words(it.purpose);
                [
                    &it.name,
                    ", ",
                    &purpose,
                    " (di perangkat ini, belum terkirim)",
                ]
                .concat()
            })
    });
    waiting.or_else(|| {
        let record = task.record.get_untracked()?;
        let mut stored = record.evidence.iter().filter(|it| it.stored_at.is_some());
        stored.find_map(|it| match &it.source {
            Source::File { name, sha256, .. } if *sha256 == ready.sha256 => {
                Some([name, ", ", &purpose_words(it.purpose)].concat())
            }
            _ => None,
        })
    })
}

/// The same file twice: use what is here, or add it for another purpose.
fn twin(form: Form) -> AnyView {
    let words = move || {
        form.asked.track();
        let list = form.twins.with_value(|twins| {
            twins
                .iter()
                .map(|(_, _, words)| words.clone())
                .collect::<Vec<_>>()
        });
        list.join("; ")
    };
    let keep = Callback::new(move |()| {
        form.twins.update_value(Vec::clear);
        form.asked.set(false);
    });
    let more = Callback::new(move |()| {
        let twins = form
            .twins
            .try_update_value(core::mem::take)
            .unwrap_or_default();
        form.asked.set(false);
        leptos::task::spawn_local(async move {
            for (task, ready, _) in twins {
                take(form, &task, ready).await;
            }
        });
    });
    view! {
        <Dialog open=form.asked title="Berkas ini sudah ada">
            <p>"Isinya sama dengan: "{words}"."</p>
            <p class="soft">"Satu berkas cukup sekali, kecuali membuktikan hal lain."</p>
            <div class="actions">
                <Press label="Pakai yang sudah ada" on=keep/>
                <Press label="Tambahkan lagi" class="btn plain" on=more/>
            </div>
        </Dialog>
    }
    .into_any()
}

/// Adding a link: videos stay where they are.
pub fn link(room: Room) -> AnyView {
    let (url, note) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let purpose = RwSignal::new(String::new());
    likely(room, purpose);
    let action = Action::new();
    let faults = action.faults;
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let chosen = purpose.get_untracked().parse().unwrap_or(0_usize);
        let body = EvidenceNew {
            id: EvidenceId(action.id()),
            purpose: purposes()
                .get(chosen)
                .copied()
                .unwrap_or(Purpose::Monitoring),
            source: Source::Link {
                url: url.get_untracked().trim().to_owned(),
            },
            note: note.get_untracked().trim().to_owned(),
            captured_at: clock::now(),
            date_from: DateFrom::File,
            on_site: false,
        };
        let wrong = source_faults(
            &body.source,
            &body.note,
            (body.captured_at, body.date_from),
            clock::now(),
        );
        if faults.take(&wrong) || room.closed().with_untracked(Option::is_some) {
            return;
        }
        let endpoint = EvidenceAdd {
            innovation: room.id(),
        };
        let (id, record) = (room.id(), room.record());
        work::send(
            action,
            id,
            record,
            "Tautan bukti",
            endpoint,
            body,
            move || {
                url.try_set(String::new());
                note.try_set(String::new());
            },
        );
    };
    view! {
        <details class="fold">
            <summary>
                <b>"Tambah tautan video"</b>
            </summary>
            <form class="fields" novalidate on:submit=send>
                <ErrorSummary faults=faults/>
                <Field name="url" label="Alamat tautan" value=url faults=faults kind="url" mode="url" hint="Diawali https://. Pastikan orang lain bisa membukanya."/>
                <Select name="link-purpose" label="Membuktikan apa" value=purpose faults=faults options=Signal::derive(options)/>
                <Field name="link-note" label="Keterangan" value=note faults=faults/>
                <div class="actions">
                    <Press label="Tambah tautan" class="btn plain" busy=action.busy blocked=room.closed()/>
                </div>
                {action.outcome()}
            </form>
        </details>
    }
    .into_any()
}
