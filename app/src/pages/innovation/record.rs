//! A record on screen: loaded once, kept while one walks between its pages, refreshed behind what is shown.

use std::sync::Arc;

use klisida_domain::{
    account::Actor,
    api::{Endpoint, RecordShow},
    ids::InnovationId,
    part::{Content, Part, Parts},
    problem::Code,
    record::Filling,
    wire::{Empty, PartView, RecordView},
};
use klisida_views::kit;
use leptos::{prelude::*, task::spawn_local};

use super::local::Local;
use crate::{
    action::{Action, about},
    api::{self, Fault},
    clock,
    offline::parts::{PartSender, heard},
    offline::senders::use_part_sender,
    paths::{self as to, param},
    session::{Session, use_session},
    store::{Store, use_store},
    ui::{Loaded, Page, Source, load_kept},
};

/// A record, as all its pages see it. A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Record {
    /// Which one.
    pub id: InnovationId,
    /// How it is loaded.
    loaded: Loaded<RecordView>,
    /// The newest answer, once there is one.
    pub view: RwSignal<Option<Arc<RecordView>>>,
    /// The server does not know it yet.
    pub local: RwSignal<Option<Local>>,
    /// It is not this person's any more, and why that is right: heading and sentence.
    left: RwSignal<Option<(&'static str, String)>>,
    /// Moves when a part that waited on this device came onto the screen.
    recalled: RwSignal<u32>,
    /// Who looks, what the device keeps, and what is written: behind one handle, so that the record stays small to copy.
    around: StoredValue<(Session, Store, PartSender)>,
}

impl Record {
    /// Opens a record and loads it.
    pub fn open(id: InnovationId) -> Self {
        let (session, store) = (use_session(), use_store());
        let local = RwSignal::new(None);
        let source = Source::by(move || fetch(id, store, local))
            .fresh(|view: &RecordView| clock::learn(view.now))
            .same(is_same);
        let loaded = load_kept(["record/", &id.to_string()].concat(), source);
        let record = Self {
            id,
            loaded,
            view: loaded.signal(),
            local,
            left: RwSignal::new(None),
            recalled: RwSignal::new(0),
            around: StoredValue::new((session, store, use_part_sender())),
        };
        // Something to see at once: what was begun here.
        Effect::new(move || {
            if let (Some(begun), Some(actor)) = (local.get(), record.actor()) {
                loaded.begin(begun.view(&actor));
            }
        });
        record
    }

    /// Whoever looks.
    pub fn actor(self) -> Option<Actor> {
        self.around.try_get_value()?.0.person_untracked()
    }

    /// What the device keeps.
    pub fn store(self) -> Option<Store> {
        self.around.try_get_value().map(|it| it.1)
    }

    /// What is written on this device; none once the page is gone.
    pub fn part_sender(self) -> Option<PartSender> {
        self.around.try_get_value().map(|it| it.2)
    }

    /// Asks the server again; what is shown stays until the answer is there.
    pub fn reload(self) {
        self.loaded.reload();
    }

    /// As [`Record::reload`], to wait for.
    pub async fn load(self) {
        self.loaded.load().await;
    }

    /// The record now, without following changes.
    pub fn now(self) -> Option<Arc<RecordView>> {
        self.loaded.now()
    }

    /// Version to send with a step.
    pub fn version(self) -> u32 {
        self.now().map_or(0, |view| view.line.version)
    }

    /// Something that is done to the record; when it is refused, what is stored now explains it.
    pub fn action(self) -> Action {
        Action::by_outbox().on_refusal(move |fault| {
            if fault.code().is_some() {
                self.reload();
            }
            Some(fault)
        })
    }

