//! Who works on an innovation: its members with one lead, handing over, and the agency's decree.

use klisida_domain::{
    account::Role,
    api::{AgencyPersonList, AgencySettingShow, TeamSet},
    clinic::{self, Act, Relation},
    part::Part,
    problem::Code,
    wire::{AgencyPerson, AgencySettings, Member, MemberSet, MembersSet, RecordView},
};
use klisida_views::kit;
use leptos::prelude::*;

use super::{
    answers, bits,
    record::{self, Record},
};
use crate::{
    clock, paths as to,
    ui::{ErrorSummary, Press, Select, load_kept, unique, whole},
};

/// Most people of a team.
const MOST: usize = 30;

/// `/app/inovasi/:innovation/tim`.
pub fn page() -> AnyView {
    record::page("Tim", "narrow", body)
}

fn body(record: Record) -> AnyView {
    let sets = Memo::new(move |_| {
        record
            .view
            .with(|view| view.as_ref().map(|view| sets_team(record, view)))
    });
    let team = move || {
        sets.get().map(|sets| {
            if sets {
                record.once(move |view| form(record, view))
            } else {
                record.follow(members)
            }
        })
    };
    view! {
        {team}
        {record.follow(move |view| initiators(record, view))}
        {record.once(decree)}
    }
    .into_any()
}

/// The lead sets the team, or the agency's coordinator; nobody else asks who could be on it.
fn sets_team(record: Record, view: &RecordView) -> bool {
    let me = record.actor().map(|it| it.person);
    let leads = view
        .members
        .iter()
        .any(|it| it.lead && Some(it.person.id) == me);
    leads || view.line.relation.coordinator
}

/// To read.
fn members(view: &RecordView) -> AnyView {
    let rows = view
        .members
        .iter()
        .map(|it| {
            let lead = it
                .lead
                .then(|| view! { <span class="soft small">"Ketua"</span> });
            view! { <li><div><b>{it.person.name.clone()}</b></div>{lead}</li> }
        })
        .collect_view();
    view! {
        <section class="card stack" aria-labelledby="anggota">
            <h2 id="anggota">"Anggota tim"</h2>
            <ul class="rows">{rows}</ul>
            <p class="soft small">"Diubah oleh ketua tim atau koordinator instansi."</p>
        </section>
    }
    .into_any()
}

