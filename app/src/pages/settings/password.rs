//! A new password for the own account.

use klisida_domain::{
    account::check_password, api::PasswordSet, problem::Code, wire::PasswordChange,
};
use leptos::prelude::*;

use crate::{
    api,
    session::use_session,
    ui::{Busy, ErrorSummary, Faults, Password, Press},
};

/// The form.
pub fn section() -> AnyView {
    let session = use_session();
    let (current, new) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (faults, busy, done) = (Faults::new(), Busy::new(), RwSignal::new(false));
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Some(actor) = session.person_untracked() else {
            return;
        };
        let body = PasswordChange {
            current: current.get_untracked().into(),
            new: new.get_untracked().into(),
        };
        done.set(false);
        faults.clear();
        if body.current.is_empty() {
            faults.check("current", Err(Code::TextMissing));
        }
        // The list of common passwords is the Worker's.
        faults.check("new", check_password(&body.new, &actor.username, |_| false));
        if faults.show() {
            return;
        }
        busy.run(async move {
            match api::call(&PasswordSet {}, &body).await {
                Ok(me) => {
                    if session.welcome(&me).await.is_err() {
                        leptos::task::spawn_local(session.ask());
                    }
                    current.set(String::new());
                    new.set(String::new());
                    done.set(true);
                }
                Err(fault) if fault.code() == Some(Code::BadPassword) => {
                    faults.check("current", Err(Code::BadPassword));
                    faults.show();
                }
                Err(fault) => faults.refuse(&fault),
            }
        });
    };
    let told = move || {
        done.get().then(|| {
            view! {
                <p class="notice done" role="status">
                    "Kata sandi sudah diganti. Semua perangkat lain keluar."
                </p>
            }
        })
    };
    let name = session
        .person_untracked()
        .map(|actor| actor.username)
        .unwrap_or_default();
    view! {
        <section class="card" aria-labelledby="sandi">
            <form class="fields" novalidate on:submit=send>
                <h2 id="sandi">"Ganti kata sandi"</h2>
                <ErrorSummary faults=faults/>
                {told}
                // For password managers: which account this is.
                <span class="sr" aria-hidden="true"><input type="text" autocomplete="username" readonly tabindex="-1" value=name/></span>
                <Password name="current" label="Kata sandi sekarang" value=current faults=faults/>
                <Password name="new" label="Kata sandi baru" value=new faults=faults fresh=true hint="Minimal 8 karakter; 15 atau lebih paling baik, misalnya empat kata acak."/>
                <div class="actions">
                    <Press label="Ganti kata sandi" class="btn plain" busy=busy/>
                </div>
            </form>
        </section>
    }
    .into_any()
}
