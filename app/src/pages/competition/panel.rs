//! The judges of an edition: the panel, invitations that wait, and people who already have an account.

use klisida_domain::{
    account::{LinkState, Role},
    agency::Agency,
    api::{InvitationCreate, InvitationList, InvitationRevoke, PersonList, SeatCreate, SeatRemove},
    competition::Act,
    ids::{InvitationId, PersonId},
    proposal::Subject,
    wire::{Edition, Empty, Invitation, InvitationNew, LinkMade, Load, Person, Seat, SeatAdd},
};
use klisida_views::kit;
use leptos::prelude::*;

use super::{
    conflicts,
    desk::{Desk, password, second_person},
    frame, invite,
};
use crate::{
    action::Action,
    clock,
    ui::{Ask, ErrorSummary, Loaded, Press, Select, load, whole},
    work,
};

/// `/app/kompetisi/:edition/juri`.
pub fn page() -> AnyView {
    frame::frame("Juri", "", body)
}

/// Name of a judge's home.
pub fn home_words(seat: &klisida_domain::account::Home, agencies: &[Agency]) -> String {
    seat.agency().map_or_else(
        || "luar daerah".to_owned(),
        |code| {
            agencies
                .iter()
                .find(|it| it.code == *code)
                .map_or_else(|| code.0.clone(), |it| it.name.clone())
        },
    )
}

fn body(desk: Desk) -> AnyView {
    let agencies = work::agencies();
    let office = desk.is_office();
    let leaving = RwSignal::new(None::<Seat>);
    let asked = RwSignal::new(false);
    let invitations = office.then(|| load(whole(InvitationList {})));
    // The link made last, new or anew: one at a time.
    let made = RwSignal::new(None);
    let office_part = invitations.map(|invitations| {
        view! {
            {conflicts::section(desk)}
            {invite::section(desk, agencies, invitations, made)}
            {waiting(desk, agencies, invitations, made)}
            {existing(desk)}
        }
    });
    view! {
        {frame::watchers_note(desk)}
        {frame::follow(desk, move |edition| {
            let agencies = agencies.get().unwrap_or_default();
            panel(desk, &edition, &agencies, leaving, asked)
        })}
        {office_part}
        {removing(desk, leaving, asked)}
    }
    .into_any()
}

fn panel(
    desk: Desk,
    edition: &Edition,
    agencies: &[Agency],
    leaving: RwSignal<Option<Seat>>,
    asked: RwSignal<bool>,
) -> AnyView {
    let (on, off): (Vec<&Seat>, Vec<&Seat>) =
        edition.panel.iter().partition(|it| it.removed.is_none());
    let least = edition.setup.min_judges;
    let words = format!(
        "{} juri di panel. Setiap entri memerlukan sedikitnya {least} juri.",
        on.len()
    );
    let rows = on
        .iter()
        .map(|seat| row(desk, seat, agencies, leaving, asked))
        .collect_view();
    let list = if on.is_empty() {
        kit::empty(
            "Belum ada juri",
            "Undang juri dengan tautan, atau masukkan orang yang sudah punya akun.",
            (),
        )
        .into_any()
    } else {
        view! {
            <p>{words}</p>
            <ul class="rows">{rows}</ul>
        }
        .into_any()
    };
    let former = (!off.is_empty()).then(|| {
        let items = off
            .iter()
            .map(|seat| {
                let why = seat.removed.clone().unwrap_or_default();
                view! {
                    <li>
                        <div>
                            <span>{seat.name.clone()}</span>
                            {(!why.is_empty()).then(|| view! { <small>{["Alasan: ", &why].concat()}</small> })}
                        </div>
                        <span class="tag">"Dikeluarkan"</span>
                    </li>
                }
            })
            .collect_view();
        view! {
            <details class="fold">
                <summary>{[&off.len().to_string(), " juri pernah di panel"].concat()}</summary>
                <ul class="rows">{items}</ul>
            </details>
        }
    });
    frame::section("Panel", view! { {list} {former} }.into_any())
}

