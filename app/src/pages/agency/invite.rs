//! A coordinator invites innovators of the own agency and of its units.

use klisida_domain::{
    access::{Action as Act, INVITERS, may},
    account::{Actor, Home, Role},
    agency::{Agency, AgencyCode},
    api::{InvitationCreate, InvitationList, InvitationRevoke},
    ids::InvitationId,
    page::Page as Rows,
    problem::Code,
    wire::{Empty, Invitation, InvitationNew, LinkMade},
};
use leptos::prelude::*;

use crate::{
    action::Action,
    session::use_session,
    ui::{Ask, ErrorSummary, Field, Loaded, Made, Press, Select, load, more},
    work::agency_name,
};

/// The agencies that somebody may invite innovators for: this one, then its units.
fn places(actor: &Actor, all: &[Agency], code: &AgencyCode) -> Vec<(String, String)> {
    let near = all
        .iter()
        .filter(|it| it.code == *code)
        .chain(all.iter().filter(|it| it.parent.as_ref() == Some(code)));
    near.filter(|it| {
        let invite = Act::Invite {
            role: Role::Innovator,
            agency: Some(&it.code),
            parent: it.parent.as_ref(),
        };
        may(actor, invite).is_ok()
    })
    .map(|it| (it.code.0.clone(), it.name.clone()))
    .collect()
}

/// The form, for who may.
pub fn view(agencies: Loaded<Vec<Agency>>, code: AgencyCode) -> AnyView {
    let session = use_session();
    let options = Memo::new(move |_| {
        let actor = session.person()?;
        let places = agencies.with(|all| all.map(|all| places(&actor, all, &code)));
        places.filter(|it| !it.is_empty())
    });
    let there = Memo::new(move |_| options.with(Option::is_some));
    let seen = Memo::new(move |_| {
        // Who invites into every agency has a page of their own for all links.
        session
            .person()
            .is_some_and(|actor| !actor.is_any(INVITERS))
    });
    (move || {
        let seen = seen.get();
        there.get().then(|| {
            untrack(|| {
                let list = seen.then(|| load(InvitationList {}));
                let made = RwSignal::new(None);
                view! {
                    {form(options, list, made)}
                    {list.map(|list| waiting(list, agencies, made))}
                }
            })
        })
    })
    .into_any()
}

/// Her links that wait, and the button that takes one back.
fn waiting(
    list: Loaded<Rows<Invitation>>,
    agencies: Loaded<Vec<Agency>>,
    made: RwSignal<Option<(LinkMade, String)>>,
) -> AnyView {
    let open = RwSignal::new(false);
    let deed = Action::new().closes(open).on_refusal(move |fault| {
        // Used or taken back meanwhile: the list says so.
        if fault.code().is_some() {
            list.reload();
        }
        Some(fault)
    });
    let picked = RwSignal::new(None::<InvitationId>);
    let revoke = Callback::new(move |_: String| {
        let Some(invitation) = picked.get_untracked() else {
            return;
        };
        let endpoint = InvitationRevoke { invitation };
        deed.run(endpoint, Empty {}, "Undangan dicabut.", move |_| {
            // The link on the screen may be the one that ended.
            made.set(None);
            list.reload();
        });
    });
    let row = move |it: &Invitation| {
        let id = it.id;
        let note = if it.note.is_empty() {
            "Tanpa catatan".to_owned()
        } else {
            it.note.clone()
        };
        let home = it.home.agency().cloned();
        let place = move || {
            home.as_ref()
                .map_or_else(String::new, |code| agency_name(agencies, code))
        };
        let until = [" · sampai ", &it.expires_at.wib().full()].concat();
        let label = ["Cabut undangan: ", &note].concat();
        view! {
            <li>
                <div>
                    <b>{note}</b>
                    <small>{place} {until}</small>
                </div>
                <button
                    type="button"
                    class="btn plain small"
                    aria-label=label
                    on:click=move |_| {
                        deed.faults.clear();
                        picked.set(Some(id));
                        open.set(true);
                    }
                >
                    "Cabut"
                </button>
            </li>
        }
    };
    let rows = move |all: Rows<Invitation>| {
        if all.items.is_empty() {
            return view! { <p class="soft">"Tidak ada undangan Anda yang menunggu."</p> }
                .into_any();
        }
        let rows = all.items.iter().map(row).collect_view();
        view! { <ul class="rows">{rows}</ul> }.into_any()
    };
    view! {
        <section class="card stack" aria-labelledby="menunggu">
            <h2 id="menunggu">"Undangan Anda yang menunggu"</h2>
            {list.view("undangan", rows)}
            {more(list)}
            <Ask
                open=open
                title="Cabut undangan ini?"
                text="Tautannya tidak dapat dipakai lagi."
                action="Cabut undangan"
                danger=true
                busy=deed.busy
                faults=deed.faults
                on=revoke
            />
        </section>
    }
    .into_any()
}

