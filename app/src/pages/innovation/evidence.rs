//! Photos and files: camera first, shrunk on the phone, queued, sent once.

mod add;
mod say;
mod stored;
mod waiting;

use klisida_domain::{
    clinic::{Act, may},
    evidence::Purpose,
    ids::InnovationId,
    law::{Criterion, Stage},
    problem::Code,
    wire::RecordView,
};
use klisida_views::kit;
use leptos::prelude::*;

use crate::{
    offline::files::Upload,
    offline::senders::use_upload,
    paths::{self as to, param},
    ui::{Loaded, Page},
    work,
};

/// Everything that can be proved, in the order of the list.
fn purposes() -> Vec<Purpose> {
    let mut all = vec![Purpose::Launch, Purpose::Monitoring];
    all.extend(Stage::ALL.iter().map(|it| Purpose::Stage(*it)));
    all.extend(Criterion::ALL.iter().map(|it| Purpose::Criterion(*it)));
    all
}

/// "Tahap Rancang", "Kriteria Kebaruan", "Peluncuran".
fn purpose_words(purpose: Purpose) -> String {
    match purpose {
        Purpose::Stage(_) => ["Tahap ", purpose.label()].concat(),
        Purpose::Criterion(_) => ["Kriteria ", purpose.label()].concat(),
        Purpose::Launch | Purpose::Monitoring => purpose.label().to_owned(),
    }
}

/// What can be proved, as choices.
fn options() -> Vec<(String, String)> {
    purposes()
        .into_iter()
        .enumerate()
        .map(|(n, it)| (n.to_string(), purpose_words(it)))
        .collect()
}

/// The page's data, as a handle: copy it into closures.
#[derive(Clone, Copy)]
struct Room(StoredValue<Data>);

/// What stands behind it.
#[derive(Clone, Copy)]
struct Data {
    id: InnovationId,
    record: Loaded<RecordView>,
    name: Signal<String>,
    /// The queue of this device.
    upload: Upload,
    /// Why this person adds nothing here.
    closed: Signal<Option<String>>,
}

impl Room {
    fn id(self) -> InnovationId {
        self.0.with_value(|it| it.id)
    }

    fn record(self) -> Loaded<RecordView> {
        self.0.with_value(|it| it.record)
    }

    fn name(self) -> Signal<String> {
        self.0.with_value(|it| it.name)
    }

    fn upload(self) -> Upload {
        self.0.with_value(|it| it.upload)
    }

    fn closed(self) -> Signal<Option<String>> {
        self.0.with_value(|it| it.closed)
    }
}

/// Bukti dan foto.
pub fn page() -> AnyView {
    let Some(id) = param::<InnovationId>("innovation") else {
        return view! {
            <Page title="Bukti dan foto" back=(to::INNOVATIONS.to_owned(), "Inovasi".to_owned())>
                {kit::empty("Inovasi tidak ditemukan", Code::BadId.words(), ())}
            </Page>
        }
        .into_any();
    };
    let record = work::record(id);
    let upload = use_upload();
    let room = Room(StoredValue::new(Data {
        id,
        record,
        upload,
        name: Signal::derive(move || {
            record.with(|it| it.map(|it| it.line.name.clone()).unwrap_or_default())
        }),
        closed: Signal::derive(move || {
            record.with(|it| {
                let it = it?;
                may(it.line.relation, Act::Evidence, it.line.course, &it.open)
                    .err()
                    .map(|_| "Bukti ditambah oleh tim inovasi dan koordinator instansi.".to_owned())
            })
        }),
    }));
    // What arrived is in the list of the server from now on.
    Effect::new(move |before: Option<u32>| {
        let now = upload.arrived.get();
        if before.is_some_and(|before| before != now) {
            record.reload();
        }
        now
    });
    view! {
        <Page
            title="Bukti dan foto"
            eyebrow=room.name()
            lead="Foto dan berkas yang menunjukkan apa yang dikerjakan, oleh siapa, dan kapan."
            back=(to::innovation(id), "Ruang inovasi".to_owned())
        >
            {add::view(room)}
            {waiting::view(room)}
            {stored::view(room)}
            {add::link(room)}
        </Page>
    }
    .into_any()
}
