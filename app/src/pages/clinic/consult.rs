//! Desk consultation: the innovation left, the review right.

mod comment;
mod content;
mod criteria;
mod meet;
mod publish;
mod read;
mod rest;
mod review;
mod steps;

use klisida_domain::{
    api::{Endpoint, HistoryList},
    clinic::{Act, may},
    ids::InnovationId,
    law::Stage,
    problem::Code,
    stage::Desk as Side,
    wire::RecordView,
};
use klisida_views::kit;
use leptos::prelude::*;

use crate::{
    action::{Action, Said},
    offline::forms::FormName,
    paths::{self as to, param},
    ui::{Loaded, Page},
    work::{self, when_arrived},
};

/// A record on the desk, as all parts of the page see it. A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Desk {
    id: InnovationId,
    loaded: Loaded<RecordView>,
    /// What was just done.
    said: Said,
    /// Somebody was faster: who and what.
    overtaken: RwSignal<Option<String>>,
    /// What is typed of a review.
    form: review::Form,
}

/// A form about an innovation, as the outbox names it.
fn named(loaded: Loaded<RecordView>, id: InnovationId, what: &str) -> FormName {
    let name = loaded
        .get_untracked()
        .map_or_else(String::new, |it| it.line.name.clone());
    FormName::new(what, &name, to::consult(id))
}

impl Desk {
    /// A form of this page, as the outbox names it.
    fn form_of(self, what: &str) -> FormName {
        named(self.loaded, self.id, what)
    }

    /// Reads from the record; the empty value while it is not here. Follows changes.
    fn of<T: Default>(self, look: impl FnOnce(&RecordView) -> T) -> T {
        self.loaded.with(|it| it.map(look).unwrap_or_default())
    }

    fn version(self) -> u32 {
        untrack(|| self.of(|it| it.line.version))
    }

    /// Why this is not possible now; none when it is. Follows changes.
    fn blocked(self, act: Act) -> Option<String> {
        self.of(|it| {
            may(it.line.relation, act, it.line.course, &it.open)
                .err()
                .map(|code| code.words().to_owned())
        })
    }

    /// Something that is done at the desk. A lost race tells who was faster; what is typed stays.
    fn action(self) -> Action {
        Action::new().says_in(self.said).on_refusal(move |fault| {
            let raced = matches!(
                fault.code(),
                Some(
                    Code::StaleVersion
                        | Code::ReviewOutdated
                        | Code::ReviewHeld
                        | Code::NotYourTurn
                        | Code::PublicationUnchanged
                )
            );
            if raced {
                leptos::task::spawn_local(self.overtake());
            }
            Some(fault)
        })
    }

    /// Does it, and loads the newest state.
    fn act<E>(
        self,
        action: Action,
        endpoint: E,
        body: E::Body,
        said: impl Into<String>,
        done: impl FnOnce() + 'static,
    ) where
        E: Endpoint + 'static,
    {
        self.overtaken.set(None);
        action.run(endpoint, body, said, move |_| {
            done();
            self.loaded.reload();
        });
    }

    /// Hands something over to the outbox, and loads the newest state.
    fn send<E>(
        self,
        action: Action,
        what: &str,
        endpoint: E,
        body: E::Body,
        done: impl FnOnce() + 'static,
    ) where
        E: Endpoint + 'static,
    {
        work::send(action, self.id, self.loaded, what, endpoint, body, done);
    }

    /// Learns who was faster, and loads the newest state.
    async fn overtake(self) {
        let innovation = self.id;
        let unknown = "Orang lain baru saja mengubah inovasi ini.";
        let words = work::faster(HistoryList { innovation }.path(), unknown).await;
        self.overtaken.try_set(Some(words));
        self.loaded.reload();
    }
}

/// `/app/klinik/konsultasi/:innovation`.
pub fn page() -> AnyView {
    let back = (to::CLINIC.to_owned(), "Meja klinik".to_owned());
    let Some(id) = param::<InnovationId>("innovation") else {
        return view! {
            <Page title="Konsultasi" back=back>
                {kit::empty("Inovasi tidak ditemukan", Code::BadId.words(), ())}
            </Page>
        }
        .into_any();
    };
    let loaded = work::record(id);
    let desk = Desk {
        id,
        loaded,
        said: Said::new(),
        overtaken: RwSignal::new(None),
        form: review::Form::new(id, move || named(loaded, id, "Validasi")),
    };
    when_arrived(id, move || loaded.reload());
    let title = Signal::derive(move || {
        loaded.with(|it| it.map_or_else(|| "Konsultasi".to_owned(), |it| it.line.name.clone()))
    });
    let reading = RwSignal::new(true);
    let there = Memo::new(move |_| loaded.with(|it| it.is_some()));
    let right = move || there.get().then(|| untrack(|| right(desk)));
    let tab = move |words: &'static str, read: bool| {
        view! {
            <label>
                <input type="radio" name="sisi-konsultasi" prop:checked=move || reading.get() == read on:change=move |_| reading.set(read)/>
                {words}
            </label>
        }
    };
    view! {
        <Page title=title eyebrow="Konsultasi" width="wide" back=back>
            <div class="desk consult">
                <fieldset class="segment narrow-only">
                    <legend class="sr">"Tampilan"</legend>
                    {tab("Inovasi", true)}
                    {tab("Telaah", false)}
                </fieldset>
                <section
                    class=move || if reading.get() { "dossier" } else { "dossier aside" }
                    aria-label="Inovasi"
                    tabindex="0"
                >
                    <div class="narrow-only">{told(desk)}</div>
                    {loaded.view("inovasi", move |record| read::view(desk, &record))}
                </section>
                <section class=move || if reading.get() { "sheet aside" } else { "sheet" } aria-label="Telaah">
                    {told(desk)}
                    {right}
                </section>
            </div>
        </Page>
    }
    .into_any()
}

/// What was just done, and who was faster.
fn told(desk: Desk) -> AnyView {
    let overtaken = move || {
        desk.overtaken.get().map(|who| {
            view! {
                <div class="notice warn" role="alert">
                    <b>"Sudah ada keputusan atau perubahan yang lebih baru."</b>
                    <p>{who}</p>
                    <p>"Halaman ini memuat keadaan terbaru. Isian Anda tetap ada; periksa, lalu putuskan lagi."</p>
                </div>
            }
        })
    };
    view! {
        {desk.said.view()}
        {overtaken}
    }
    .into_any()
}

fn right(desk: Desk) -> AnyView {
    // What is due now stands open.
    let fold = |title: &'static str, due: Memo<bool>, content: AnyView| {
        view! {
            <details class="fold" open=move || due.get()>
                <summary><h2>{title}</h2></summary>
                <div class="stack">{content}</div>
            </details>
        }
    };
    let never = Memo::new(|_| false);
    let ends = Memo::new(move |_| {
        desk.of(|it| {
            it.line.course.desk == Side::Clinic && it.line.course.stage() == Some(Stage::Display)
        })
    });
    let asked = Memo::new(move |_| desk.of(|it| it.asked_at.is_some()));
    view! {
        {review::view(desk)}
        <div class="card">
            {fold("Kriteria Pasal 8", never, criteria::view(desk))}
            {fold("Komentar kepada instansi", never, comment::view(desk))}
            {fold("Janji temu berikutnya", never, meet::appointment(desk))}
            {fold("Catatan konsultasi", never, meet::consultation(desk))}
            {fold("Langkah lain", ends, steps::view(desk))}
            {fold("Publikasi", asked, publish::view(desk))}
            {fold("Hasil sebelumnya", never, review::earlier(desk))}
        </div>
    }
    .into_any()
}
