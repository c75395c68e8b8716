//! An edition on the desk of those who run it: loaded once, kept while one walks between its pages,
//! refreshed behind what is shown, and changed by actions that tell of a newer version.

use std::sync::Arc;

use klisida_domain::{
    access,
    account::{Actor, Role},
    api::{EditionEvents, EditionMore, EditionShow, Endpoint, ProposalAdd},
    competition::Act,
    ids::{EditionId, ProposalId},
    problem::Code,
    proposal::Subject,
    wire::{Edition, Empty, ProposalNew, ReasonedStep, Verbatim},
};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    action::{Action, Said},
    api::{self, Fault},
    clock,
    session::{Session, use_session},
    ui::{Loaded, Source, load_kept},
    work,
};

/// An edition, as all its pages see it. A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Desk {
    /// Which one.
    pub id: EditionId,
    /// How it is loaded.
    pub loaded: Loaded<Edition>,
    /// The newest answer, once there is one.
    pub edition: RwSignal<Option<Arc<Edition>>>,
    /// How many entries are wanted at least: they come in parts.
    wanted: StoredValue<usize>,
    /// Somebody else changed it meanwhile: who and what, in words.
    pub overtaken: RwSignal<Option<String>>,
    /// What was just done.
    pub said: Said,
    /// Who looks: behind a handle, so that the desk stays small to copy.
    session: StoredValue<Session>,
}

impl Desk {
    /// Opens an edition's desk and loads it.
    pub fn open(id: EditionId) -> Self {
        let wanted = StoredValue::new(1);
        let source = Source::by(move || fetch(id, wanted))
            .fresh(|edition: &Edition| clock::learn(edition.now))
            .same(is_same);
        let loaded = load_kept(["edition/", &id.to_string()].concat(), source);
        // What was shown before a page turn comes again.
        if let Some(known) = loaded.now() {
            wanted.set_value(known.entries.len());
        }
        Self {
            id,
            loaded,
            edition: loaded.signal(),
            wanted,
            overtaken: RwSignal::new(None),
            said: Said::new(),
            session: StoredValue::new(use_session()),
        }
    }

    fn session(self) -> Session {
        self.session.get_value()
    }

    /// Asks the server again; what is shown stays until the answer is there.
    pub fn reload(self) {
        self.loaded.reload();
    }

    /// As [`Desk::reload`], to wait for.
    pub async fn load(self) {
        self.loaded.load().await;
    }

    /// Shows more entries.
    pub fn more(self) {
        let shown = self.now().map_or(0, |it| it.entries.len());
        self.wanted.set_value(shown + 1);
        self.reload();
    }

    /// Shows all entries, for what is about all of them at once.
    pub fn everything(self) {
        self.wanted.set_value(usize::MAX);
        if self.now().is_some_and(|it| it.more.is_some()) {
            self.reload();
        }
    }

    /// The edition now, without following changes.
    pub fn now(self) -> Option<Arc<Edition>> {
        self.loaded.now()
    }

    /// Version to send with a change.
    pub fn version(self) -> u32 {
        self.now().map_or(0, |it| it.version)
    }

    /// Whoever looks.
    pub fn actor(self) -> Option<Actor> {
        self.session().person_untracked()
    }

    /// May this person do this to the edition as it stands? The refusal is the reason on the button.
    pub fn may(self, act: Act) -> Result<(), Code> {
        let edition = self.edition.get().ok_or(Code::NotFound)?;
        let actor = self.session().person().ok_or(Code::SignInNeeded)?;
        access::may(
            &actor,
            access::Action::Run {
                edition: self.id,
                act,
                standing: edition.standing,
            },
        )
    }

    /// Runs the competition.
    pub fn is_office(self) -> bool {
        self.session().is_any(&[Role::Coordinator])
    }

    /// Learns who was faster: loads the newest state and the line of the record that explains it.
    pub async fn overtake(self) {
        self.load().await;
        let history = EditionEvents { edition: self.id }.path();
        let unknown = "Orang lain baru saja mengubah kompetisi ini.";
        let words = work::faster(history, unknown).await;
        self.overtaken.try_set(Some(words));
    }
}

