//! Buttons that tell why they cannot be pressed, and that are pressed once.

use std::future::Future;

use leptos::prelude::*;

/// One thing at a time: true while it runs.
#[derive(Clone, Copy)]
pub struct Busy(RwSignal<bool>);

impl Default for Busy {
    fn default() -> Self {
        Self::new()
    }
}

impl Busy {
    /// Nothing runs.
    pub fn new() -> Self {
        Self(RwSignal::new(false))
    }

    /// Runs the job unless one runs already.
    pub fn run(self, job: impl Future<Output = ()> + 'static) {
        if self.0.try_get_untracked() != Some(false) {
            return;
        }
        self.0.set(true);
        leptos::task::spawn_local(async move {
            job.await;
            self.0.try_set(false);
        });
    }

    /// Something runs now; false once its page is gone.
    pub fn now(self) -> bool {
        self.0.try_get_untracked() == Some(true)
    }

    /// Something runs; follows changes.
    pub fn get(self) -> bool {
        self.0.get()
    }
}

impl From<Busy> for Signal<bool> {
    fn from(busy: Busy) -> Self {
        busy.0.into()
    }
}

/// A button. Never hidden and never `disabled`: it says why it cannot be pressed (`blocked`).
#[component]
pub fn Press(
    /// The words on it.
    #[prop(into)]
    label: Signal<String>,
    /// What it does; none for a button that submits its form.
    #[prop(optional, into)]
    on: Option<Callback<()>>,
    /// It runs: pressing again does nothing.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Why it cannot be pressed now.
    #[prop(optional, into)]
    blocked: Signal<Option<String>>,
    /// Class: `"btn"`, `"btn plain"`, `"btn danger"`, `"btn plain small"`, `"link"`.
    #[prop(default = "btn")]
    class: &'static str,
) -> impl IntoView {
    let id = super::unique("alasan");
    let described = {
        let id = id.clone();
        move || blocked.with(Option::is_some).then(|| id.clone())
    };
    let stopped = move || busy.get() || blocked.with(Option::is_some);
    let kind = if on.is_some() { "button" } else { "submit" };
    let press = move |event: web_sys::MouseEvent| {
        if busy.get_untracked() || blocked.with_untracked(Option::is_some) {
            event.prevent_default();
        } else if let Some(on) = on {
            on.run(());
        }
    };
    view! {
        <button
            class=class
            type=kind
            aria-disabled=move || stopped().then_some("true")
            aria-describedby=described
            on:click=press
        >
            {move || if busy.get() { "Sebentar…".to_owned() } else { label.get() }}
        </button>
        {move || {
            let id = id.clone();
            blocked.get().map(|words| view! { <p class="reason" id=id>{words}</p> })
        }}
    }
    .into_any()
}
