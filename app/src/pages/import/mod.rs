//! Import of agencies and innovations: choose, preview, and only then write.

mod preview;

use klisida_domain::{
    api::{ImportList, ImportRun},
    ids::ImportId,
    import::{MAX_BYTES, Source},
    problem::Code,
    text::grouped,
    wire::{ImportCheck, ImportConfirm, ImportDone, ImportPreview, ImportRecord},
};
use klisida_views::kit;
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;

use crate::{
    action::Action,
    browser,
    ui::{Choice, ErrorSummary, Faults, Field, Loaded, Page, Press, load_kept, more},
};

/// The form and what came of it. A handle: copy it into closures.
#[derive(Clone, Copy)]
struct Desk {
    source: RwSignal<String>,
    file_name: RwSignal<String>,
    content: RwSignal<String>,
    /// The letters were decoded as Windows-1252, since they are no UTF-8.
    legacy: RwSignal<bool>,
    /// The person confirmed the row of the column names.
    confirmed: RwSignal<bool>,
    preview: RwSignal<Option<ImportPreview>>,
    done: RwSignal<Option<ImportDone>>,
    faults: Faults,
    /// Checking and writing: behind a handle, so that the desk stays small to copy.
    actions: StoredValue<(Action, Action)>,
    past: Loaded<klisida_domain::page::Page<ImportRecord>>,
}

const AGENCIES: &str = "agencies";
const INNOVATIONS: &str = "innovations";
/// Name of a file that was pasted.
const PASTED: &str = "tempelan.csv";

impl Desk {
    fn source(self) -> Source {
        if self.source.get_untracked() == AGENCIES {
            Source::Agencies
        } else {
            Source::Innovations
        }
    }

    /// Another file or other text: what was previewed is no longer it.
    fn changed(self) {
        self.confirmed.set(false);
        self.preview.set(None);
        self.done.set(None);
        self.faults.clear();
    }

    /// The text was changed by hand.
    fn pasted(self) {
        self.legacy.set(false);
        self.file_name.set(String::new());
        self.changed();
    }

    fn check(self) {
        self.faults.clear();
        self.confirmed.set(false);
        self.preview.set(None);
        self.done.set(None);
        let content = self.content.get_untracked();
        if content.trim().is_empty() {
            self.faults
                .add("content", "Pilih berkas, atau tempelkan isinya.");
        } else if content.len() > MAX_BYTES {
            self.faults.add("content", Code::BodyTooLarge.words());
        }
        if self.faults.show() {
            return;
        }
        let file_name = Some(self.file_name.get_untracked())
            .filter(|it| !it.is_empty())
            .unwrap_or_else(|| PASTED.to_owned());
        let body = ImportCheck {
            source: self.source(),
            file_name,
            content: content.into(),
        };
        let endpoint = klisida_domain::api::ImportCheck {};
        let (checking, _) = self.actions.get_value();
        checking.run(endpoint, body, "", move |preview| {
            self.preview.try_set(Some(preview));
            browser::soon(|| browser::focus("pratinjau"));
        });
    }

    fn write(self) {
        let (_, writing) = self.actions.get_value();
        let Some(preview) = self.preview.get_untracked() else {
            return;
        };
        let file_name = Some(self.file_name.get_untracked())
            .filter(|it| !it.is_empty())
            .unwrap_or_else(|| PASTED.to_owned());
        let body = ImportConfirm {
            id: ImportId(writing.id()),
            source: self.source(),
            file_name,
            content: self.content.get_untracked().into(),
            digest: preview.digest,
            header_row: self.confirmed.get_untracked().then_some(preview.header_row),
        };
        writing.run(ImportRun {}, body, "", move |done| {
            self.preview.try_set(None);
            self.content.try_set(String::new());
            self.file_name.try_set(String::new());
            self.done.try_set(Some(done));
            self.past.reload();
            browser::soon(|| browser::focus("selesai"));
        });
    }
}

