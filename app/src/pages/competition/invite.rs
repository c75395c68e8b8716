//! Inviting a judge: a one-time link with the home that keeps conflicts of interest apart.

use klisida_domain::{
    account::{Home, Role},
    agency::{Agency, AgencyCode},
    api::InvitationCreate,
    competition::Act,
    ids::InvitationId,
    problem::Code,
    wire::{Invitation, InvitationNew, LinkMade},
};
use leptos::prelude::*;

use super::{desk::Desk, frame};
use crate::{
    action::Action,
    ui::{ErrorSummary, Field, Loaded, Made, Press, Select},
};

/// Value of the choice "outside the region"; no agency code has lower-case letters.
const OUTSIDE: &str = "luar";

/// The form, and the link after success.
pub fn section(
    desk: Desk,
    agencies: Loaded<Vec<Agency>>,
    list: Loaded<Vec<Invitation>>,
    made: RwSignal<Option<(LinkMade, String)>>,
) -> AnyView {
    let deed = Action::new();
    let faults = deed.faults;
    let (note, home) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let options = Signal::derive(move || {
        let mut out = vec![
            (String::new(), "Pilih asal juri".to_owned()),
            (
                OUTSIDE.to_owned(),
                "Luar daerah (akademisi, praktisi, provinsi)".to_owned(),
            ),
        ];
        out.extend(
            agencies
                .get()
                .unwrap_or_default()
                .into_iter()
                .map(|it| (it.code.0, it.name)),
        );
        out
    });
    let send = move || {
        faults.clear();
        let chosen = home.get_untracked();
        if chosen.is_empty() {
            faults.add("home", Code::AgencyNeeded.words());
        }
        if note.with_untracked(|note| note.chars().count() > 100) {
            faults.add("note", Code::TextTooLong.words());
        }
        if faults.show() {
            return;
        }
        let body = InvitationNew {
            id: InvitationId(deed.id()),
            role: Role::Judge,
            home: if chosen == OUTSIDE {
                Home::Outside
            } else {
                Home::Agency(AgencyCode(chosen))
            },
            edition: Some(desk.id),
            note: note.get_untracked().trim().to_owned(),
        };
        let whom = body.note.clone();
        deed.run(InvitationCreate {}, body, "", move |link| {
            made.set(Some((link, whom)));
            note.set(String::new());
            home.set(String::new());
            list.reload();
        });
    };
    let shown = move || made.get().map(|(link, whom)| shown(desk, link, whom));
    let form = view! {
        <form
            class="fields"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                if desk.may(Act::Panel).is_ok() {
                    send();
                }
            }
        >
            <ErrorSummary faults=faults/>
            <div class="pair">
                <Field name="note" label="Untuk siapa" value=note faults=faults hint="Catatan Anda sendiri, misalnya nama juri."/>
                <Select name="home" label="Asal juri" value=home faults=faults options=options hint="Juri tidak menilai instansinya sendiri, induknya, atau unitnya."/>
            </div>
            <div class="actions">
                <Press label="Buat tautan undangan" busy=deed.busy blocked=frame::blocked(desk, Act::Panel)/>
            </div>
        </form>
        {shown}
    };
    frame::section("Undang juri", form.into_any())
}

/// The link, with the message for the judge.
pub fn shown(desk: Desk, link: LinkMade, whom: String) -> AnyView {
    let name = desk
        .now()
        .map(|it| it.setup.name.clone())
        .unwrap_or_default();
    let text = [
        "Yth. Bapak/Ibu, Anda diundang menjadi juri ",
        &name,
        ". Tautan hanya dapat dipakai sekali, sampai ",
        &link.expires_at.wib().full(),
        ":",
    ]
    .concat();
    view! { <Made link=link text=text whom=whom/> }.into_any()
}
