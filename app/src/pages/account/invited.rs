//! A link in hand: an invitation, the first administrator's link, or a recovery.
//!
//! The secret stands in the fragment, which no server and no referrer ever sees; it leaves the address bar at once.

use klisida_domain::{
    account::{self, LinkKind, Role},
    api::{LinkAccept, LinkLook, LinkRecover, LinkRedeem},
    problem::Code,
    wire::{LinkInfo, Me, Recover, Redeem, Token},
};
use leptos::{ev, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use crate::{
    action::Action,
    api::{self, Fault},
    browser, paths as to,
    session::{Visitor, use_session},
    shell,
    ui::{ErrorSummary, Field, Page, Password, Press, Source, load},
};

/// The list of common passwords is the Worker's; it says so if one is chosen.
fn not_common(_: &str) -> bool {
    false
}

/// `/undangan#…`.
pub fn page() -> AnyView {
    let token = RwSignal::new(browser::take_fragment());
    // Another link opened in this tab changes nothing but the fragment.
    let changed = window_event_listener(ev::hashchange, move |_| {
        let next = browser::take_fragment();
        if !next.is_empty() {
            token.set(next);
        }
    });
    on_cleanup(move || changed.remove());
    let content = move || {
        let token = token.get();
        untrack(|| link(token))
    };
    shell::plain(content.into_any())
}

/// What a link in hand leads to.
fn link(token: String) -> AnyView {
    let title = RwSignal::new("Undangan".to_owned());
    let content = if token.is_empty() {
        gone()
    } else {
        opened(token, title)
    };
    view! { <Page title=title width="narrow door">{content}</Page> }.into_any()
}

fn opened(token: String, title: RwSignal<String>) -> AnyView {
    let link = {
        let token = token.clone();
        load(Source::by(move || {
            let body = Token {
                token: token.clone(),
            };
            async move { api::call(&LinkLook {}, &body).await }
        }))
    };
    let notice = link.notice_or("tautan", |fault, _| {
        (fault.code() == Some(Code::InvitationInvalid)).then(dead)
    });
    Effect::new(move || {
        if link.with(|info| info.is_some_and(|info| info.kind == LinkKind::Recovery)) {
            title.set("Pemulihan akun".to_owned());
        }
    });
    let offer = move || link.get().map(|info| offer(info, token.clone()));
    view! {
        {notice}
        {offer}
    }
    .into_any()
}

/// The page was opened without its link: loaded anew, or come back to. The link itself is kept nowhere.
fn gone() -> AnyView {
    view! {
        <div class="notice warn" role="alert">
            <b>"Buka lagi tautan dari pesan Anda."</b>
            <p>"Demi keamanan, tautan undangan tidak disimpan di halaman ini. Selama belum dipakai dan belum lewat waktunya, tautan itu tetap berlaku."</p>
        </div>
        <p>
            "Sudah punya akun? " <a href=to::SIGN_IN>"Masuk"</a>
        </p>
    }
    .into_any()
}

/// The link does nothing any more.
fn dead() -> AnyView {
    view! {
        <div class="notice bad" role="alert">
            <b>"Tautan ini tidak berlaku lagi."</b>
            <p>"Setiap tautan hanya dapat dipakai satu kali dan ada batas waktunya. Minta tautan baru kepada pengundang Anda."</p>
        </div>
        <p>
            "Sudah punya akun? " <a href=to::SIGN_IN>"Masuk"</a>
        </p>
    }
    .into_any()
}

/// Opened again by whoever accepted it: on to what it is for.
fn accepted(info: &LinkInfo) -> AnyView {
    let (there, words) = match info.role {
        Some(Role::Judge) => (to::DESK, "Ke daftar entri"),
        _ => (to::HOME, "Ke beranda"),
    };
    let navigate = use_navigate();
    browser::soon(move || {
        navigate(
            there,
            NavigateOptions {
                replace: true,
                ..NavigateOptions::default()
            },
        );
    });
    view! {
        <div class="notice done">
            <b>"Undangan ini sudah Anda terima."</b>
            <p>
                <a href=there>{words}</a>
            </p>
        </div>
    }
    .into_any()
}

/// Whom the link is for, and by when.
fn offer(info: LinkInfo, token: String) -> AnyView {
    if info.accepted {
        return accepted(&info);
    }
    let role = info.role.map(|role| match &info.edition {
        Some(edition) => [role.label(), " untuk ", edition].concat(),
        None => role.label().to_owned(),
    });
    let home = info
        .agency
        .clone()
        .unwrap_or_else(|| "Luar daerah".to_owned());
    let bound = info.role.is_some_and(Role::needs_agency);
    let gains = gains(&info);
    let issuer = info
        .by
        .clone()
        .unwrap_or_else(|| "Pengelola server".to_owned());
    let facts = match info.kind {
        LinkKind::Recovery => view! {
            <dt>"Akun"</dt>
            <dd>{info.person.clone()} " (" {info.username.clone()} ")"</dd>
        }
        .into_any(),
        _ => view! {
            <dt>"Peran"</dt>
            <dd>{role}</dd>
            <dt>{if bound { "Di instansi" } else { "Asal" }}</dt>
            <dd>{home}</dd>
        }
        .into_any(),
    };
    let lead = match info.kind {
        LinkKind::Bootstrap => "Tautan ini membuat administrator pertama.",
        LinkKind::Invitation => "Anda diundang bekerja di KLISIDA.",
        LinkKind::Recovery => {
            "Dengan tautan ini Anda membuat kata sandi baru. Semua perangkat lain akan keluar."
        }
    };
    let form = match info.kind {
        LinkKind::Recovery => recover_form(token, info.username.unwrap_or_default()),
        _ => invitation(token, gains),
    };
    view! {
        <section class="card stack">
            <p>
                <b>{lead}</b>
            </p>
            <dl class="facts">
                {facts} <dt>"Dibuat oleh"</dt> <dd>{issuer}</dd> <dt>"Berlaku sampai"</dt> <dd>{info.expires_at.wib().full()}</dd>
            </dl>
        </section>
        {form}
    }
    .into_any()
}

/// What one gets, in one line: the role, where it counts, and for which competition.
fn gains(info: &LinkInfo) -> String {
    let mut words = info.role.map_or("", Role::label).to_owned();
    if let (true, Some(agency)) = (
        info.role.is_some_and(Role::needs_agency),
        info.agency.as_ref(),
    ) {
        words = [&words, " di ", agency].concat();
    }
    match &info.edition {
        Some(edition) => [&words, " untuk ", edition].concat(),
        None => words,
    }
}

/// After success: go home as that person.
fn arrive() -> impl Fn(Me) + Clone + 'static {
    let session = use_session();
    let navigate = use_navigate();
    move |me: Me| {
        let navigate = navigate.clone();
        leptos::task::spawn_local(async move {
            if session.welcome(&me).await.is_err() {
                // The account is there and signed in; the rest comes with a fresh start.
                browser::start_anew(to::HOME);
                return;
            }
            navigate(
                to::HOME,
                NavigateOptions {
                    replace: true,
                    ..NavigateOptions::default()
                },
            );
        });
    }
}