/// `/app/impor`.
pub fn page() -> AnyView {
    let (faults, preview) = (Faults::new(), RwSignal::new(None));
    let checking = Action::of(faults);
    let writing = Action::of(faults).on_refusal(move |fault| {
        if fault.code() == Some(Code::ImportChanged) {
            preview.try_set(None);
        }
        Some(fault)
    });
    let desk = Desk {
        source: RwSignal::new(INNOVATIONS.to_owned()),
        file_name: RwSignal::new(String::new()),
        content: RwSignal::new(String::new()),
        legacy: RwSignal::new(false),
        confirmed: RwSignal::new(false),
        preview,
        done: RwSignal::new(None),
        faults,
        actions: StoredValue::new((checking, writing)),
        past: load_kept("imports", ImportList {}),
    };
    let shown = move || {
        desk.preview.get().map(|it| {
            preview::section(
                &it,
                desk.legacy.get_untracked(),
                desk.confirmed,
                writing.busy.into(),
                Callback::new(move |()| desk.write()),
            )
        })
    };
    view! {
        <Page title="Impor data" lead="Tidak ada yang ditulis sebelum Anda memeriksa pratinjau dan menyetujuinya.">
            <ErrorSummary faults=desk.faults/>
            {form(desk)}
            {shown}
            {done(desk)}
            <section class="card stack" aria-labelledby="impor-lalu">
                <h2 id="impor-lalu">"Impor sebelumnya"</h2>
                {desk.past.view("daftar impor", |past| records(&past.items))}
                {more(desk.past)}
            </section>
        </Page>
    }
    .into_any()
}

fn form(desk: Desk) -> AnyView {
    let choices = [
        (
            INNOVATIONS,
            "Inovasi",
            "Nama, instansi, wilayah, tahun, jenis, dan asal inovasi.",
        ),
        (AGENCIES, "Instansi", "Perangkat daerah, unit, dan BUMD."),
    ]
    .map(|(key, words, sentence)| (key.to_owned(), words.to_owned(), sentence.to_owned()))
    .to_vec();
    // Another kind of file needs another preview.
    Effect::new(move |before: Option<String>| {
        let now = desk.source.get();
        if before.is_some_and(|before| before != now) {
            desk.changed();
        }
        now
    });
    // What is pasted or mended by hand is no longer what was previewed.
    Effect::new(move |before: Option<String>| {
        let now = desk.content.get();
        if before.is_some_and(|before| before != now) {
            desk.preview.set(None);
            desk.confirmed.set(false);
        }
        now
    });
    let header = move || {
        let source = if desk.source.get() == AGENCIES {
            Source::Agencies
        } else {
            Source::Innovations
        };
        source.header().join(",")
    };
    let sample = move |()| {
        let source = desk.source();
        let (name, line) = match source {
            Source::Agencies => (
                "contoh-instansi.csv",
                "DINAS-CONTOH,Dinas Contoh,dinas,,ya,yes",
            ),
            Source::Innovations => (
                "contoh-inovasi.csv",
                "Contoh Inovasi,Dinas Contoh,Kabupaten Bangka Barat,Kepulauan Bangka Belitung,2026,metode,,pemda,inovasi,yes,",
            ),
        };
        let _ = browser::download(
            name,
            "text/csv",
            &[&source.header().join(","), "\n", line, "\n"].concat(),
        );
    };
    let picked = move |event: web_sys::Event| {
        let input = event_target::<web_sys::HtmlInputElement>(&event);
        let Some(file) = input.files().and_then(|files| files.get(0)) else {
            return;
        };
        desk.changed();
        desk.file_name.set(file.name().chars().take(200).collect());
        spawn_local(async move {
            if let Some((text, legacy)) = decoded(&file).await {
                desk.legacy.try_set(legacy);
                desk.content.try_set(text);
            } else {
                desk.faults.add(
                    "content",
                    "Berkas tidak terbaca. Simpan sebagai CSV UTF-8, lalu pilih lagi.",
                );
                desk.faults.show();
            }
        });
        // The same file can be chosen again after it was mended.
        input.set_value("");
    };
    // The one strong button is the next step: checking, and then confirming.
    let previewed = Memo::new(move |_| desk.preview.with(Option::is_some));
    let check = move || {
        let class = if previewed.get() { "btn plain" } else { "btn" };
        view! { <Press label="Periksa berkas" class=class busy=desk.actions.get_value().0.busy/> }
    };
    let chosen = move || {
        let name = desk.file_name.get();
        (!name.is_empty()).then(|| {
            let size = desk.content.with(String::len).div_ceil(1000);
            [
                &name,
                " · ",
                &grouped(u64::try_from(size).unwrap_or_default()),
                " kB",
            ]
            .concat()
        })
    };
    view! {
        <form
            class="card fields"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                desk.check();
            }
        >
            <Choice name="source" legend="Apa isi berkas" value=desk.source faults=desk.faults options=choices/>
            <div class="field">
                <span class="hint">"Judul kolom, urutannya bebas, dipisah koma, titik koma, atau tab:"</span>
                <code class="wrap">{header}</code>
                <div class="actions">
                    <Press label="Unduh contoh berkas" class="btn plain small" on=Callback::new(sample)/>
                </div>
            </div>
            <label class="pick">
                <b>"Pilih berkas CSV"</b>
                <span class="soft small">"Paling besar 1 MB dan 2.000 baris."</span>
                <input type="file" accept=".csv,text/csv,text/plain" on:change=picked/>
                <span role="status">{chosen}</span>
            </label>
            <details class="fold" id="tempel">
                <summary>"Atau tempelkan isinya"</summary>
                // What is typed or pasted here is no file any more, and was decoded by nobody.
                <div on:input=move |_| desk.pasted()>
                    <Field name="content" label="Isi berkas" value=desk.content faults=desk.faults rows=8 hint="Termasuk baris judul."/>
                </div>
            </details>
            <div class="actions">
                {check}
            </div>
        </form>
    }
    .into_any()
}

