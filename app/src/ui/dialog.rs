//! Questions that must be answered before going on.

use klisida_domain::{account::check_reason, problem::Code};
use leptos::{html, prelude::*};

use crate::browser;

use super::{ErrorSummary, Faults, Field, Password, Press};

/// A native dialog: focus stays inside, Escape closes, and afterwards the focus is where it was, on the button that opened
/// it.
#[component]
pub fn Dialog(
    /// Open; becomes false when it is closed.
    open: RwSignal<bool>,
    /// Its heading.
    #[prop(into)]
    title: Signal<String>,
    /// The content, made anew each time it opens.
    children: ChildrenFn,
) -> impl IntoView {
    let children = StoredValue::new(children);
    move || {
        open.get().then(|| {
            let node = NodeRef::<html::Dialog>::new();
            let id = super::unique("dialog");
            let heading = id.clone();
            let opener = StoredValue::new_local(browser::focused());
            Effect::new(move || {
                if let Some(dialog) = node.get() {
                    let _ = dialog.show_modal();
                }
            });
            // A dialog that is taken out of the page while it is open gives nothing back by itself. What a page focuses after
            // success comes later and wins.
            on_cleanup(move || {
                if let Some(opener) = opener.try_get_value().flatten()
                    && opener.is_connected()
                {
                    browser::soon(move || {
                        if browser::focused().is_none() {
                            let _ = opener.focus();
                        }
                    });
                }
            });
            view! {
                <dialog node_ref=node aria-labelledby=id on:close=move |_| { open.try_set(false); }>
                    <h2 id=heading>{move || title.get()}</h2>
                    {children.with_value(|children| children())}
                </dialog>
            }
        })
    }
}

/// "Are you sure?", with a reason when the step needs one (5 to 500 characters).
#[component]
pub fn Ask(
    /// Open; becomes false when it is cancelled. The page closes it after success.
    open: RwSignal<bool>,
    /// The question.
    #[prop(into)]
    title: Signal<String>,
    /// What will happen.
    #[prop(optional, into)]
    text: Signal<String>,
    /// The word on the button that does it.
    #[prop(into)]
    action: Signal<String>,
    /// It cannot be undone.
    #[prop(optional)]
    danger: bool,
    /// A reason is asked for; `on` gets it, else an empty text.
    #[prop(optional)]
    reason: bool,
    /// Label of the reason.
    #[prop(default = "Alasan")]
    reason_label: &'static str,
    /// The own password is asked for again: where it goes, and whether it is.
    #[prop(optional)]
    password: Option<(RwSignal<String>, Signal<bool>)>,
    /// It runs.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// What the Worker said against it: `faults.refuse(&fault)`.
    faults: Faults,
    /// Does it.
    on: Callback<String>,
) -> impl IntoView {
    let why = RwSignal::new(String::new());
    let go = move || {
        faults.clear();
        let words = why.get_untracked();
        if reason {
            faults.check("reason", check_reason(&words));
        }
        if let Some((typed, asked)) = password
            && asked.get_untracked()
            && typed.with_untracked(String::is_empty)
        {
            faults.add("password", Code::PasswordNeeded.words());
        }
        if !faults.show() {
            on.run(words.trim().to_owned());
        }
    };
    let close = move || {
        faults.clear();
        open.set(false);
    };
    // Never kept longer than the question.
    Effect::new(move || {
        if !open.get()
            && let Some((typed, _)) = password
        {
            typed.set(String::new());
        }
    });
    view! {
        <Dialog open=open title=title>
            <p>{move || text.get()}</p>
            <form
                class="fields"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    if !busy.get_untracked() {
                        go();
                    }
                }
            >
                <ErrorSummary faults=faults/>
                {reason
                    .then(|| {
                        view! { <Field name="reason" label=reason_label value=why faults=faults rows=3 hint="5 sampai 500 karakter; tersimpan dalam catatan."/> }
                    })}
                {move || {
                    let (typed, asked) = password?;
                    asked.get().then(|| view! { <Password name="password" label="Kata sandi Anda, sekali lagi" value=typed faults=faults/> })
                }}
                <div class="actions">
                    <Press label=action class=if danger { "btn danger" } else { "btn" } busy=busy/>
                    <Press label="Batal" class="btn plain" on=Callback::new(move |()| close())/>
                </div>
            </form>
        </Dialog>
    }
    .into_any()
}
