//! One account: home, roles at agencies and others, switching off, a new password by a one-time link.

use klisida_domain::{
    access::{self, may},
    account::{Grant, Role},
    agency::Agency,
    api::{
        EditionList, PersonDisabled, PersonGrants, PersonHome, PersonList, ProposalAdd,
        RecoveryCreate,
    },
    ids::{InvitationId, PersonId, ProposalId},
    problem::Code,
    proposal::Subject,
    wire::{
        DisabledSet, EditionLine, GrantsSet, HomeSet, LinkMade, Person, ProposalNew, RecoveryNew,
    },
};
use leptos::prelude::*;

use super::{agencies, people::last_seen, roles};
use crate::{
    action::Action,
    api::{Fault, call_query},
    paths::{self as to, param},
    session::use_session,
    ui::{Ask, ErrorSummary, Faults, Loaded, Made, Page, Press, Select, Source, load, whole},
    work,
};

/// What the page works on.
#[derive(Clone, Debug)]
struct Loadout {
    person: Person,
    /// Active administrators other than this person.
    other_administrators: u32,
}

/// `/app/akun/:person`.
pub fn page() -> AnyView {
    let id: Option<PersonId> = param("person");
    let person = load(Source::by(move || async move {
        let one = id.map_or_else(String::new, |id| ["orang=", &id.to_string()].concat());
        let people = call_query(&PersonList {}, &one).await?.items;
        let role = ["peran=", Role::Administrator.code()].concat();
        let other_administrators = call_query(&PersonList {}, &role)
            .await?
            .items
            .iter()
            .filter(|it| Some(it.id) != id && !it.disabled)
            .count();
        let found = people.into_iter().find(|it| Some(it.id) == id);
        found
            .map(|person| Loadout {
                person,
                other_administrators: u32::try_from(other_administrators).unwrap_or(u32::MAX),
            })
            .ok_or_else(|| Fault::Refused(Code::NotFound.into()))
    }));
    let editions = load(whole(EditionList {}));
    let title = Signal::derive(move || {
        person.with(|it| it.map_or_else(|| "Akun".to_owned(), |it| it.person.name.clone()))
    });
    view! {
        <Page title=title width="narrow" back=(to::PEOPLE.to_owned(), "Akun".to_owned())>
            {person.view("akun", move |it| account(it, person, editions))}
        </Page>
    }
    .into_any()
}

fn account(it: Loadout, reload: Loaded<Loadout>, editions: Loaded<Vec<EditionLine>>) -> AnyView {
    let all = work::agencies();
    let (person, home) = (it.person.clone(), it.person.home.clone());
    view! {
        <section class="card">
            <dl class="facts">
                <dt>"Nama pengguna"</dt>
                <dd>{person.username.clone()}</dd>
                <dt>"Asal"</dt>
                <dd>{move || agencies::words(&home, all)}</dd>
                <dt>"Akun sejak"</dt>
                <dd>{person.created_at.wib().date_long()}</dd>
                <dt>"Kegiatan"</dt>
                <dd>{last_seen(person.seen_at)}</dd>
            </dl>
        </section>
        {home_form(&it, reload, all)}
        {grants_form(&it, reload, editions, all)}
        {recovery(&it)}
        {switch(&it, reload)}
    }
    .into_any()
}

/// Why governing this person is not possible; nothing when it is.
fn refusal(it: &Loadout, removes_administrator: bool) -> Option<String> {
    let actor = use_session().person_untracked()?;
    let action = access::Action::Govern {
        person: it.person.id,
        administrators_left: it.other_administrators,
        removes_administrator,
    };
    may(&actor, action)
        .err()
        .map(|code| code.words().to_owned())
}

fn is_administrator(person: &Person) -> bool {
    !person.disabled
        && person
            .grants
            .iter()
            .any(|grant| grant.role == Role::Administrator)
}

