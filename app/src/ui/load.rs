//! The one way in which a page loads: the frame at once, grey lines after a moment, what was kept while the fresh answer
//! comes, its age while it does not come, and a way to try again.

use std::{any::Any, cell::RefCell, future::Future, pin::Pin, rc::Rc, sync::Arc};

use klisida_domain::{
    access::Access,
    account::Actor,
    api::Endpoint,
    problem::{Code, Problem},
    time::Instant,
    wire::Empty,
};
use leptos::{prelude::*, task::spawn_local};
use serde::{Serialize, de::DeserializeOwned};

use super::words;
use crate::{
    api::{self, Fault},
    clock, net,
    session::{Session, use_session},
    store::{Room, Store, use_store},
};

/// How many answers of pages that were left are remembered: a page turn begins from them.
const REMEMBERED: usize = 8;

/// An answer with whose eyes it was seen, and from when it is.
struct Seen {
    key: String,
    actor: Option<Actor>,
    data: Rc<dyn Any>,
    from: Option<Instant>,
    is_fresh: bool,
}

thread_local! {
    static SEEN: RefCell<Vec<Seen>> = const { RefCell::new(Vec::new()) };
}

type Fetch<T> = Rc<dyn Fn() -> Pin<Box<dyn Future<Output = Result<T, Fault>>>>>;
type Keep<T> = Rc<dyn Fn(Arc<T>) -> Pin<Box<dyn Future<Output = ()>>>>;

/// Where data come from. Made of an endpoint: `load(BoardList {})`.
pub struct Source<T> {
    /// The address, when one answer is all; further pages of a list are asked for there.
    path: String,
    /// Who is answered at all: whoever is not does not ask.
    access: Access,
    fetch: Fetch<T>,
    fresh: Option<fn(&T)>,
    same: Option<fn(&T, &T) -> bool>,
}

impl<T: 'static> Source<T> {
    /// Asks an endpoint with a query behind the address: `"q=padi"`, values already percent-encoded.
    pub fn query<E>(endpoint: &E, query: &str) -> Self
    where
        E: Endpoint<Body = Empty, Reply = T>,
        T: DeserializeOwned,
    {
        let mut path = endpoint.path();
        if !query.is_empty() {
            path.push('?');
            path.push_str(query);
        }
        let asked = path.clone();
        let mut source = Self::by(move || {
            let path = asked.clone();
            async move { api::read(&path).await }
        });
        source.path = path;
        source.only(E::SPEC.access)
    }

    /// The endpoint answers only these: nobody else asks it, and learns what the answer would be.
    pub fn only(self, access: Access) -> Self {
        Self { access, ..self }
    }

    /// Data that are put together of several answers, or asked for otherwise.
    pub fn by<Answer>(fetch: impl Fn() -> Answer + 'static) -> Self
    where
        Answer: Future<Output = Result<T, Fault>> + 'static,
    {
        Self {
            path: String::new(),
            access: Access::SignedIn,
            fetch: Rc::new(move || Box::pin(fetch())),
            fresh: None,
            same: None,
        }
    }

    /// Hears of every fresh answer: `|view| clock::learn(view.now)`.
    pub fn fresh(self, fresh: fn(&T)) -> Self {
        let fresh = Some(fresh);
        Self { fresh, ..self }
    }

    /// An answer that is the same as what is shown is not drawn again.
    pub fn same(self, same: fn(&T, &T) -> bool) -> Self {
        let same = Some(same);
        Self { same, ..self }
    }
}

impl<E: Endpoint<Body = Empty>> From<E> for Source<E::Reply>
where
    E::Reply: 'static,
{
    fn from(endpoint: E) -> Self {
        Self::query(&endpoint, "")
    }
}

/// Where loading stands, whatever is loaded.
#[derive(Clone, Copy)]
struct State {
    busy: RwSignal<bool>,
    fault: RwSignal<Option<Fault>>,
    /// When the data shown are from.
    from: StoredValue<Option<Instant>>,
    /// As `from`, when they are not fresh.
    old: RwSignal<Option<Instant>>,
    turn: StoredValue<u32>,
}

/// Data that are loaded, kept and loaded again. A handle: copy it into closures.
pub struct Loaded<T: Send + Sync + 'static> {
    data: RwSignal<Option<Arc<T>>>,
    state: State,
    inner: StoredValue<Rc<Inner<T>>, LocalStorage>,
}

struct Inner<T> {
    source: Source<T>,
    /// Its name on the device, and how it is kept there.
    kept: Option<(String, Keep<T>, Store)>,
    actor: Option<Actor>,
    session: Session,
}