    /// Hands a request about the record over to the outbox, and loads the record anew when it arrived. `done` gets the
    /// answer, or nothing while it waits for a connection.
    pub fn send<E>(
        self,
        action: Action,
        what: &str,
        endpoint: E,
        body: E::Body,
        done: impl FnOnce(Option<E::Reply>) + 'static,
    ) where
        E: Endpoint + 'static,
    {
        let about = about(self.id, what, self.name());
        action.send(about, endpoint, body, move |reply| {
            if reply.is_some() {
                self.reload();
            }
            done(reply);
        });
    }

    /// As [`Record::send`], for what ends the record for this person: it is not asked for again.
    pub fn send_last<E>(
        self,
        action: Action,
        what: &str,
        endpoint: E,
        body: E::Body,
        done: impl FnOnce(Option<E::Reply>) + 'static,
    ) where
        E: Endpoint + 'static,
    {
        action.send(about(self.id, what, self.name()), endpoint, body, done);
    }

    /// It is not this person's any more, as they wanted.
    pub fn leave(self, title: &'static str, text: String) {
        self.left.try_set(Some((title, text)));
        self.loaded.forget();
    }

    /// It is gone, here and at the server.
    pub fn forget(self) {
        self.loaded.forget();
    }

    /// Name of the innovation.
    pub fn name(self) -> String {
        self.now()
            .map_or_else(String::new, |view| view.line.name.clone())
    }

    /// What is shown came from the server just now.
    pub fn is_fresh(self) -> bool {
        self.loaded.is_fresh() && self.local.with_untracked(Option::is_none)
    }

    /// What a part holds, on this device or on the server, and whether the writer called it done.
    pub fn part(self, view: &RecordView, part: Part) -> (Content, bool) {
        let there = stored(view, part);
        let version = there.map_or(0, |it| it.version);
        let held = self
            .part_sender()
            .and_then(|sender| sender.held((self.id, part)))
            .and_then(|held| {
                held.draft.with_untracked(|draft| {
                    let text = &draft.text;
                    draft
                        .counts_over(version)
                        .then(|| (text.content.clone(), text.done))
                })
            });
        held.unwrap_or_else(|| {
            there.map_or_else(
                || (Content::empty(part), false),
                |it| (it.content.clone(), it.done),
            )
        })
    }

    /// How far a part is; follows what is written on this device.
    pub fn filling(self, view: &RecordView, part: Part) -> Filling {
        self.track();
        let (content, done) = self.part(view, part);
        content.filling(part, done)
    }

    /// All parts, with what is on this device.
    pub fn parts(self, view: &RecordView) -> Parts {
        Part::ALL
            .into_iter()
            .map(|part| (part, self.part(view, part).0))
            .filter(|(part, content)| !content.is_empty(*part))
            .collect()
    }

    /// Follows what is written on this device.
    pub fn track(self) {
        self.recalled.track();
        if let Some(sender) = self.part_sender() {
            sender.pending.with(|_| ());
        }
    }

    /// Parts of this record that are not on the server yet; follows changes.
    pub fn unsent(self) -> Vec<Part> {
        let Some(sender) = self.part_sender() else {
            return Vec::new();
        };
        sender.pending.with(|all| {
            all.iter()
                .filter(|(innovation, _)| *innovation == self.id)
                .map(|(_, part)| *part)
                .collect()
        })
    }

    /// Brings what waits on this device onto the screen, also after a new start of the app.
    pub fn recall(self) {
        let waiting = Memo::new(move |_| (self.view.with(Option::is_some), self.unsent()));
        Effect::new(move || {
            let (true, parts) = waiting.get() else { return };
            let (Some(sender), Some(view)) = (self.part_sender(), self.now()) else {
                return;
            };
            let fresh = self.is_fresh();
            spawn_local(async move {
                for part in parts {
                    if sender.held((self.id, part)).is_none() {
                        sender
                            .open(
                                (self.id, part),
                                &view.line.name,
                                heard(part, stored(&view, part)),
                                fresh,
                            )
                            .await;
                        self.recalled.try_update(|times| *times += 1);
                    }
                }
            });
        });
    }