fn row(
    desk: Desk,
    seat: &Seat,
    agencies: &[Agency],
    leaving: RwSignal<Option<Seat>>,
    asked: RwSignal<bool>,
) -> AnyView {
    let Load {
        entries,
        locked,
        conflicts,
        ..
    } = seat.load;
    let mut about = [
        &home_words(&seat.home, agencies),
        " · ",
        &entries.to_string(),
        " entri",
    ]
    .concat();
    if locked > 0 {
        about = [&about, " · ", &locked.to_string(), " lembar terkunci"].concat();
    }
    if conflicts > 0 {
        about = [
            &about,
            " · ",
            &conflicts.to_string(),
            " hubungan dinyatakan",
        ]
        .concat();
    }
    let seat = seat.clone();
    let name = seat.name.clone();
    let label = ["Keluarkan ", &name, " dari panel"].concat();
    let act = desk.may(Act::Exclude).is_ok().then(|| {
        view! {
            <button
                type="button"
                class="btn plain small"
                aria-label=label
                on:click=move |_| {
                    leaving.set(Some(seat.clone()));
                    asked.set(true);
                }
            >
                "Keluarkan"
            </button>
        }
    });
    view! {
        <li>
            <div>
                <b>{name}</b>
                <small>{about}</small>
            </div>
            {act}
        </li>
    }
    .into_any()
}

fn removing(desk: Desk, leaving: RwSignal<Option<Seat>>, asked: RwSignal<bool>) -> AnyView {
    let deed = desk.action_in(asked);
    let name = move || leaving.with(|it| it.as_ref().map(|it| it.name.clone()).unwrap_or_default());
    let text = Signal::derive(move || {
        let Some(seat) = leaving.get() else {
            return String::new();
        };
        let begun = seat.load.begun + seat.load.locked;
        let what = if begun > 0 {
            format!(
                "{begun} lembar yang sudah diisi disimpan sebagai bukti dan tidak dihitung. Entrinya perlu juri pengganti."
            )
        } else {
            "Semua penugasannya berakhir. Entrinya perlu juri pengganti.".to_owned()
        };
        what + second_person(desk)
    });
    let again = password(desk);
    let run = move |reason: String| {
        let Some(seat) = leaving.get_untracked() else {
            return;
        };
        let said = [
            &seat.name,
            " dikeluarkan dari panel. Periksa penugasan: mungkin ada entri yang kurang juri.",
        ]
        .concat();
        let (edition, person) = (desk.id, seat.person);
        let subject = Subject::RemoveJudge { edition, person };
        let endpoint = SeatRemove { edition, person };
        desk.exclude(
            deed,
            endpoint,
            subject,
            reason,
            again.0.get_untracked(),
            said,
        );
    };
    view! {
        <Ask
            open=asked
            title=Signal::derive(move || ["Keluarkan ", &name(), "?"].concat())
            text=text
            action="Keluarkan dari panel"
            danger=true
            reason=true
            password=again
            busy=deed.busy
            faults=deed.faults
            on=Callback::new(run)
        />
    }
    .into_any()
}

/// Invitations of this edition that nobody used yet.
fn waiting(
    desk: Desk,
    agencies: Loaded<Vec<Agency>>,
    invitations: Loaded<Vec<Invitation>>,
    made: RwSignal<Option<(LinkMade, String)>>,
) -> AnyView {
    let deed = Action::new().says_in(desk.said);
    let rows = move |list: Vec<Invitation>| {
        let agencies = agencies.get().unwrap_or_default();
        let rows: Vec<_> = list
            .into_iter()
            .filter(|it| it.edition == Some(desk.id) && it.state == LinkState::Waiting)
            .map(|it| invitation((deed, made), invitations, &it, &agencies))
            .collect();
        if rows.is_empty() {
            view! { <p class="soft">"Tidak ada undangan yang menunggu."</p> }.into_any()
        } else {
            view! { <ul class="rows">{rows}</ul> }.into_any()
        }
    };
    let content = view! {
        <ErrorSummary faults=deed.faults/>
        {invitations.view("undangan", rows)}
    };
    frame::section("Undangan yang menunggu", content.into_any())
}