fn grants_form(
    it: &Loadout,
    reload: Loaded<Loadout>,
    editions: Loaded<Vec<EditionLine>>,
    all: Loaded<Vec<Agency>>,
) -> AnyView {
    let person = it.person.clone();
    let held = |role: Role| person.grants.iter().any(|grant| grant.role == role);
    // A judge's role belongs to a panel: it is given and taken in the competition, with a reason.
    let boxes: Vec<(Role, RwSignal<bool>)> = Role::ALL
        .into_iter()
        .filter(|role| *role != Role::Judge && !role.needs_agency())
        .map(|role| (role, RwSignal::new(held(role))))
        .collect();
    let panels: Vec<Grant> = person
        .grants
        .iter()
        .filter(|grant| grant.role == Role::Judge)
        .cloned()
        .collect();
    // A role at an agency can be held at several.
    let bound: RwSignal<Vec<Grant>> = RwSignal::new(
        person
            .grants
            .iter()
            .filter(|grant| grant.role.needs_agency())
            .cloned()
            .collect(),
    );
    let list = boxes
        .iter()
        .map(|(role, on)| {
            let (role, on) = (*role, *on);
            view! {
                <label class="check">
                    <input type="checkbox" prop:checked=move || on.get() on:change=move |event| on.set(event_target_checked(&event))/>
                    <span>{role.label()}</span>
                    <small>{roles::sentence(role)}</small>
                </label>
            }
        })
        .collect_view();
    let seats = {
        let panels = panels.clone();
        move || {
            let names = panels
                .iter()
                .map(|grant| {
                    editions
                        .with(|all| {
                            all.into_iter()
                                .flatten()
                                .find(|it| Some(it.id) == grant.edition)
                                .map(|it| it.name.clone())
                        })
                        .unwrap_or_else(|| "satu kompetisi".to_owned())
                })
                .collect::<Vec<_>>();
            (!names.is_empty()).then(|| {
                view! { <p class="hint">"Juri: " {names.join(", ")} ". Peran juri diatur di halaman kompetisi."</p> }
            })
        }
    };
    let action = Action::new().on_refusal(move |fault| {
        if fault.code() == Some(Code::StaleVersion) {
            reload.reload();
        }
        Some(fault)
    });
    let governed = it.clone();
    let blocked = {
        let boxes = boxes.clone();
        Signal::derive(move || {
            let keeps = boxes
                .iter()
                .any(|(role, on)| *role == Role::Administrator && on.get());
            refusal(&governed, is_administrator(&governed.person) && !keeps)
        })
    };
    let save = Callback::new(move |()| {
        let mut grants: Vec<Grant> = boxes
            .iter()
            .filter(|(_, on)| on.get_untracked())
            .map(|(role, _)| Grant {
                role: *role,
                edition: None,
                agency: None,
            })
            .collect();
        grants.extend(bound.get_untracked());
        grants.extend(panels.iter().cloned());
        let body = GrantsSet {
            version: person.version,
            grants,
        };
        let endpoint = PersonGrants { person: person.id };
        action.run(endpoint, body, "Peran disimpan.", move |_| reload.reload());
    });
    view! {
        <section class="card fields" aria-labelledby="peran">
            <h2 id="peran">"Peran"</h2>
            <ErrorSummary faults=action.faults/>
            <fieldset class="field">
                <legend class="sr">"Peran"</legend>
                {list}
            </fieldset>
            {at_agencies(bound, all)}
            {seats}
            <div class="actions">
                <Press label="Simpan peran" on=save busy=action.busy blocked=blocked/>
            </div>
            <p class="soft small">"Perubahan berlaku pada permintaan berikutnya orang ini."</p>
        </section>
    }
    .into_any()
}

