//! The session ended while somebody worked: sign in again in place, the form behind stays as it is.

use klisida_domain::{
    api::SessionOpen,
    problem::{Code, Problem},
    wire::SignIn,
};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use crate::{
    action::Action,
    api::Fault,
    offline::outbox::use_outbox,
    paths as to,
    session::{Rest, use_session},
    ui::{Dialog, ErrorSummary, Password, Press},
};

/// The dialog; closed while the session lives.
pub fn dialog() -> AnyView {
    let (session, unsent) = (use_session(), use_outbox());
    let password = RwSignal::new(String::new());
    // It is the password that is wrong: who signs in is known.
    let action = Action::new().on_refusal(|fault| {
        Some(if fault.code() == Some(Code::BadCredentials) {
            Fault::Refused(Problem::new(Code::BadPassword)).at(Code::BadPassword, "password")
        } else {
            fault
        })
    });
    let navigate = use_navigate();
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Some(actor) = session.person_untracked() else {
            return;
        };
        let body = SignIn {
            username: actor.username,
            password: password.get_untracked().into(),
            remember: false,
        };
        action.job(async move {
            let me = action.call(&SessionOpen {}, &body).await?;
            password.set(String::new());
            session.welcome(&me).await.map(|()| String::new())
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
                <ErrorSummary faults=action.faults/>
                <Password name="password" label="Kata sandi" value=password faults=action.faults/>
                <div class="actions">
                    <Press label="Masuk lagi" busy=action.busy/>
                    <Press label="Ganti akun" class="btn plain" on=other/>
                </div>
            </form>
        </Dialog>
    }
    .into_any()
}
