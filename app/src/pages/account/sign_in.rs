//! Signing in.

use klisida_domain::{
    api::{HealthShow, SessionOpen},
    device::wanted,
    problem::Code,
    wire::{Empty, SignIn},
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};
use serde::Deserialize;

use crate::{
    action::Action,
    api, clock, net, paths as to,
    session::{Visitor, use_session},
    shell,
    ui::{Check, ErrorSummary, Field, Page, Password, Press},
};

/// An account of the demo data; the file exists only where `cargo xtask start` runs.
#[derive(Clone, Debug, Deserialize)]
pub struct DemoAccount {
    /// Who it is: "Koordinator BAPPERIDA".
    label: String,
    /// Invented name.
    name: String,
    /// User name.
    username: String,
    /// Password.
    password: String,
}

/// `/masuk`, with `?ke=` for where to go afterwards.
pub fn page() -> AnyView {
    let session = use_session();
    let query = use_query_map();
    let navigate = use_navigate();
    // Only an address of this app, whole: a link must not lead elsewhere through the sign-in page.
    let next = move || {
        query
            .with_untracked(|query| query.get("ke"))
            .filter(|address| wanted(address).is_some())
            .unwrap_or_else(|| to::HOME.to_owned())
    };
    // Signed in already, or just now.
    Effect::new(move || {
        if matches!(session.visitor(), Visitor::Person(_)) {
            navigate(
                &next(),
                NavigateOptions {
                    replace: true,
                    ..NavigateOptions::default()
                },
            );
        }
    });

    let form = SignInForm::new();
    let demo = RwSignal::new(Vec::<DemoAccount>::new());
    leptos::task::spawn_local(async move {
        if let Ok(health) = api::call(&HealthShow {}, &Empty {}).await {
            clock::learn(health.now);
            if health.demo {
                demo.try_set(api::file("/assets/demo.json").await.unwrap_or_default());
            }
        }
    });
    let online = net::online();
    let offline = move || {
        (!online.get()).then(|| {
            view! {
                <div class="notice warn">
                    <b>"Masuk butuh sinyal."</b>
                    <p>"Bila Anda pernah masuk di perangkat ini, isian lama tetap aman, terkunci, dan terbuka setelah Anda masuk lagi."</p>
                </div>
            }
        })
    };
    let left = query
        .with_untracked(|query| query.get("keluar"))
        .map(|how| {
            let words = if how == "terkunci" {
                "Isian yang belum terkirim terkunci di perangkat ini. Isian itu terbuka, lalu terkirim, setelah Anda sendiri masuk lagi di sini."
            } else {
                "Tidak ada isian Anda yang tertinggal di perangkat ini."
            };
            view! {
                <div class="notice" role="status">
                    <b>"Anda sudah keluar."</b>
                    <p>{words}</p>
                </div>
            }
        });
    shell::plain(
        view! {
            <Page title="Masuk" width="narrow door" lead="Untuk juri, tim, dan pengelola inovasi Bangka Barat.">
                {offline}
                {left}
                {form.view()}
                {move || {
                    let accounts = demo.get();
                    (!accounts.is_empty()).then(|| demo_chips(accounts, form))
                }}
                <p class="soft">
                    "Belum punya akun? Akun dibuat lewat tautan undangan dari BAPPERIDA. Lupa kata sandi? Minta tautan pemulihan kepada administrator."
                </p>
            </Page>
        }
        .into_any(),
    )
}

/// The form.
#[derive(Clone, Copy)]
struct SignInForm {
    username: RwSignal<String>,
    password: RwSignal<String>,
    remember: RwSignal<bool>,
    action: Action,
}

impl SignInForm {
    fn new() -> Self {
        Self {
            username: RwSignal::new(String::new()),
            password: RwSignal::new(String::new()),
            remember: RwSignal::new(false),
            action: Action::new().on_refusal(|fault| {
                // One message for all causes; which of the two is wrong is nobody's business.
                Some(fault.at(Code::BadCredentials, ""))
            }),
        }
    }

    fn send(self) {
        let (session, faults) = (use_session(), self.action.faults);
        faults.clear();
        let body = SignIn {
            username: self.username.get_untracked().trim().to_lowercase(),
            password: self.password.get_untracked().into(),
            remember: self.remember.get_untracked(),
        };
        if body.username.is_empty() {
            faults.add("username", "Isi nama pengguna Anda.");
        }
        if body.password.is_empty() {
            faults.add("password", "Isi kata sandi Anda.");
        }
        if faults.show() {
            return;
        }
        self.action.job(async move {
            let me = self.action.call(&SessionOpen {}, &body).await?;
            session.welcome(&me).await.map(|()| String::new())
        });
    }

    fn view(self) -> AnyView {
        view! {
            <form
                class="card fields"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    self.send();
                }
            >
                <ErrorSummary faults=self.action.faults/>
                <Field name="username" label="Nama pengguna" value=self.username faults=self.action.faults autocomplete="username" hint="Surel kantor atau nama yang Anda pilih saat mendaftar."/>
                <Password name="password" label="Kata sandi" value=self.password faults=self.action.faults/>
                <Check label="Ingat perangkat ini" value=self.remember hint="Jangan dipakai di komputer bersama."/>
                <div class="actions">
                    <Press label="Masuk" busy=self.action.busy/>
                </div>
            </form>
        }
        .into_any()
    }
}

fn demo_chips(accounts: Vec<DemoAccount>, form: SignInForm) -> AnyView {
    let session_of = Callback::new(move |(username, password): (String, String)| {
        form.username.set(username);
        form.password.set(password);
        form.send();
    });
    let chips = accounts
        .into_iter()
        .map(|account| {
            let press =
                move |_| session_of.run((account.username.clone(), account.password.clone()));
            view! {
                <button type="button" class="chip" on:click=press>
                    {account.label}
                    <small>{account.name.trim_end_matches(" (contoh)").to_owned()}</small>
                </button>
            }
        })
        .collect_view();
    view! {
        <section class="card stack" aria-labelledby="contoh">
            <h2 id="contoh">"Masuk sebagai…"</h2>
            <p class="soft">"Akun contoh, hanya ada di pemasangan percobaan ini."</p>
            <div class="who-chips">{chips}</div>
        </section>
    }
    .into_any()
}