/// The roles at agencies: each with its agency, and one more.
fn at_agencies(bound: RwSignal<Vec<Grant>>, all: Loaded<Vec<Agency>>) -> AnyView {
    let (role, agency) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let faults = Faults::new();
    let rows = move || {
        bound
            .get()
            .into_iter()
            .map(|grant| {
                let gone = grant.clone();
                let words = {
                    let grant = grant.clone();
                    move || agencies::role(&grant, all)
                };
                let label = {
                    let grant = grant.clone();
                    move || ["Hapus ", &agencies::role(&grant, all)].concat()
                };
                view! {
                    <li>
                        <span>{words}</span>
                        <button
                            type="button"
                            class="btn plain small"
                            aria-label=label
                            on:click=move |_| bound.update(|all| all.retain(|it| !it.is_same(&gone)))
                        >
                            "Hapus"
                        </button>
                    </li>
                }
            })
            .collect_view()
    };
    let mut offered = vec![(String::new(), "Pilih…".to_owned())];
    offered.extend(
        Role::ALL
            .into_iter()
            .filter(|role| role.needs_agency())
            .map(|role| (role.code().to_owned(), role.label().to_owned())),
    );
    let places = Signal::derive(move || {
        agencies::choices(all)
            .get()
            .into_iter()
            .filter(|(code, _)| code != agencies::OUTSIDE)
            .collect::<Vec<_>>()
    });
    let add = Callback::new(move |()| {
        faults.clear();
        let chosen = role.with_untracked(|code| Role::from_code(code));
        let place = agencies::home(&agency.get_untracked());
        if chosen.is_none() {
            faults.add("bound_role", "Pilih perannya.");
        }
        if place.is_none() {
            faults.check("bound_agency", Err(Code::AgencyNeeded));
        }
        let (false, Some(chosen), Some(place)) = (faults.show(), chosen, place) else {
            return;
        };
        let grant = Grant {
            role: chosen,
            edition: None,
            agency: place.agency().cloned(),
        };
        if bound.with_untracked(|all| all.iter().any(|it| it.is_same(&grant))) {
            faults.check("bound_role", Err(Code::RoleExists));
            faults.show();
            return;
        }
        bound.update(|all| all.push(grant));
        role.set(String::new());
        agency.set(String::new());
    });
    view! {
        <h3>"Peran di instansi"</h3>
        <ul class="rows">{rows}</ul>
        <div class="pair">
            <Select name="bound_role" label="Peran di instansi" value=role faults=faults options=Signal::stored(offered)/>
            <Select name="bound_agency" label="Instansi" value=agency faults=faults options=places/>
        </div>
        <div class="actions">
            <Press label="Tambahkan" class="btn plain" on=add/>
        </div>
    }
    .into_any()
}

/// Where the person comes from, and correcting it.
fn home_form(it: &Loadout, reload: Loaded<Loadout>, all: Loaded<Vec<Agency>>) -> AnyView {
    let open = RwSignal::new(false);
    let action = Action::new().closes(open);
    let person = it.person.clone();
    let now = person
        .home
        .agency()
        .map_or_else(|| agencies::OUTSIDE.to_owned(), |code| code.0.clone());
    let home = RwSignal::new(now.clone());
    let (form, governed) = (Faults::new(), it.clone());
    let blocked = Signal::derive(move || {
        refusal(&governed, false).or_else(|| {
            home.with(|home| *home == now || home.is_empty())
                .then(|| "Pilih asal yang benar dulu.".to_owned())
        })
    });
    let save = Callback::new(move |reason: String| {
        let Some(home) = agencies::home(&home.get_untracked()) else {
            return;
        };
        let body = HomeSet {
            version: person.version,
            home,
            reason,
        };
        let endpoint = PersonHome { person: person.id };
        action.run(endpoint, body, "Asal diralat.", move |_| reload.reload());
    });
    view! {
        <section class="card fields" aria-labelledby="asal">
            <h2 id="asal">"Ralat asal"</h2>
            <p class="soft">"Asal dan semua instansi tempat orang ini memegang peran dipakai untuk menjauhkan juri dari entri instansinya sendiri."</p>
            <Select name="home" label="Asal" value=home faults=form options=agencies::choices(all)/>
            <div class="actions">
                <Press label="Ralat asal" class="btn plain" blocked=blocked on=Callback::new(move |()| open.set(true))/>
            </div>
        </section>
        <Ask
            open=open
            title="Ralat asal orang ini?"
            text="Perubahan dan alasannya dicatat. Peran di instansi tidak ikut berubah; atur di bagian Peran."
            action="Ralat asal"
            reason=true
            busy=action.busy
            faults=action.faults
            on=save
        />
    }
    .into_any()
}