/// The text of a file, and whether it was decoded as Windows-1252: office programs write that by default, and its letters
/// beyond ASCII are no UTF-8. Nothing is ever replaced in silence.
async fn decoded(file: &web_sys::File) -> Option<(String, bool)> {
    let blob: &web_sys::Blob = file.unchecked_ref();
    let buffer = wasm_bindgen_futures::JsFuture::from(blob.array_buffer())
        .await
        .ok()?;
    let bytes: js_sys::Object = buffer.dyn_into().ok()?;
    let first = js_sys::Uint8Array::new(&bytes);
    let first = (first.length() >= 2).then(|| (first.get_index(0), first.get_index(1)));
    // "Unicode text" of a spreadsheet.
    let label = match first {
        Some((0xff, 0xfe)) => "utf-16le",
        Some((0xfe, 0xff)) => "utf-16be",
        _ => "utf-8",
    };
    let read = |label: &str, fatal: bool| {
        let options = web_sys::TextDecoderOptions::new();
        options.set_fatal(fatal);
        web_sys::TextDecoder::new_with_label_and_options(label, &options)
            .ok()?
            .decode_with_buffer_source(&bytes)
            .ok()
    };
    match read(label, true) {
        Some(text) => Some((text, false)),
        None => Some((read("windows-1252", false)?, true)),
    }
}

fn done(desk: Desk) -> AnyView {
    (move || {
        desk.done.get().map(|it| {
            let words = [
                &grouped(it.added.into()),
                " baris ditambahkan, ",
                &grouped(it.same.into()),
                " sudah ada, ",
                &grouped(it.refused.into()),
                " ditolak. ",
                &it.at.wib().full(),
                ".",
            ]
            .concat();
            view! {
                <div class="notice done" role="status" id="selesai" tabindex="-1">
                    <b>"Impor selesai."</b>
                    <p>{words}</p>
                </div>
            }
        })
    })
    .into_any()
}

fn records(past: &[ImportRecord]) -> AnyView {
    if past.is_empty() {
        return kit::empty(
            "Belum ada impor",
            "Setiap impor tercatat di sini: siapa, kapan, dan berapa barisnya.",
            (),
        )
        .into_any();
    }
    let rows = past
        .iter()
        .map(|it| {
            let what = match it.source {
                Source::Agencies => "Instansi",
                Source::Innovations => "Inovasi",
            };
            let about = [what, " · ", &it.at.wib().full(), " · ", &it.by].concat();
            let counts = [
                &grouped(it.added.into()),
                " ditambahkan · ",
                &grouped(it.same.into()),
                " sudah ada · ",
                &grouped(it.refused.into()),
                " ditolak",
            ]
            .concat();
            view! {
                <li>
                    <div>
                        <b>{it.file_name.clone()}</b>
                        <small>{about}</small>
                        <small class="num">{counts}</small>
                    </div>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="rows">{rows}</ul> }.into_any()
}
