//! Data of a page: the frame at once, grey lines after a moment, old data while new data comes, and a way to try again.

use std::{future::Future, pin::Pin, rc::Rc};

use klisida_domain::{problem::Code, time::Instant};
use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

use super::words;
use crate::{
    api::Fault,
    clock, net,
    session::use_session,
    store::{Store, use_store},
};

type Fetch<T> = Rc<dyn Fn() -> Pin<Box<dyn Future<Output = Result<T, Fault>>>>>;
type Keep<T> = Rc<dyn Fn(T) -> Pin<Box<dyn Future<Output = ()>>>>;

/// Where loading stands, whatever is loaded.
#[derive(Clone, Copy)]
struct State {
    busy: RwSignal<bool>,
    fault: RwSignal<Option<Fault>>,
    /// When the data shown are from, when they are not fresh.
    old: RwSignal<Option<Instant>>,
    turn: StoredValue<u32>,
}

/// Data that are loaded, kept and loaded again. A handle: copy it into closures.
pub struct Loaded<T: Send + Sync + 'static> {
    data: RwSignal<Option<T>>,
    state: State,
    fetch: StoredValue<Fetch<T>, LocalStorage>,
    keep: StoredValue<Option<Keep<T>>, LocalStorage>,
}

impl<T: Send + Sync + 'static> Clone for Loaded<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Loaded<T> {}

/// Loads now; again with [`Loaded::reload`], after signing in again, and when the connection is back.
pub fn load<T, Answer>(fetch: impl Fn() -> Answer + 'static) -> Loaded<T>
where
    T: Clone + Send + Sync + 'static,
    Answer: Future<Output = Result<T, Fault>> + 'static,
{
    let loaded = prepare(fetch, None);
    loaded.reload();
    loaded
}

/// As [`load`], and keeps the last answer on this device under `key`: without signal it is shown with its time.
pub fn load_kept<T, Answer>(
    key: impl Into<String>,
    fetch: impl Fn() -> Answer + 'static,
) -> Loaded<T>
where
    T: Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
    Answer: Future<Output = Result<T, Fault>> + 'static,
{
    let (store, key) = (use_store(), key.into());
    let keep: Keep<T> = {
        let key = key.clone();
        Rc::new(move |data: T| {
            let key = key.clone();
            Box::pin(async move { store.keep(&key, &data).await })
        })
    };
    let loaded = prepare(fetch, Some(keep));
    leptos::task::spawn_local(async move {
        loaded.recall(store, &key).await;
        loaded.reload();
    });
    loaded
}

fn prepare<T, Answer>(fetch: impl Fn() -> Answer + 'static, keep: Option<Keep<T>>) -> Loaded<T>
where
    T: Clone + Send + Sync + 'static,
    Answer: Future<Output = Result<T, Fault>> + 'static,
{
    let fetch: Fetch<T> = Rc::new(move || Box::pin(fetch()));
    let loaded = Loaded {
        data: RwSignal::new(None),
        state: State {
            busy: RwSignal::new(true),
            fault: RwSignal::new(None),
            old: RwSignal::new(None),
            turn: StoredValue::new(0),
        },
        fetch: StoredValue::new_local(fetch),
        keep: StoredValue::new_local(keep),
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

impl<T: Clone + Send + Sync + 'static> Loaded<T> {
    async fn recall(self, store: Store, key: &str)
    where
        T: DeserializeOwned,
    {
        if let Some(kept) = store.kept::<T>(key).await {
            self.state.old.try_set(Some(kept.at));
            self.data.try_set(Some(kept.data));
        }
    }

    /// Loads again; what is shown stays until the answer.
    pub fn reload(self) {
        let Some(fetch) = self.fetch.try_get_value() else {
            return;
        };
        let turn = self.state.turn.try_update_value(|turn| {
            *turn += 1;
            *turn
        });
        self.state.busy.try_set(true);
        leptos::task::spawn_local(async move {
            let answer = fetch().await;
            if turn.is_none() || self.state.turn.try_get_value() != turn {
                return;
            }
            match answer {
                Ok(data) => {
                    if let Some(keep) = self.keep.try_get_value().flatten() {
                        leptos::task::spawn_local(keep(data.clone()));
                    }
                    self.set(data);
                }
                Err(fault) => {
                    self.state.fault.try_set(Some(fault));
                }
            }
            self.state.busy.try_set(false);
        });
    }

    /// Puts data in that came another way (the answer of a write).
    pub fn set(self, data: T) {
        self.state.old.try_set(None);
        self.state.fault.try_set(None);
        self.data.try_set(Some(data));
    }

    /// Changes the data that are shown (a further page of a list); what is kept on the device stays the first page.
    pub fn change(self, change: impl FnOnce(&mut T)) {
        self.data.try_update(|data| {
            if let Some(data) = data {
                change(data);
            }
        });
    }

    /// The data, when there are any; follows changes.
    pub fn get(self) -> Option<T> {
        self.data.get()
    }

    /// The data, without following changes.
    pub fn get_untracked(self) -> Option<T> {
        self.data.try_get_untracked().flatten()
    }

    /// Looks at the data without copying them; follows changes.
    pub fn with<R>(self, look: impl FnOnce(Option<&T>) -> R) -> R {
        self.data.with(|data| look(data.as_ref()))
    }

    /// Loading; follows changes.
    pub fn busy(self) -> bool {
        self.state.busy.get()
    }

    /// What went wrong last; follows changes.
    pub fn fault(self) -> Option<Fault> {
        self.state.fault.get()
    }

    /// What stands around the data: grey lines, what went wrong, of when kept data are; for data that a page shows itself.
    pub fn notice(self, what: &'static str) -> AnyView {
        frame(
            self.state,
            what,
            Signal::derive(move || self.data.with(Option::is_some)),
            move || self.reload(),
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
        let content = move || self.data.get().map(&render);
        view! {
            {frame}
            {content}
        }
        .into_any()
    }
}

/// Everything around the data; not generic.
fn frame(
    state: State,
    what: &'static str,
    filled: Signal<bool>,
    again: impl Fn() + Clone + Send + Sync + 'static,
) -> AnyView {
    let notice = move || {
        let again = again.clone();
        let fault = state.fault.get()?;
        Some(match fault.code() {
            // The dialog to sign in again is open already.
            Some(Code::SignInNeeded) => ().into_any(),
            Some(Code::Forbidden) if !filled.get() => words::no_right(fault.words()),
            _ => words::faults_view(&fault, state.old.get(), state.busy.into(), again),
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