fn recovery(it: &Loadout) -> AnyView {
    let open = RwSignal::new(false);
    let action = Action::new().closes(open);
    let made = RwSignal::new(None::<LinkMade>);
    let endpoint = RecoveryCreate {
        person: it.person.id,
    };
    let blocked = Signal::stored(if it.person.disabled {
        Some("Akun ini nonaktif.".to_owned())
    } else {
        refusal(it, false)
    });
    let (person, version) = (it.person.id, it.person.version);
    let waits = RwSignal::new(false);
    let create = Callback::new(move |reason: String| {
        let endpoint = endpoint.clone();
        let proposal = ProposalNew {
            id: ProposalId(action.id()),
            version,
            subject: Subject::Recover { person },
            reason: reason.clone(),
            password: None,
        };
        let body = RecoveryNew {
            id: InvitationId(action.id()),
            reason,
        };
        action.job(async move {
            match action.call(&endpoint, &body).await {
                // A judge of an edition that runs: another person approves first, then the link is made.
                Err(fault) if fault.code() == Some(Code::SecondPersonNeeded) => {
                    action.call(&ProposalAdd {}, &proposal).await?;
                    waits.try_set(true);
                }
                link => {
                    made.try_set(Some(link?));
                }
            }
            Ok(String::new())
        });
    });
    view! {
        <section class="card stack" aria-labelledby="pulih">
            <h2 id="pulih">"Lupa kata sandi"</h2>
            <p>"Buat tautan pemulihan sekali pakai, berlaku 24 jam. Pastikan dulu orangnya, misalnya lewat telepon atau tatap muka."</p>
            {move || waits.get().then(|| view! { <p role="status">"Orang ini juri. Pengajuan menunggu administrator lain atau koordinator, paling lama 24 jam; juri dan koordinator diberi tahu. Setelah disetujui, buat tautannya di sini."</p> })}
            {move || made.get().map(|link| view! { <Made link=link text="Tautan untuk membuat kata sandi baru di KLISIDA. Berlaku 24 jam dan hanya sekali pakai."/> })}
            <div class="actions">
                <Press label="Buat tautan pemulihan" class="btn plain" blocked=blocked on=Callback::new(move |()| open.set(true))/>
            </div>
        </section>
        <Ask
            open=open
            title="Buat tautan pemulihan?"
            text="Semua perangkat orang ini akan keluar saat tautan dipakai."
            action="Buat tautan"
            reason=true
            reason_label="Bagaimana Anda memastikan orangnya?"
            busy=action.busy
            faults=action.faults
            on=create
        />
    }
    .into_any()
}

fn switch(it: &Loadout, reload: Loaded<Loadout>) -> AnyView {
    let open = RwSignal::new(false);
    let action = Action::new().closes(open);
    let person = it.person.clone();
    let (id, version, disabled) = (person.id, person.version, person.disabled);
    let blocked = Signal::stored(refusal(it, is_administrator(&person)));
    let set = Callback::new(move |reason: String| {
        let body = DisabledSet {
            version,
            disabled: !disabled,
            reason,
        };
        let done = if disabled {
            "Akun aktif lagi."
        } else {
            "Akun dinonaktifkan."
        };
        action.run(PersonDisabled { person: id }, body, done, move |_| {
            reload.reload();
        });
    });
    let (heading, sentence, label) = if disabled {
        (
            "Akun ini nonaktif",
            "Orang ini tidak dapat masuk. Data dan jejaknya tetap ada.",
            "Aktifkan lagi",
        )
    } else {
        (
            "Nonaktifkan akun",
            "Orang ini langsung keluar dari semua perangkat dan tidak dapat masuk. Tautan yang pernah dibuatnya dan belum dipakai berakhir. Data dan jejaknya tetap ada.",
            "Nonaktifkan akun",
        )
    };
    view! {
        <section class="card stack" aria-labelledby="saklar">
            <h2 id="saklar">{heading}</h2>
            <p>{sentence}</p>
            <div class="actions">
                <Press
                    label=label
                    class=if disabled { "btn plain" } else { "btn danger" }
                    blocked=blocked
                    on=Callback::new(move |()| open.set(true))
                />
            </div>
        </section>
        <Ask open=open title=[label, "?"].concat() text=sentence action=label danger=!disabled reason=true busy=action.busy faults=action.faults on=set/>
    }
    .into_any()
}