fn form(
    options: Memo<Option<Vec<(String, String)>>>,
    list: Option<Loaded<Rows<Invitation>>>,
    made: RwSignal<Option<(LinkMade, String)>>,
) -> AnyView {
    let deed = Action::new();
    let faults = deed.faults;
    let first = options.with(|it| {
        let first = it.as_ref().and_then(|it| it.first());
        first.map(|it| it.0.clone()).unwrap_or_default()
    });
    let (home, note) = (RwSignal::new(first), RwSignal::new(String::new()));
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        faults.clear();
        if note.with_untracked(|note| note.chars().count() > 100) {
            faults.check("note", Err(Code::TextTooLong));
        }
        if faults.show() {
            return;
        }
        let body = InvitationNew {
            id: InvitationId(deed.id()),
            role: Role::Innovator,
            home: Home::Agency(AgencyCode(home.get_untracked())),
            edition: None,
            note: note.get_untracked().trim().to_owned(),
        };
        let whom = body.note.clone();
        deed.run(InvitationCreate {}, body, "", move |link| {
            made.set(Some((link, whom)));
            note.set(String::new());
            if let Some(list) = list {
                list.reload();
            }
        });
    };
    let shown = move || {
        made.get().map(|(link, whom)| {
            let text = [
                "Anda diundang sebagai inovator di KLISIDA, aplikasi Klinik Inovasi Daerah Bangka Barat. Tautan hanya dapat dipakai sekali, sampai ",
                &link.expires_at.wib().full(),
                ".",
            ]
            .concat();
            view! { <Made link=link text=text whom=whom/> }
        })
    };
    let choices = Signal::derive(move || options.get().unwrap_or_default());
    view! {
        <section class="card stack" aria-labelledby="undang">
            <h2 id="undang">"Undang inovator"</h2>
            <p class="soft">"Untuk yang belum punya akun di instansi Anda atau unitnya. Tautannya Anda kirim sendiri, misalnya lewat WhatsApp."</p>
            <form class="fields" novalidate on:submit=send>
                <ErrorSummary faults=faults/>
                <Select name="home" label="Instansi atau unit" value=home faults=faults options=choices/>
                <Field name="note" label="Untuk siapa" value=note faults=faults hint="Catatan untuk Anda sendiri, misalnya nama; tidak wajib."/>
                <div class="actions">
                    <Press label="Buat undangan" busy=deed.busy/>
                </div>
            </form>
            {shown}
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use klisida_domain::{account::Grant, agency::Obligation, ids::PersonId};

    use super::*;

    #[test]
    fn the_own_agency_and_its_units_are_offered_to_its_coordinator_alone() {
        let code = |it: &str| AgencyCode(it.to_owned());
        let agency = |it: &str, parent: Option<&str>| Agency {
            code: code(it),
            name: it.to_owned(),
            sort: "dinas".to_owned(),
            parent: parent.map(code),
            obligation: Obligation::Bound,
        };
        let all = [
            agency("PKM-JEBUS", Some("DINKES")),
            agency("DINKES", None),
            agency("DLH", None),
        ];
        let actor = |role: Role, at: &str| Actor {
            person: PersonId(uuid::Uuid::from_u128(1)),
            name: "Sari".to_owned(),
            username: "sari".to_owned(),
            home: Home::Outside,
            grants: vec![Grant {
                role,
                edition: None,
                agency: Some(code(at)),
            }],
        };
        let offered = |actor: &Actor, at: &str| -> Vec<String> {
            let found = places(actor, &all, &code(at));
            found.into_iter().map(|it| it.0).collect()
        };
        let sari = actor(Role::AgencyCoordinator, "DINKES");
        assert_eq!(offered(&sari, "DINKES"), ["DINKES", "PKM-JEBUS"]);
        assert_eq!(offered(&sari, "DLH"), Vec::<String>::new());
        let head = actor(Role::AgencyHead, "DINKES");
        assert_eq!(offered(&head, "DINKES"), Vec::<String>::new());
    }
}
