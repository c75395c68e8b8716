//! A coordinator invites innovators of the own agency and of its units.

use klisida_domain::{
    access::{Action as Act, may},
    account::{Actor, Home, Role},
    agency::{Agency, AgencyCode},
    api::InvitationCreate,
    ids::InvitationId,
    problem::Code,
    wire::{InvitationNew, LinkMade},
};
use leptos::prelude::*;

use crate::{
    action::Action,
    session::use_session,
    ui::{ErrorSummary, Field, Loaded, Made, Press, Select},
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
    (move || there.get().then(|| untrack(|| form(options)))).into_any()
}

fn form(options: Memo<Option<Vec<(String, String)>>>) -> AnyView {
    let deed = Action::new();
    let faults = deed.faults;
    let first = options.with(|it| {
        let first = it.as_ref().and_then(|it| it.first());
        first.map(|it| it.0.clone()).unwrap_or_default()
    });
    let (home, note) = (RwSignal::new(first), RwSignal::new(String::new()));
    let made = RwSignal::new(None::<(LinkMade, String)>);
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
