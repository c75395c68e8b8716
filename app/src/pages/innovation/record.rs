//! A record on screen: loaded once, kept while one walks between its pages, refreshed behind what is shown.

use std::{cell::RefCell, sync::Arc};

use klisida_domain::{
    account::Actor,
    api::{Endpoint, RecordShow},
    ids::{InnovationId, PersonId},
    part::{Content, Part, Parts},
    problem::Code,
    record::Filling,
    time::Instant,
    wire::{Empty, PartView, RecordView},
};
use klisida_views::kit;
use leptos::{prelude::*, task::spawn_local};

use super::local::Local;
use crate::{
    action::{Action, about},
    api::{self, Fault},
    clock, net,
    offline::parts::PartSender,
    offline::senders::use_part_sender,
    paths::{self as to, param},
    session::{Session, use_session},
    store::{Store, use_store},
    ui::{Page, faults_view, kept_line},
};

/// A record, with whose eyes it was seen, and from when it is when it was a kept answer.
type Seen = (PersonId, Arc<RecordView>, Option<Instant>);

thread_local! {
    /// The last record shown: a page turn inside a record starts from it.
    static LAST: RefCell<Option<Seen>> = const { RefCell::new(None) };
}

/// A record, as all its pages see it. A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Record {
    /// Which one.
    pub id: InnovationId,
    /// The newest answer, once there is one.
    pub view: RwSignal<Option<Arc<RecordView>>>,
    /// Why the last load brought nothing.
    pub fault: RwSignal<Option<Fault>>,
    /// What is shown is a kept answer from then.
    pub kept_at: RwSignal<Option<Instant>>,
    /// A load is under way.
    pub loading: RwSignal<bool>,
    /// The server does not know it yet.
    pub local: RwSignal<Option<Local>>,
    /// Moves when a part that waited on this device came onto the screen.
    recalled: RwSignal<u32>,
    /// Who looks, what the device keeps, and what is written: behind one handle, so that the record stays small to copy.
    around: StoredValue<(Session, Store, PartSender)>,
}