    /// What stands around the content: old data, what went wrong, grey lines.
    pub fn surround(self) -> AnyView {
        let left = move || {
            let (title, text) = self.left.get()?;
            let id = crate::ui::unique("selesai");
            let focus = id.clone();
            crate::browser::soon(move || crate::browser::focus(&focus));
            Some(view! {
                <section class="card stack" aria-labelledby=id.clone()>
                    <h2 id=id.clone() tabindex="-1">"✓ " {title}</h2>
                    <p>{text}</p>
                    <div class="actions"><a class="btn" href=to::INNOVATIONS>"Ke daftar inovasi"</a></div>
                </section>
            })
        };
        let around = self.loaded.notice_or("inovasi", move |fault, _| {
            let unknown = fault.code() == Some(Code::NotFound);
            if self.local.with(Option::is_some) && (unknown || fault.is_passing()) {
                // It waits in the outbox.
                return Some(().into_any());
            }
            unknown.then(|| {
                kit::empty(
                    "Inovasi tidak ditemukan",
                    Code::NotFound.words(),
                    view! { <a class="btn plain" href=to::INNOVATIONS>"Ke daftar inovasi"</a> },
                )
                .into_any()
            })
        });
        view! { {left} {around} }.into_any()
    }

    /// Content that is drawn again whenever the record changes.
    pub fn follow(self, render: impl Fn(&RecordView) -> AnyView + Send + 'static) -> AnyView {
        (move || self.view.get().map(|view| render(&view))).into_any()
    }

    /// Content that is built once, as soon as the record is there: forms.
    pub fn once(self, render: impl Fn(&RecordView) -> AnyView + Send + 'static) -> AnyView {
        let there = Memo::new(move |_| self.view.with(Option::is_some));
        (move || {
            there
                .get()
                .then(|| untrack(|| self.now().map(|view| render(&view))))
        })
        .into_any()
    }
}

/// The record as the server has it; one that was begun on this device is the server's from then on.
async fn fetch(
    id: InnovationId,
    store: Store,
    local: RwSignal<Option<Local>>,
) -> Result<RecordView, Fault> {
    let begun = Local::find(store, id).await;
    let is_begun = begun.is_some();
    local.try_set(begun);
    let answer = api::call(&RecordShow { innovation: id }, &Empty {}).await;
    if is_begun && answer.is_ok() {
        Local::forget(store, id).await;
        local.try_set(None);
    }
    answer
}

/// The server's time alone is no news worth drawing the page again for.
fn is_same(shown: &RecordView, view: &RecordView) -> bool {
    let now = shown.now;
    RecordView {
        now,
        ..view.clone()
    } == *shown
}

/// A part as the server holds it.
pub fn stored(view: &RecordView, part: Part) -> Option<&PartView> {
    view.parts.iter().find(|it| it.part == part)
}

/// A page of a record, with the way back to its room.
pub fn page(
    title: &'static str,
    width: &'static str,
    body: impl FnOnce(Record) -> AnyView + Send + 'static,
) -> AnyView {
    let Some(id) = param::<InnovationId>("innovation") else {
        return unknown(title);
    };
    let record = Record::open(id);
    let eyebrow = Signal::derive(move || {
        record.view.with(|view| {
            view.as_ref()
                .map_or_else(String::new, |view| view.line.name.clone())
        })
    });
    view! {
        <Page title=title eyebrow=eyebrow width=width back=(to::innovation(id), "Ruang inovasi".to_owned())>
            {record.surround()}
            {body(record)}
        </Page>
    }
    .into_any()
}

/// The address names no innovation.
pub fn unknown(title: &'static str) -> AnyView {
    view! {
        <Page title=title width="narrow" back=(to::INNOVATIONS.to_owned(), "Daftar inovasi".to_owned())>
            {kit::empty("Inovasi tidak ditemukan", Code::BadId.words(), ())}
        </Page>
    }
    .into_any()
}
