//! Invitations: making one, handing it over, taking it back.

use klisida_domain::{
    access::{self, may},
    account::{LinkState, Role},
    agency::Agency,
    api::{EditionList, InvitationCreate, InvitationList, InvitationRevoke},
    competition::Standing,
    ids::InvitationId,
    problem::Code,
    wire::{EditionLine, Empty, Invitation, InvitationNew, LinkMade},
};
use leptos::prelude::*;

use super::{agencies, people, roles};
use crate::{
    action::Action,
    paths as to,
    session::use_session,
    ui::{Ask, ErrorSummary, Field, Loaded, Made, Page, Press, Select, load, more, whole},
    work,
};

/// The link made last, its message and for whom: on the screen until it is taken back.
type Shown = RwSignal<Option<(LinkMade, String, String)>>;

/// `/app/akun/undangan`.
pub fn page() -> AnyView {
    let list = load(InvitationList {});
    let editions = load(whole(EditionList {}));
    let all = work::agencies();
    let made: Shown = RwSignal::new(None);
    view! {
        <Page title="Undangan" lead="Setiap tautan dipakai satu kali dan berlaku 72 jam." back=(to::PEOPLE.to_owned(), "Akun".to_owned())>
            {people::parts()}
            {form(list, editions, all, made)}
            <h2>"Undangan yang pernah dibuat"</h2>
            {list.view("daftar undangan", move |items| rows(items.items, list, (editions, all), made))}
            {more(list)}
        </Page>
    }
    .into_any()
}

fn form(
    list: Loaded<klisida_domain::page::Page<Invitation>>,
    editions: Loaded<Vec<EditionLine>>,
    all: Loaded<Vec<Agency>>,
    made: Shown,
) -> AnyView {
    let (role, home, edition, note) = (
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
    );
    let action = Action::new();
    let faults = action.faults;

    let actor = use_session().person_untracked();
    let mut offered = vec![(String::new(), "Pilih…".to_owned())];
    for it in Role::ALL {
        let invite = access::Action::Invite {
            role: it,
            agency: None,
            parent: None,
        };
        if actor
            .as_ref()
            .is_some_and(|actor| may(actor, invite).is_ok())
        {
            offered.push((it.code().to_owned(), it.label().to_owned()));
        }
    }
    let chosen = Signal::derive(move || role.with(|code| Role::from_code(code)));
    let explained = move || {
        chosen.get().map(|role| {
            let place = role
                .needs_agency()
                .then_some(" Peran ini berlaku di instansi yang dipilih di sini.");
            view! { <p class="hint">{roles::sentence(role)} {place}</p> }
        })
    };
    let running = Signal::derive(move || {
        let mut options = vec![(String::new(), "Pilih…".to_owned())];
        editions.with(|all| {
            let open = all.into_iter().flatten().filter(|it| {
                !matches!(
                    it.standing,
                    Standing::Closed | Standing::Published | Standing::Cancelled
                )
            });
            options.extend(open.map(|it| (it.id.to_string(), it.name.clone())));
        });
        options
    });
    let edition_field = move || {
        (chosen.get() == Some(Role::Judge)).then(|| {
            view! { <Select name="edition" label="Kompetisi yang dinilai" value=edition faults=faults options=running/> }
        })
    };
    let none_yet = move || {
        let empty = all.with(|all| all.is_some_and(Vec::is_empty));
        empty.then(|| view! { <p class="hint">"Belum ada instansi yang dapat dipilih. " <a href=to::IMPORT>"Impor instansi dulu"</a></p> })
    };
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        faults.clear();
        let role = chosen.get_untracked();
        let home = agencies::home(&home.get_untracked());
        let judged = (role == Some(Role::Judge))
            .then(|| edition.get_untracked().parse().ok())
            .flatten();
        if role.is_none() {
            faults.add("role", "Pilih perannya.");
        }
        if home.is_none() {
            faults.check("home", Err(Code::AgencyNeeded));
        }
        if role == Some(Role::Judge) && judged.is_none() {
            faults.check("edition", Err(Code::EditionNeeded));
        }
        if note.with_untracked(|note| note.chars().count() > 100) {
            faults.check("note", Err(Code::TextTooLong));
        }
        let (false, Some(role), Some(home)) = (faults.show(), role, home) else {
            return;
        };
        let body = InvitationNew {
            // One id for one intent: pressing again after a lost answer makes no second invitation.
            id: InvitationId(action.id()),
            role,
            home,
            edition: judged,
            note: note.get_untracked().trim().to_owned(),
        };
        let whom = body.note.clone();
        action.run(InvitationCreate {}, body, "", move |link| {
            made.set(Some((link, greeting(role), whom)));
            note.set(String::new());
            list.reload();
        });
    };
    view! {
        <form class="card fields" novalidate on:submit=send>
            <h2>"Undang orang"</h2>
            <ErrorSummary faults=faults/>
            <div class="pair">
                <Select name="role" label="Peran" value=role faults=faults options=Signal::stored(offered)/>
                <Select name="home" label="Asal atau instansi" value=home faults=faults options=agencies::choices(all)/>
            </div>
            {none_yet}
            {explained}
            {edition_field}
            <Field name="note" label="Untuk siapa" value=note faults=faults hint="Catatan untuk Anda sendiri, misalnya nama; tidak wajib."/>
            <div class="actions">
                <Press label="Buat undangan" busy=action.busy/>
            </div>
            {move || made.get().map(|(link, text, whom)| view! { <Made link=link text=text whom=whom/> })}
        </form>
    }
    .into_any()
}