fn form(record: Record, view: &RecordView) -> AnyView {
    let agency = view.line.agency.clone();
    let key = ["agency-people/", &agency.0].concat();
    let people = load_kept(key, whole(AgencyPersonList { agency }));
    let members = RwSignal::new(view.members.clone());
    let changed = RwSignal::new(false);
    // A newer answer shows itself unless somebody is changing the team here.
    Effect::new(move || {
        if let Some(view) = record.view.get()
            && !changed.get_untracked()
        {
            members.set(view.members.clone());
        }
    });
    let deed = record.action();
    let pick = RwSignal::new(String::new());
    let group = unique("ketua");
    let rows = move || {
        members
            .get()
            .into_iter()
            .map(|member| row(members, changed, member, group.clone()))
            .collect_view()
    };
    let options = Signal::derive(move || {
        let there = members.get();
        let free = |person: &&AgencyPerson| {
            !there.iter().any(|it| it.person.id == person.person.id)
                && (person.roles.contains(&Role::Innovator)
                    || person.roles.contains(&Role::AgencyCoordinator))
        };
        let people = people.get().unwrap_or_default();
        let mut options = vec![(String::new(), "Pilih orang".to_owned())];
        options.extend(people.iter().filter(free).map(|it| {
            let roles: Vec<&str> = it.roles.iter().map(|role| role.label()).collect();
            (
                it.person.id.to_string(),
                [&it.person.name, " · ", &roles.join(", ")].concat(),
            )
        }));
        options
    });
    let add = move |()| {
        let chosen = pick.get_untracked();
        let person = people
            .get_untracked()
            .unwrap_or_default()
            .into_iter()
            .find(|it| it.person.id.to_string() == chosen);
        if let Some(person) = person {
            members.update(|all| {
                let lead = all.is_empty();
                all.push(Member {
                    person: person.person,
                    lead,
                });
            });
            changed.set(true);
            pick.set(String::new());
        }
    };
    let blocked = Signal::derive(move || {
        if record.local.with(Option::is_some) {
            return Some("Menunggu inovasi ini sampai ke server.".to_owned());
        }
        let code = record.view.with(|view| {
            let view = view.as_ref()?;
            clinic::may(view.line.relation, Act::Team, view.line.course, &view.open).err()
        });
        code.map(|code| code.words().to_owned())
    });
    let add_blocked = Signal::derive(move || {
        blocked.get().or_else(|| {
            if members.with(Vec::len) >= MOST {
                Some("Paling banyak 30 orang.".to_owned())
            } else {
                pick.with(String::is_empty)
                    .then(|| "Pilih orangnya dulu.".to_owned())
            }
        })
    });
    // Whoever leaves the team and stands to the record in no other way does not see it any more.
    let leaves = Memo::new(move |_| {
        let Some(me) = record.actor() else {
            return false;
        };
        let in_team = |all: &[Member]| all.iter().any(|it| it.person.id == me.person);
        let only = record.view.with(|view| {
            view.as_ref().is_some_and(|view| {
                let relation = Relation {
                    member: false,
                    ..view.line.relation
                };
                in_team(&view.members) && !relation.reads()
            })
        });
        only && !members.with(|all| in_team(all))
    });
    let leaving = move || {
        leaves.get().then(|| {
            view! {
                <div class="notice warn">
                    <b>"Anda mengeluarkan diri sendiri."</b>
                    <p>"Sesudah disimpan, inovasi ini tidak terlihat lagi oleh Anda. Kirim dulu isian yang belum terkirim."</p>
                </div>
            }
        })
    };
    let save = move |()| {
        let members = members.get_untracked();
        deed.faults.clear();
        if members.iter().filter(|it| it.lead).count() != 1 {
            deed.faults.add("", Code::LeadNeeded.words());
            deed.faults.show();
            return;
        }
        let body = MembersSet {
            version: record.version(),
            members: members
                .iter()
                .map(|it| MemberSet {
                    person: it.person.id,
                    lead: it.lead,
                })
                .collect(),
        };
        let endpoint = TeamSet {
            innovation: record.id,
        };
        if leaves.get_untracked() {
            let lead = members.iter().find(|it| it.lead);
            let lead = lead.map_or_else(String::new, |it| it.person.name.clone());
            record.send_last(deed, "Susunan tim", endpoint, body, move |reply| {
                changed.try_set(false);
                if reply.is_some() {
                    let text = ["Tim tersimpan. Ketuanya sekarang ", &lead, "."].concat();
                    record.leave("Inovasi diserahkan", text);
                }
            });
            return;
        }
        record.send(deed, "Susunan tim", endpoint, body, move |reply| {
            if reply.is_some() {
                changed.try_set(false);
            }
        });
    };
    let unsaved = move || {
        changed
            .get()
            .then(|| view! { <p class="soft" role="status">"Belum disimpan."</p> })
    };
    view! {
        <section class="card stack" aria-labelledby="anggota">
            <h2 id="anggota">"Anggota tim"</h2>
            <p class="soft">"Yang dapat mengisi. Pindah tugas? Tambahkan pengganti, jadikan ketua, lalu keluarkan diri Anda."</p>
            <ErrorSummary faults=deed.faults/>
            {deed.outcome()}
            <ul class="rows">{rows}</ul>
            {leaving}
            {people.view("orang di instansi", |_| ().into_any())}
            <Select name="person" label="Tambah anggota" value=pick faults=deed.faults options=options hint="Akun di instansi ini. Belum punya akun? Koordinator instansi yang mengundang, di halaman Instansi."/>
            <div class="actions"><Press label="Tambahkan" class="btn plain" blocked=add_blocked on=Callback::new(add)/></div>
            {unsaved}
            <div class="actions"><Press label="Simpan tim" busy=deed.busy blocked=blocked on=Callback::new(save)/></div>
        </section>
    }
    .into_any()
}