impl<T: Send + Sync + 'static> Clone for Loaded<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Loaded<T> {}

/// Loads now; again with [`Loaded::reload`], after signing in again, and when the connection is back.
pub fn load<T>(source: impl Into<Source<T>>) -> Loaded<T>
where
    T: Clone + Send + Sync + 'static,
{
    let loaded = prepare(source.into(), None);
    loaded.reload();
    loaded
}

/// As [`load`], and keeps the last answer on this device under `key`: it is shown at once, and with its time when no
/// fresh one comes.
pub fn load_kept<T>(key: impl Into<String>, source: impl Into<Source<T>>) -> Loaded<T>
where
    T: Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
{
    let (store, key) = (use_store(), key.into());
    let keep: Keep<T> = {
        let key = key.clone();
        Rc::new(move |data: Arc<T>| {
            let key = key.clone();
            Box::pin(async move { store.keep(&key, &*data).await })
        })
    };
    let loaded = prepare(source.into(), Some((key.clone(), keep, store)));
    if loaded.remember() {
        loaded.reload();
    } else {
        spawn_local(async move {
            loaded.recall(store, &key).await;
            loaded.load().await;
        });
    }
    loaded
}

/// Data that are not loaded by themselves: the pages behind a first one.
pub(super) fn later<T>(source: Source<T>) -> Loaded<T>
where
    T: Clone + Send + Sync + 'static,
{
    let loaded = prepare(source, None);
    loaded.state.busy.set(false);
    loaded
}

fn prepare<T>(source: Source<T>, kept: Option<(String, Keep<T>, Store)>) -> Loaded<T>
where
    T: Clone + Send + Sync + 'static,
{
    let loaded = Loaded {
        data: RwSignal::new(None),
        state: State {
            busy: RwSignal::new(true),
            fault: RwSignal::new(None),
            from: StoredValue::new(None),
            old: RwSignal::new(None),
            turn: StoredValue::new(0),
        },
        inner: StoredValue::new_local(Rc::new(Inner {
            source,
            kept,
            actor: use_session().person_untracked(),
            session: use_session(),
        })),
    };
    again_when_it_may_work(loaded.state, Box::new(move || loaded.reload()));
    loaded
}

/// Calls `again` after a fault when somebody signed in again or the connection is back.
fn again_when_it_may_work(state: State, again: Box<dyn Fn()>) {
    let signed_in = use_session().signed_in;
    let online = net::online();
    Effect::new(move |before: Option<(u32, bool)>| {
        let now = (signed_in.get(), online.get());
        if let Some(before) = before
            && before != now
            && now.1
            && state.fault.with_untracked(Option::is_some)
        {
            again();
        }
        now
    });
}

/// What an endpoint would say to a role that it never answers.
fn refused(access: Access, actor: Option<&Actor>) -> Option<Fault> {
    let code = access.check(actor).err()?;
    // Who is signed out may have signed in meanwhile: the server knows.
    (code == Code::Forbidden).then(|| Fault::Refused(Problem::new(code)))
}

fn see(now: Seen) {
    SEEN.with_borrow_mut(|all| {
        // What another person saw is remembered no more.
        all.retain(|it| it.key != now.key && it.actor == now.actor);
        if all.len() >= REMEMBERED {
            all.remove(0);
        }
        all.push(now);
    });
}

impl State {
    /// A load begins; its number.
    fn begin(self) -> Option<u32> {
        self.busy.try_set(true);
        self.turn.try_update_value(|turn| {
            *turn += 1;
            *turn
        })
    }

    /// A later load began meanwhile, or the page is gone.
    fn is_overtaken(self, turn: Option<u32>) -> bool {
        turn.is_none() || self.turn.try_get_value() != turn
    }

    fn is_from(self, at: Instant, fresh: bool) {
        self.from.try_set_value(Some(at));
        self.old.try_set((!fresh).then_some(at));
        if fresh {
            self.fault.try_set(None);
        }
    }
}

