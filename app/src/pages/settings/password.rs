//! A new password for the own account.

use klisida_domain::{
    account::check_password, api::PasswordSet, problem::Code, wire::PasswordChange,
};
use leptos::prelude::*;

use crate::{
    action::Action,
    session::use_session,
    ui::{ErrorSummary, Password, Press},
};

/// The form.
pub fn section() -> AnyView {
    let session = use_session();
    let (current, new) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let action = Action::new().on_refusal(|fault| Some(fault.at(Code::BadPassword, "current")));
    let faults = action.faults;
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Some(actor) = session.person_untracked() else {
            return;
        };
        let body = PasswordChange {
            current: current.get_untracked().into(),
            new: new.get_untracked().into(),
        };
        faults.clear();
        if body.current.is_empty() {
            faults.check("current", Err(Code::TextMissing));
        }
        // The list of common passwords is the Worker's.
        faults.check("new", check_password(&body.new, &actor.username, |_| false));
        if faults.show() {
            return;
        }
        action.job(async move {
            let me = action.call(&PasswordSet {}, &body).await?;
            if session.welcome(&me).await.is_err() {
                leptos::task::spawn_local(session.ask());
            }
            current.set(String::new());
            new.set(String::new());
            Ok("Kata sandi sudah diganti. Semua perangkat lain keluar.".to_owned())
        });
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
                {action.outcome()}
                // For password managers: which account this is.
                <span class="sr" aria-hidden="true"><input type="text" autocomplete="username" readonly tabindex="-1" value=name/></span>
                <Password name="current" label="Kata sandi sekarang" value=current faults=faults/>
                <Password name="new" label="Kata sandi baru" value=new faults=faults fresh=true hint="Minimal 8 karakter; 15 atau lebih paling baik, misalnya empat kata acak."/>
                <div class="actions">
                    <Press label="Ganti kata sandi" class="btn plain" busy=action.busy/>
                </div>
            </form>
        </section>
    }
    .into_any()
}