fn row(
    members: RwSignal<Vec<Member>>,
    changed: RwSignal<bool>,
    member: Member,
    group: String,
) -> AnyView {
    let id = member.person.id;
    let name = member.person.name;
    let lead = move |_| {
        members.update(|all| {
            for it in all {
                it.lead = it.person.id == id;
            }
        });
        changed.set(true);
    };
    let remove = move |_| {
        members.update(|all| all.retain(|it| it.person.id != id));
        changed.set(true);
    };
    let label = ["Keluarkan ", &name].concat();
    view! {
        <li>
            <div>
                <b>{name}</b>
                <label class="check">
                    <input type="radio" name=group prop:checked=member.lead on:change=lead/>
                    <span>"Ketua"</span>
                </label>
            </div>
            <button type="button" class="btn plain small" aria-label=label on:click=remove>"Keluarkan"</button>
        </li>
    }
    .into_any()
}

/// Who thought of it: a part of the record, without accounts.
fn initiators(record: Record, view: &RecordView) -> AnyView {
    let (content, _) = record.part(view, Part::Initiators);
    let filling = record.filling(view, Part::Initiators);
    view! {
        <section class="card stack" aria-labelledby="penggagas">
            <div class="split">
                <h2 id="penggagas">"Inisiator"</h2>
                {bits::filling_tag(filling)}
            </div>
            <p class="soft">"Yang menggagas, dengan atau tanpa akun."</p>
            {answers::reading(Part::Initiators, &content)}
            <div class="actions"><a class="btn plain" href=to::fill(record.id, Part::Initiators)>"Ubah inisiator"</a></div>
        </section>
    }
    .into_any()
}

/// The agency's decree on its team (Article 15(4)): missing, it warns. Its number and days are for those who may record it.
fn decree(view: &RecordView) -> AnyView {
    let name = view.line.agency_name.clone();
    let relation = view.line.relation;
    let body = if relation.coordinator || relation.head || relation.clinic {
        let agency = view.line.agency.clone();
        let key = ["agency-settings/", &agency.0].concat();
        let settings = load_kept(key, AgencySettingShow { agency });
        view! {
            {settings.view("keputusan tim", |settings| decree_view(&settings))}
            <div class="actions"><a class="btn plain" href=to::AGENCY>"Buka halaman instansi"</a></div>
        }
        .into_any()
    } else if view.facts.team_decree {
        view! { <p>"Sudah dicatat dan berlaku."</p> }.into_any()
    } else {
        unrecorded()
    };
    view! {
        <section class="card stack" aria-labelledby="keputusan">
            <h2 id="keputusan">"Keputusan tentang tim di instansi"</h2>
            <p class="soft">{name} " · Pasal 15 ayat (4)"</p>
            {body}
        </section>
    }
    .into_any()
}

fn unrecorded() -> AnyView {
    kit::notice(
        kit::Tone::Warn,
        "Belum dicatat.",
        "Tidak menghalangi pengajuan. Koordinator atau kepala instansi mencatatnya, sekitar 4 menit.",
    )
    .into_any()
}

fn decree_view(settings: &AgencySettings) -> AnyView {
    let Some(decree) = &settings.decree else {
        return unrecorded();
    };
    let now = clock::now();
    let until = match decree.until {
        Some(until) if until < now => ["sudah berakhir ", &until.wib().date_long()].concat(),
        Some(until) => ["berlaku sampai ", &until.wib().date_long()].concat(),
        None => "berlaku tanpa batas waktu".to_owned(),
    };
    view! {
        <dl class="facts">
            <dt>"Nomor"</dt>
            <dd>{decree.number.clone()}</dd>
            <dt>"Tanggal"</dt>
            <dd>{decree.signed_on.wib().date_long()}</dd>
            <dt>"Masa berlaku"</dt>
            <dd>{until}</dd>
        </dl>
    }
    .into_any()
}