impl Desk {
    /// Something that is done to the edition. Of a lost race the newest state of the desk tells, and the dialog closes,
    /// because the page below it has changed.
    pub fn action(self) -> Action {
        Action::new()
            .says_in(self.said)
            .on_refusal(move |fault| self.heard(fault))
    }

    /// As [`Desk::action`], in a dialog that success closes.
    pub fn action_in(self, dialog: RwSignal<bool>) -> Action {
        self.action().closes(dialog).on_refusal(move |fault| {
            let shown = self.heard(fault);
            if shown.is_none() {
                dialog.try_set(false);
            }
            shown
        })
    }

    /// What a form shows of a refusal: a lost race loads the newest state instead.
    pub fn heard(self, fault: Fault) -> Option<Fault> {
        if fault.code() != Some(Code::StaleVersion) {
            return Some(fault);
        }
        spawn_local(self.overtake());
        None
    }

    /// Does it, shows the newest state and says `said`.
    pub fn act<E>(
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
            self.reload();
            done();
        });
    }

    /// Excludes somebody or something: at once while nobody has read the marks, else as a proposal to the second person.
    pub fn exclude<E>(
        self,
        action: Action,
        endpoint: E,
        subject: Subject,
        reason: String,
        password: String,
        said: String,
    ) where
        E: Endpoint<Body = ReasonedStep> + 'static,
    {
        self.overtaken.set(None);
        let version = self.version();
        let body = ProposalNew {
            id: ProposalId(action.id()),
            version,
            subject,
            reason: reason.clone(),
            password: Some(password.into()).filter(|it: &Verbatim| !it.is_empty()),
        };
        action.job(async move {
            let step = ReasonedStep { version, reason };
            let said = match action.call(&endpoint, &step).await {
                Err(fault) if fault.code() == Some(Code::SecondPersonNeeded) => {
                    action.call(&ProposalAdd {}, &body).await?;
                    PROPOSED.to_owned()
                }
                answer => answer.map(|_| said)?,
            };
            self.reload();
            Ok(said)
        });
    }
}

/// The edition with as many parts of its entries as are wanted.
async fn fetch(id: EditionId, wanted: StoredValue<usize>) -> Result<Edition, Fault> {
    let mut edition = api::call(&EditionShow { edition: id }, &Empty {}).await?;
    while let Some(after) = edition.more
        && edition.entries.len() < wanted.try_get_value().unwrap_or(0)
    {
        let part = api::call(&EditionMore { edition: id, after }, &Empty {}).await?;
        if part.version != edition.version {
            // Changed meanwhile: parts of two states do not fit together.
            edition = api::call(&EditionShow { edition: id }, &Empty {}).await?;
            continue;
        }
        edition.more = part.more;
        edition.entries.extend(part.entries);
        edition.assignments.extend(part.assignments);
    }
    Ok(edition)
}

/// The server's time alone is no news worth drawing the page again for.
fn is_same(shown: &Edition, edition: &Edition) -> bool {
    let now = shown.now;
    Edition {
        now,
        ..edition.clone()
    } == *shown
}

/// The password that excluding asks for again once the public reads a board, and whether it does.
pub fn password(desk: Desk) -> (RwSignal<String>, Signal<bool>) {
    let asked = Signal::derive(move || {
        desk.edition
            .with(|it| it.as_ref().is_some_and(|it| it.published > 0))
    });
    (RwSignal::new(String::new()), asked)
}

/// What is said after a step went to the second person.
pub const PROPOSED: &str = "Diajukan kepada orang kedua; lihat Beranda.";

/// What a dialog of excluding adds once the marks may have been read.
pub fn second_person(desk: Desk) -> &'static str {
    if desk.may(Act::ReadMarks).is_ok() {
        " Bila nilai sudah dibaca, langkah ini diajukan dan baru terjadi setelah disetujui orang kedua."
    } else {
        ""
    }
}