impl<T: Clone + Send + Sync + 'static> Loaded<T> {
    /// Begins with what was shown before a page turn; false when nothing was.
    fn remember(self) -> bool {
        let Some(inner) = self.inner.try_get_value() else {
            return false;
        };
        let Some((key, ..)) = &inner.kept else {
            return false;
        };
        SEEN.with_borrow(|all| {
            let found = all
                .iter()
                .find(|it| it.key == *key && it.actor == inner.actor)?;
            let data = found.data.downcast_ref::<Arc<T>>()?;
            if let Some(at) = found.from {
                self.state.is_from(at, found.is_fresh);
            }
            self.data.try_set(Some(Arc::clone(data)));
            Some(())
        })
        .is_some()
    }

    async fn recall(self, store: Store, key: &str)
    where
        T: DeserializeOwned,
    {
        if let Some(kept) = store.kept::<T>(key).await
            && self.now().is_none()
        {
            self.state.is_from(kept.at, false);
            self.show(Arc::new(kept.data));
        }
    }

    fn show(self, data: Arc<T>) {
        let Some(inner) = self.inner.try_get_value() else {
            return;
        };
        if let Some((key, ..)) = &inner.kept {
            see(Seen {
                key: key.clone(),
                actor: inner.actor.clone(),
                data: Rc::new(Arc::clone(&data)),
                from: self.state.from.try_get_value().flatten(),
                is_fresh: self.is_fresh(),
            });
        }
        if let (Some(same), Some(shown)) = (inner.source.same, self.now())
            && same(&shown, &data)
        {
            return;
        }
        self.data.try_set(Some(data));
    }

    /// Loads again; what is shown stays until the answer.
    pub fn reload(self) {
        spawn_local(async move {
            self.load().await;
        });
    }

    /// As [`Loaded::reload`], to wait for; true when a fresh answer came and is what is shown.
    pub async fn load(self) -> bool {
        let Some(inner) = self.inner.try_get_value() else {
            return false;
        };
        let turn = self.state.begin();
        // As the session knows it by now: a role may have been given since the page was built.
        let actor = inner.session.person_untracked();
        let unasked = refused(inner.source.access, actor.as_ref());
        let is_unasked = unasked.is_some();
        let answer = match unasked {
            Some(fault) => Err(fault),
            None => (inner.source.fetch)().await,
        };
        if self.state.is_overtaken(turn) {
            return false;
        }
        let came = answer.is_ok();
        match answer {
            Ok(data) => {
                if let Some(fresh) = inner.source.fresh {
                    fresh(&data);
                }
                let data = Arc::new(data);
                if let Some((_, keep, _)) = &inner.kept {
                    spawn_local(keep(Arc::clone(&data)));
                }
                self.state.is_from(clock::now(), true);
                self.show(data);
            }
            Err(fault) => {
                // What is gone, or may not be seen any more, is not shown from memory either; what never came from the server
                // (begun on this device) stays.
                let gone = matches!(fault.code(), Some(Code::Forbidden | Code::NotFound));
                if gone && !is_unasked && self.state.from.try_get_value().flatten().is_some() {
                    self.forget();
                }
                self.state.fault.try_set(Some(fault));
            }
        }
        self.state.busy.try_set(false);
        came
    }

    /// Shows it no more, and keeps it no more on this device.
    pub fn forget(self) {
        if let Some(inner) = self.inner.try_get_value()
            && let Some((key, _, store)) = &inner.kept
        {
            SEEN.with_borrow_mut(|all| all.retain(|it| it.key != *key));
            let (key, store) = (key.clone(), *store);
            spawn_local(async move {
                let _ = store.remove(Room::Cache, &key).await;
            });
        }
        self.data.try_set(None);
    }

    /// Something to see while nothing came.
    pub fn begin(self, data: T) {
        if self.now().is_none() {
            self.data.try_set(Some(Arc::new(data)));
        }
    }

    /// Puts data in that came another way (the answer of a write); kept on the device as an answer is.
    pub fn set(self, data: T) {
        let Some(inner) = self.inner.try_get_value() else {
            return;
        };
        let data = Arc::new(data);
        if let Some((_, keep, _)) = &inner.kept {
            spawn_local(keep(Arc::clone(&data)));
        }
        self.state.is_from(clock::now(), true);
        self.show(data);
    }

    /// Changes the data that are shown (a further page of a list); what is kept on the device stays the first page.
    pub fn change(self, change: impl FnOnce(&mut T)) {
        self.data.try_update(|data| {
            if let Some(data) = data {
                change(Arc::make_mut(data));
            }
        });
    }

    /// The address that is asked; empty when there is none.
    pub fn path(self) -> String {
        self.inner
            .try_with_value(|inner| inner.source.path.clone())
            .unwrap_or_default()
    }

    /// The data as a signal, without copying them.
    pub fn signal(self) -> RwSignal<Option<Arc<T>>> {
        self.data
    }

    /// The data, when there are any; follows changes.
    pub fn get(self) -> Option<T> {
        self.data.get().map(Arc::unwrap_or_clone)
    }

    /// The data, without following changes.
    pub fn get_untracked(self) -> Option<T> {
        self.now().map(Arc::unwrap_or_clone)
    }

    /// The data, without copying them or following changes.
    pub fn now(self) -> Option<Arc<T>> {
        self.data.try_get_untracked().flatten()
    }

    /// Looks at the data without copying them; follows changes.
    pub fn with<R>(self, look: impl FnOnce(Option<&T>) -> R) -> R {
        self.data.with(|data| look(data.as_deref()))
    }

    /// Loading; follows changes.
    pub fn busy(self) -> bool {
        self.state.busy.get()
    }

    /// As [`Loaded::busy`], for a button that loads again.
    pub fn loading(self) -> Signal<bool> {
        self.state.busy.into()
    }

    /// What went wrong last; follows changes.
    pub fn fault(self) -> Option<Fault> {
        self.state.fault.get()
    }

    /// The data are fresh, without following changes.
    pub fn is_fresh(self) -> bool {
        self.state.old.try_get_untracked().flatten().is_none()
    }

    /// What stands around the data: grey lines, what went wrong, of when kept data are; for data that a page shows itself.
    pub fn notice(self, what: &'static str) -> AnyView {
        self.notice_or(what, |_, _| None)
    }

    /// As [`Loaded::notice`]; `own` is what the page itself says of a fault. It hears whether data are shown.
    pub fn notice_or(
        self,
        what: &'static str,
        own: impl Fn(&Fault, bool) -> Option<AnyView> + Send + Sync + 'static,
    ) -> AnyView {
        frame(
            self.state,
            what,
            Signal::derive(move || self.data.with(Option::is_some)),
            Callback::new(move |()| self.reload()),
            Box::new(own),
        )
    }

    /// Shows the data through `render`, or grey lines, or what went wrong. `what` is the word in "Memuat {what}…".
    /// `render` runs again when the data change.
    pub fn view(
        self,
        what: &'static str,
        render: impl Fn(T) -> AnyView + Send + 'static,
    ) -> AnyView {
        let frame = self.notice(what);
        let content = move || self.get().map(&render);
        view! {
            {frame}
            {content}
        }
        .into_any()
    }
}