impl Record {
    /// Opens a record and loads it.
    pub fn open(id: InnovationId) -> Self {
        let session = use_session();
        let person = session.person_untracked().map(|actor| actor.person);
        let known = LAST.with_borrow(|last| {
            let (whose, view, kept) = last.as_ref()?;
            (view.line.id == id && Some(*whose) == person).then(|| (Arc::clone(view), *kept))
        });
        let kept_at = known.as_ref().and_then(|(_, kept)| *kept);
        let record = Self {
            id,
            view: RwSignal::new(known.map(|(view, _)| view)),
            fault: RwSignal::new(None),
            kept_at: RwSignal::new(kept_at),
            loading: RwSignal::new(true),
            local: RwSignal::new(None),
            recalled: RwSignal::new(0),
            around: StoredValue::new((session, use_store(), use_part_sender())),
        };
        record.reload();
        record.again_when_it_may_work();
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

    fn again_when_it_may_work(self) {
        let online = net::online();
        let session = self.around.get_value().0;
        Effect::new(move |before: Option<(u32, bool)>| {
            let now = (session.signed_in.get(), online.get());
            if before.is_some_and(|before| before != now)
                && now.1
                && self.fault.with_untracked(Option::is_some)
            {
                self.reload();
            }
            now
        });
    }

    /// Asks the server again; what is shown stays until the answer is there.
    pub fn reload(self) {
        spawn_local(self.load());
    }

    /// As [`Record::reload`], to wait for.
    pub async fn load(self) {
        let Some((session, store, _)) = self.around.try_get_value() else {
            return;
        };
        let Some(actor) = session.person_untracked() else {
            return;
        };
        self.loading.try_set(true);
        let key = ["record/", &self.id.to_string()].concat();
        let begun = Local::find(store, self.id).await;
        // Something to see at once: what was begun here, or the last answer.
        if self.now().is_none() {
            if let Some(begun) = &begun {
                self.show(&actor, begun.view(&actor), None);
            } else if let Some(kept) = store.kept::<RecordView>(&key).await {
                self.show(&actor, kept.data, Some(kept.at));
            }
        }
        self.local.try_set(begun.clone());
        let answer = api::call(
            &RecordShow {
                innovation: self.id,
            },
            &Empty {},
        )
        .await;
        self.loading.try_set(false);
        match answer {
            Ok(view) => {
                clock::learn(view.now);
                store.keep(&key, &view).await;
                if begun.is_some() {
                    Local::forget(store, self.id).await;
                    self.local.try_set(None);
                }
                self.fault.try_set(None);
                self.show(&actor, view, None);
            }
            // It waits in the outbox.
            Err(fault)
                if begun.is_some()
                    && (fault.is_passing() || fault.code() == Some(Code::NotFound)) => {}
            Err(fault) => {
                self.fault.try_set(Some(fault));
            }
        }
    }

    fn show(self, actor: &Actor, view: RecordView, kept_at: Option<Instant>) {
        let view = Arc::new(view);
        LAST.with_borrow_mut(|last| *last = Some((actor.person, Arc::clone(&view), kept_at)));
        self.kept_at.try_set(kept_at);
        // The server's time alone is no news worth drawing the page again for.
        let same = self.now().is_some_and(|shown| {
            RecordView {
                now: shown.now,
                ..(*view).clone()
            } == *shown
        });
        if !same {
            self.view.try_set(Some(view));
        }
    }

    /// The record now, without following changes.
    pub fn now(self) -> Option<Arc<RecordView>> {
        self.view.try_get_untracked().flatten()
    }

    /// Version to send with a step.
    pub fn version(self) -> u32 {
        self.now().map_or(0, |view| view.line.version)
    }

    /// Something that is done to the record; when it is refused, what is stored now explains it.
    pub fn action(self) -> Action {
        Action::by_outbox().on_refusal(move |fault| {
            self.reload();
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

    /// Name of the innovation.
    pub fn name(self) -> String {
        self.now()
            .map_or_else(String::new, |view| view.line.name.clone())
    }

    /// What is shown came from the server just now.
    pub fn is_fresh(self) -> bool {
        self.kept_at.get_untracked().is_none() && self.local.with_untracked(Option::is_none)
    }

    /// What a part holds, on this device or on the server, and whether the writer called it done.
    pub fn part(self, view: &RecordView, part: Part) -> (Content, bool) {
        if let Some(held) = self
            .part_sender()
            .and_then(|sender| sender.held(self.id, part))
        {
            return held
                .draft
                .with_untracked(|draft| (draft.content.clone(), draft.done));
        }
        stored(view, part).map_or_else(
            || (Content::empty(part), false),
            |it| (it.content.clone(), it.done),
        )
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
            sender.pending.track();
        }
    }

    /// Parts of this record that are not on the server yet; follows changes.
    pub fn unsent(self) -> Vec<Part> {
        let Some(sender) = self.part_sender() else {
            return Vec::new();
        };
        sender.pending.with(|all| {
            all.iter()
                .filter(|it| it.innovation == self.id)
                .map(|it| it.part)
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
                    if sender.held(self.id, part).is_none() {
                        sender
                            .open(self.id, part, &view.line.name, stored(&view, part), fresh)
                            .await;
                        self.recalled.try_update(|times| *times += 1);
                    }
                }
            });
        });
    }

    /// What stands around the content: old data, what went wrong, grey lines.
    pub fn surround(self) -> AnyView {
        let notice = move || {
            let fault = self.fault.get()?;
            if fault.code() == Some(Code::SignInNeeded) {
                return None;
            }
            if fault.code() == Some(Code::NotFound) {
                return Some(
                    kit::empty(
                        "Inovasi tidak ditemukan",
                        Code::NotFound.words(),
                        view! { <a class="btn plain" href=to::INNOVATIONS>"Ke daftar inovasi"</a> },
                    )
                    .into_any(),
                );
            }
            Some(faults_view(
                &fault,
                self.kept_at.get(),
                self.loading.into(),
                move || self.reload(),
            ))
        };
        let old = move || {
            let at = self.kept_at.get()?;
            (!self.loading.get() && self.fault.with(Option::is_none))
                .then(|| kept_line(at, clock::now()))
        };
        let waiting = move || {
            (self.loading.get() && self.view.with(Option::is_none)).then(|| {
                view! {
                    <p class="sr" role="status">"Memuat inovasi…"</p>
                    {kit::skeleton(5)}
                }
            })
        };
        view! {
            {notice}
            {old}
            {waiting}
        }
        .into_any()
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
