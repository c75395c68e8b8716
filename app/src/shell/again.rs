//! The session ended while somebody worked: sign in again in place, the form behind stays as it is.

use klisida_domain::{api::SessionOpen, problem::Code, wire::SignIn};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use crate::{
    api,
    offline::outbox::use_outbox,
    paths as to,
    session::{Rest, use_session},
    ui::{Busy, Dialog, ErrorSummary, Faults, Password, Press},
};

/// The dialog; closed while the session lives.
pub fn dialog() -> AnyView {
    let (session, unsent) = (use_session(), use_outbox());
    let password = RwSignal::new(String::new());
    let (faults, busy) = (Faults::new(), Busy::new());
    let navigate = use_navigate();
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Some(actor) = session.person_untracked() else {
            return;
        };
        busy.run(async move {
            faults.clear();
            let body = SignIn {
                username: actor.username,
                password: password.get_untracked().into(),
                remember: false,
            };
            match api::call(&SessionOpen {}, &body).await {
                Ok(me) => {
                    password.set(String::new());
                    if let Err(fault) = session.welcome(&me).await {
                        faults.refuse(&fault);
                    }
                }
                Err(fault) if fault.code() == Some(Code::BadCredentials) => {
                    faults.add("password", Code::BadPassword.words());
                    faults.show();
                }
                Err(fault) => faults.refuse(&fault),
            }
        });
    };
    let other = Callback::new(move |()| {
        let navigate = navigate.clone();
        leptos::task::spawn_local(async move {
            unsent.keep_all().await;
            if !session.leave(Rest::Stays, &unsent.settled()).await {
                navigate(to::SIGN_IN, NavigateOptions::default());
            }
        });
    });
    let name = move || session.person().map(|actor| actor.name);
    view! {
        <Dialog open=session.expired title="Masuk lagi untuk mengirim">
            <p>"Sesi " <b>{name}</b> " sudah berakhir. Isian tidak hilang: dikunci di perangkat ini, dan hanya terbuka setelah Anda sendiri masuk lagi di sini."</p>
            <form class="fields" novalidate on:submit=send>
                <ErrorSummary faults=faults/>
                <Password name="password" label="Kata sandi" value=password faults=faults/>
                <div class="actions">
                    <Press label="Masuk lagi" busy=busy/>
                    <Press label="Ganti akun" class="btn plain" on=other/>
                </div>
            </form>
        </Dialog>
    }
    .into_any()
}