fn invitation(
    (deed, made): (Action, RwSignal<Option<(LinkMade, String)>>),
    list: Loaded<Vec<Invitation>>,
    it: &Invitation,
    agencies: &[Agency],
) -> AnyView {
    let id = it.id;
    let name = if it.note.is_empty() {
        "Tanpa nama".to_owned()
    } else {
        it.note.clone()
    };
    let about = [
        &home_words(&it.home, agencies),
        " · oleh ",
        &it.by,
        " · berakhir ",
        &klisida_domain::time::distance(clock::now(), it.expires_at),
    ]
    .concat();
    let label = ["Cabut undangan ", &name].concat();
    let remake_label = ["Buat ulang tautan ", &name].concat();
    // A link is shown once and stored nowhere: another takes its place, and the one before ends.
    let body = InvitationNew {
        id: InvitationId(id.0),
        role: it.role,
        home: it.home.clone(),
        edition: it.edition,
        note: it.note.clone(),
    };
    let remake = move |_| {
        let body = InvitationNew {
            id: InvitationId(deed.id()),
            ..body.clone()
        };
        deed.job(async move {
            let whom = body.note.clone();
            let link = deed.call(&InvitationCreate {}, &body).await?;
            made.try_set(Some((link, whom)));
            let endpoint = InvitationRevoke { invitation: id };
            deed.call(&endpoint, &Empty {}).await?;
            list.load().await;
            Ok("Tautan baru sudah jadi; yang lama tidak berlaku lagi.".to_owned())
        });
    };
    let revoke = move |_| {
        let endpoint = InvitationRevoke { invitation: id };
        let said = "Undangan dicabut; tautannya tidak berlaku lagi.";
        deed.run(endpoint, Empty {}, said, move |_| {
            // The link on the screen may be the one that ended.
            made.set(None);
            list.reload();
        });
    };
    view! {
        <li>
            <div>
                <b>{name}</b>
                <small>{about}</small>
            </div>
            <span class="cluster">
                <button type="button" class="btn plain small" aria-label=remake_label on:click=remake>
                    "Buat ulang"
                </button>
                <button type="button" class="btn plain small" aria-label=label on:click=revoke>
                    "Cabut"
                </button>
            </span>
        </li>
    }
    .into_any()
}

/// Puts somebody who has an account on the panel.
fn existing(desk: Desk) -> AnyView {
    let people = load(whole(PersonList {}));
    let form = move |list: Vec<Person>| picker(desk, list);
    frame::section(
        "Masukkan orang yang sudah punya akun",
        people.view("daftar orang", form),
    )
}

fn picker(desk: Desk, people: Vec<Person>) -> AnyView {
    let deed = desk.action();
    let faults = deed.faults;
    let chosen = RwSignal::new(String::new());
    let options = {
        let people = people.clone();
        Signal::derive(move || {
            let edition = desk.edition.get();
            let seated = |id: PersonId| {
                edition.as_ref().is_some_and(|it| {
                    it.panel
                        .iter()
                        .any(|seat| seat.person == id && seat.removed.is_none())
                })
            };
            let mut people: Vec<_> = people
                .iter()
                .filter(|it| !it.disabled && !seated(it.id))
                .collect();
            people.sort_by_key(|it| !it.grants.iter().any(|grant| grant.role == Role::Judge));
            let mut out = vec![(String::new(), "Pilih orang".to_owned())];
            out.extend(people.into_iter().map(|it| {
                let judge = if it.grants.iter().any(|grant| grant.role == Role::Judge) {
                    " · pernah menjadi juri"
                } else {
                    ""
                };
                (
                    it.id.to_string(),
                    [&it.name, " (", &it.username, ")", judge].concat(),
                )
            }));
            out
        })
    };
    let send = move || {
        faults.clear();
        let Ok(person) = chosen.get_untracked().parse::<PersonId>() else {
            faults.add("person", "Pilih orangnya dulu.");
            faults.show();
            return;
        };
        let name = people
            .iter()
            .find(|it| it.id == person)
            .map(|it| it.name.clone())
            .unwrap_or_default();
        let said = [&name, " masuk panel. Tugaskan lewat halaman Penugasan."].concat();
        let body = SeatAdd {
            version: desk.version(),
            person,
        };
        desk.act(
            deed,
            SeatCreate { edition: desk.id },
            body,
            said,
            move || chosen.set(String::new()),
        );
    };
    view! {
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
            <Select name="person" label="Orang" value=chosen faults=faults options=options/>
            <div class="actions">
                <Press label="Masukkan ke panel" class="btn plain" busy=deed.busy blocked=frame::blocked(desk, Act::Panel)/>
            </div>
        </form>
    }
    .into_any()
}