/// For somebody signed in: add the role. For others: make an account, or sign in first.
fn invitation(token: String, gains: String) -> AnyView {
    let session = use_session();
    let fresh = RwSignal::new(false);
    // A memo: that nobody is signed in is learnt while the form is being filled, and must not make it anew.
    let name = Memo::new(move |_| match session.visitor() {
        Visitor::Person(actor) if !fresh.get() => Some(actor.name),
        _ => None,
    });
    (move || match name.get() {
        Some(name) => accept_form(token.clone(), name, gains.clone(), fresh),
        None => redeem_form(token.clone()),
    })
    .into_any()
}

fn accept_form(token: String, name: String, gains: String, fresh: RwSignal<bool>) -> AnyView {
    let action = Action::new();
    let arrive = arrive();
    let accept = Callback::new(move |()| {
        let body = Token {
            token: token.clone(),
        };
        action.run(LinkAccept {}, body, "", arrive.clone());
    });
    view! {
        <section class="card stack">
            <ErrorSummary faults=action.faults/>
            <p>"Anda masuk sebagai " <b>{name}</b> ". Yang ditambahkan ke akun Anda: " <b>{gains}</b> ". Peran lain tidak berubah."</p>
            <div class="actions">
                <Press label="Terima undangan" on=accept busy=action.busy/>
                <Press label="Buat akun lain" class="btn plain" on=Callback::new(move |()| fresh.set(true))/>
            </div>
        </section>
    }
    .into_any()
}