type Own = Box<dyn Fn(&Fault, bool) -> Option<AnyView> + Send + Sync>;

/// Everything around the data; not generic.
fn frame(
    state: State,
    what: &'static str,
    filled: Signal<bool>,
    again: Callback<()>,
    own: Own,
) -> AnyView {
    let notice = move || {
        let fault = state.fault.get()?;
        let filled = filled.get();
        Some(match fault.code() {
            // The dialog to sign in again is open already.
            Some(Code::SignInNeeded) => ().into_any(),
            code => match own(&fault, filled) {
                Some(own) => own,
                None if code == Some(Code::Forbidden) && !filled => words::no_right(fault.words()),
                None => {
                    let from = state.from.get_value().filter(|_| filled);
                    words::faults_view(&fault, from, state.busy.into(), move || again.run(()))
                }
            },
        })
    };
    let waiting = move || {
        (state.busy.get() && !filled.get()).then(|| {
            view! {
                <p class="sr" role="status">
                    {["Memuat ", what, "…"].concat()}
                </p>
                {klisida_views::kit::skeleton(5)}
            }
        })
    };
    let old = move || {
        let at = state.old.get()?;
        (filled.get() && !state.busy.get() && state.fault.with(Option::is_none))
            .then(|| words::kept_line(at, clock::now()))
    };
    view! {
        {notice}
        {old}
        {waiting}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use klisida_domain::{
        access::{CLINIC, RECORDERS},
        account::{Grant, Home, Role},
        ids::PersonId,
    };

    use super::*;

    #[test]
    fn a_role_that_is_never_answered_does_not_ask() {
        let actor = |role| Actor {
            person: PersonId(uuid::Uuid::nil()),
            name: "Ira".to_owned(),
            username: "ira".to_owned(),
            home: Home::Outside,
            grants: vec![Grant {
                role,
                edition: None,
                agency: None,
            }],
        };
        for role in Role::ALL {
            for roles in [CLINIC, RECORDERS] {
                let code = refused(Access::Roles(roles), Some(&actor(role)));
                let expected = (!roles.contains(&role)).then_some(Code::Forbidden);
                assert_eq!(code.and_then(|it| it.code()), expected, "{role:?}");
            }
        }
        assert_eq!(refused(Access::Roles(CLINIC), None), None);
    }
}