/// The message that goes along with the link.
fn greeting(role: Role) -> String {
    [
        "Anda diundang sebagai ",
        role.label(),
        " di KLISIDA, aplikasi Klinik Inovasi Daerah Bangka Barat. Tautan berlaku 72 jam dan hanya sekali pakai.",
    ]
    .concat()
}

fn rows(
    items: Vec<Invitation>,
    list: Loaded<klisida_domain::page::Page<Invitation>>,
    (editions, all): (Loaded<Vec<EditionLine>>, Loaded<Vec<Agency>>),
    made: Shown,
) -> AnyView {
    if items.is_empty() {
        return klisida_views::kit::empty(
            "Belum ada undangan",
            "Undangan yang Anda buat muncul di sini, dengan keadaannya: menunggu, dipakai, kedaluwarsa, atau dicabut.",
            (),
        )
        .into_any();
    }
    let open = RwSignal::new(false);
    let action = Action::new().closes(open);
    let picked = RwSignal::new(None::<InvitationId>);
    let revoke = Callback::new(move |_: String| {
        let Some(invitation) = picked.get_untracked() else {
            return;
        };
        let endpoint = InvitationRevoke { invitation };
        action.run(endpoint, Empty {}, "Undangan dicabut.", move |_| {
            // The link on the screen may be the one that ended.
            made.set(None);
            list.reload();
        });
    });
    let ask = Callback::new(move |id: InvitationId| {
        action.faults.clear();
        picked.set(Some(id));
        open.set(true);
    });
    let rows = items
        .into_iter()
        .map(|it| row(it, editions, all, ask))
        .collect_view();
    view! {
        <ul class="rows card">{rows}</ul>
        <Ask
            open=open
            title="Cabut undangan ini?"
            text="Tautannya tidak dapat dipakai lagi."
            action="Cabut undangan"
            danger=true
            busy=action.busy
            faults=action.faults
            on=revoke
        />
    }
    .into_any()
}

fn row(
    it: Invitation,
    editions: Loaded<Vec<EditionLine>>,
    all: Loaded<Vec<Agency>>,
    ask: Callback<InvitationId>,
) -> AnyView {
    let class = match it.state {
        LinkState::Waiting => "tag doing",
        LinkState::Used => "tag done",
        LinkState::Expired | LinkState::Revoked => "tag",
    };
    let until = match it.state {
        LinkState::Waiting => [" · sampai ", &it.expires_at.wib().full()].concat(),
        _ => String::new(),
    };
    let (edition, home) = (it.edition, it.home.clone());
    let place = move || {
        let name = edition.and_then(|id| {
            editions.with(|all| {
                all.into_iter()
                    .flatten()
                    .find(|it| it.id == id)
                    .map(|it| it.name.clone())
            })
        });
        let home = agencies::words(&home, all);
        match name {
            Some(name) => [&name, " · ", &home].concat(),
            None => home,
        }
    };
    let note = if it.note.is_empty() {
        "tanpa catatan".to_owned()
    } else {
        it.note.clone()
    };
    let id = it.id;
    let label = ["Cabut undangan ", it.role.label(), ", ", &note].concat();
    view! {
        <li>
            <div>
                <b>{it.role.label()} " · " {note}</b>
                <small>{place}</small>
                <small>"oleh " {it.by} ", " {it.created_at.wib().date_long()} {until}</small>
            </div>
            <span class="cluster">
                <span class=class>{it.state.label()}</span>
                {(it.state == LinkState::Waiting)
                    .then(|| {
                        view! {
                            <button type="button" class="btn plain small" aria-label=label on:click=move |_| ask.run(id)>
                                "Cabut"
                            </button>
                        }
                    })}
            </span>
        </li>
    }
    .into_any()
}