fn redeem_form(token: String) -> AnyView {
    let (name, username, password) = (
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
    );
    let action = Action::new().on_refusal(|fault| Some(named(fault)));
    let faults = action.faults;
    let arrive = arrive();
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let body = Redeem {
            token: token.clone(),
            name: name.get_untracked().trim().to_owned(),
            username: username.get_untracked().trim().to_lowercase(),
            password: password.get_untracked().into(),
        };
        let found = account::account_faults(&body.name, &body.username, &body.password, not_common);
        if faults.take(&found) {
            return;
        }
        action.run(LinkRedeem {}, body, "", arrive.clone());
    };
    // One message at a time: what was refused stands at the field until something else is typed.
    let advice = move || {
        password.with(|text| {
            (!text.is_empty() && faults.of("password").is_none()).then(|| {
                let words = match account::check_password(text, &username.get(), not_common) {
                    Ok(()) => "Kata sandi ini dapat dipakai.",
                    Err(code) => code.words(),
                };
                view! { <p class="hint" role="status">{words}</p> }
            })
        })
    };
    view! {
        <form class="card fields" novalidate on:submit=send>
            <ErrorSummary faults=faults/>
            <h2>"Buat akun Anda"</h2>
            <Field name="name" label="Nama" value=name faults=faults autocomplete="name" hint="Seperti akan terlihat oleh rekan kerja."/>
            <Field name="username" label="Nama pengguna" value=username faults=faults autocomplete="username" hint="Surel kantor atau nama pilihan: 3 sampai 60 huruf kecil, angka, titik, atau garis."/>
            <Password name="password" label="Kata sandi" value=password faults=faults fresh=true hint="Minimal 8 karakter; 15 atau lebih paling baik, misalnya empat kata acak."/>
            {advice}
            <div class="actions">
                <Press label="Buat akun dan masuk" busy=action.busy/>
            </div>
            <p class="soft">
                "Sudah punya akun? " <a href=to::SIGN_IN>"Masuk dulu"</a>
                ", lalu buka tautan undangan ini sekali lagi."
            </p>
        </form>
    }
    .into_any()
}

fn recover_form(token: String, username: String) -> AnyView {
    let password = RwSignal::new(String::new());
    let action = Action::new().on_refusal(|fault| Some(named(fault)));
    let faults = action.faults;
    let arrive = arrive();
    let name = username.clone();
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let body = Recover {
            token: token.clone(),
            password: password.get_untracked().into(),
        };
        faults.clear();
        faults.check(
            "password",
            account::check_password(&body.password, &name, not_common),
        );
        if faults.show() {
            return;
        }
        action.run(LinkRecover {}, body, "", arrive.clone());
    };
    view! {
        <form class="card fields" novalidate on:submit=send>
            <ErrorSummary faults=faults/>
            <h2>"Kata sandi baru"</h2>
            // For password managers: which account this is.
            <span class="sr" aria-hidden="true"><input type="text" autocomplete="username" readonly tabindex="-1" value=username/></span>
            <Password name="password" label="Kata sandi baru" value=password faults=faults fresh=true hint="Minimal 8 karakter; 15 atau lebih paling baik, misalnya empat kata acak."/>
            <div class="actions">
                <Press label="Simpan dan masuk" busy=action.busy/>
            </div>
        </form>
    }
    .into_any()
}

/// The Worker's refusals of a name or a password belong to their fields.
fn named(fault: Fault) -> Fault {
    let field = match fault.code() {
        Some(Code::UsernameTaken | Code::UsernameInvalid) => "username",
        Some(
            Code::PasswordTooShort
            | Code::PasswordTooLong
            | Code::PasswordCommon
            | Code::PasswordGuessable,
        ) => "password",
        _ => return fault,
    };
    match fault {
        Fault::Refused(mut problem) if problem.faults.is_empty() => {
            problem.field = Some(field.to_owned());
            Fault::Refused(problem)
        }
        other => other,
    }
}
