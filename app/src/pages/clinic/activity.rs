//! An activity: its code, who was there, and the ways to write down who else.

use klisida_domain::{
    activity::{
        Attendance, AttendanceDrop, AttendanceLink, Guest, Partner, PartnerKind, guests_faults,
    },
    agency::{Agency, AgencyCode, find_by_name},
    api::{
        ActivitySet, ActivityShow, AgencyPersonList, AttendanceAdd, AttendanceRemove, AttendanceSet,
    },
    ids::{ActivityId, AttendanceId, PersonId},
    problem::Code,
    text::fold,
    wire::{ActivityUpdate, ActivityView, AttendanceNew},
};
use klisida_views::kit;
use leptos::prelude::*;

use super::{
    activity_form::{Form, when_and_where},
    projector::projector,
};
use crate::{
    action::{Action, Said},
    paths::{self as to, param},
    ui::{
        Ask, Dialog, ErrorSummary, Field, Loaded, Page, Press, Qr, Select, load, load_kept, more,
        whole,
    },
    work::{agencies, agency_choices, agency_name, article},
};

/// What all parts of the page share. A handle: copy it into closures.
#[derive(Clone, Copy)]
struct Show {
    id: ActivityId,
    loaded: Loaded<ActivityView>,
    agencies: Loaded<Vec<Agency>>,
    said: Said,
    /// The entry that is asked about.
    picked: RwSignal<Option<Picked>>,
    linking: RwSignal<bool>,
    removing: RwSignal<bool>,
}

/// An entry of the list that is asked about.
#[derive(Clone)]
struct Picked {
    id: AttendanceId,
    name: String,
    agency: Option<AgencyCode>,
}

/// `/app/klinik/kegiatan/:activity`.
pub fn page() -> AnyView {
    let back = (
        to::CLINIC_ACTIVITIES.to_owned(),
        "Semua kegiatan".to_owned(),
    );
    let Some(id) = param::<ActivityId>("activity") else {
        return view! {
            <Page title="Kegiatan" back=back>
                {kit::empty("Kegiatan tidak ditemukan", Code::BadId.words(), ())}
            </Page>
        }
        .into_any();
    };
    let loaded = load_kept(
        ["activity/", &id.to_string()].concat(),
        ActivityShow { activity: id },
    );
    let show = Show {
        id,
        loaded,
        agencies: agencies(),
        said: Said::new(),
        picked: RwSignal::new(None),
        linking: RwSignal::new(false),
        removing: RwSignal::new(false),
    };
    let title = Signal::derive(move || {
        loaded.with(|it| it.map_or_else(|| "Kegiatan".to_owned(), |it| it.line.about.title.clone()))
    });
    let there = Memo::new(move |_| loaded.with(|it| it.is_some()));
    let forms = move || {
        there.get().then(|| {
            untrack(|| {
                view! {
                    {guests(show)}
                    {changing(show)}
                    {linking(show)}
                    {removing(show)}
                }
            })
        })
    };
    view! {
        <Page title=title eyebrow="Kegiatan klinik" back=back>
            {show.said.view()}
            {loaded.view("kegiatan", move |view| content(show, &view))}
            {more(loaded)}
            {forms}
        </Page>
    }
    .into_any()
}

fn content(show: Show, view: &ActivityView) -> AnyView {
    let about = &view.line.about;
    let host = about.host.as_ref().map(|code| {
        view! { <p>{["Mengunjungi ", &agency_name(show.agencies, code), "."].concat()}</p> }
    });
    let origin = window().location().origin().unwrap_or_default();
    let address = [&origin, to::CHECK_IN, "?kode=", &view.code].concat();
    let spelled: Vec<String> = view.code.chars().map(String::from).collect();
    view! {
        <section class="card stack" aria-label="Tentang kegiatan">
            <div class="chips">
                <span class="tag">{about.kind.label()}</span>
                {article(about.kind.article())}
            </div>
            <p>{when_and_where(about)}</p>
            {host}
            <p class="lines">{about.text.clone()}</p>
        </section>
        <section class="card stack checkin onscreen" aria-labelledby="kode">
            <h2 id="kode">"Kode hadir"</h2>
            <p class="bigcode">
                <span aria-hidden="true">{view.code.clone()}</span>
                <span class="sr">{["Kode ", &spelled.join(" ")].concat()}</span>
            </p>
            <Qr text=address.clone() label="Kode QR ke halaman hadir"/>
            {projector(about.title.clone(), view.code.clone(), address)}
            <p class="soft">"Peserta memindai kode ini, atau mengetiknya di halaman Hadir. Terbuka dari sehari sebelum sampai sehari sesudah kegiatan."</p>
        </section>
        {present(show, view)}
    }
    .into_any()
}

fn present(show: Show, view: &ActivityView) -> AnyView {
    let count = view.line.present;
    let rows = view
        .attendance
        .iter()
        .map(|it| {
            let how = match (it.by_code, it.written_at) {
                (true, Some(at)) => {
                    ["lewat kode, ditulis tanpa sinyal ", &at.wib().full()].concat()
                }
                (true, None) => "lewat kode".to_owned(),
                (false, _) => "dicatat tim".to_owned(),
            };
            view! {
                <tr>
                    <td>{it.name.clone()}</td>
                    <td>{came_for(show, it)}</td>
                    <td>{how}</td>
                    <td><time>{it.at.wib().clock()}</time></td>
                    <td class="onscreen">{asking(show, it)}</td>
                </tr>
            }
        })
        .collect_view();
    let list = if count == 0 {
        view! { <p class="soft">"Belum ada yang tercatat. Tampilkan kode di layar, atau tambahkan nama di bawah."</p> }.into_any()
    } else {
        view! {
            <div class="scroll" role="region" aria-label="Daftar hadir" tabindex="0">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Nama"</th>
                            <th scope="col">"Instansi"</th>
                            <th scope="col">"Cara"</th>
                            <th scope="col">"Pukul"</th>
                            <th scope="col" class="onscreen">"Ralat"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    let print = Callback::new(|()| {
        let _ = window().print();
    });
    view! {
        <section class="card stack" aria-labelledby="hadir">
            <h2 id="hadir">{["Hadir: ", &count.to_string(), " orang"].concat()}</h2>
            {list}
            {removed(view)}
            <div class="actions onscreen">
                <Press label="Cetak daftar hadir" class="btn plain" on=print/>
                <Press label="Muat ulang daftar" class="btn plain" busy=Signal::derive(move || show.loaded.busy()) on=Callback::new(move |()| show.loaded.reload())/>
            </div>
        </section>
    }
    .into_any()
}

/// The agency or the partner that somebody came for.
fn came_for(show: Show, it: &Attendance) -> AnyView {
    match (&it.agency, &it.partner) {
        (Some(code), _) => {
            let code = code.clone();
            (move || agency_name(show.agencies, &code)).into_any()
        }
        (None, Some(partner)) => [&partner.name, " (", partner.kind.label(), ")"]
            .concat()
            .into_any(),
        (None, None) => ().into_any(),
    }
}

/// What may be put right about an entry.
fn asking(show: Show, it: &Attendance) -> AnyView {
    let picked = Picked {
        id: it.id,
        name: it.name.clone(),
        agency: it.agency.clone(),
    };
    let pick = move |picked: Picked, open: RwSignal<bool>| {
        show.picked.set(Some(picked));
        open.set(true);
    };
    let (for_link, for_removal) = (picked.clone(), picked);
    let link = (!it.account && it.agency.is_some()).then(|| {
        let label = ["Hubungkan ", &it.name, " dengan akun"].concat();
        let on = Callback::new(move |()| pick(for_link.clone(), show.linking));
        view! { <Press label=label class="btn plain small" on=on/> }
    });
    let label = ["Hapus ", &it.name].concat();
    let on = Callback::new(move |()| pick(for_removal.clone(), show.removing));
    view! {
        <div class="actions">
            {link}
            <Press label=label class="btn plain small" on=on/>
        </div>
    }
    .into_any()
}

/// What was taken from the list, with who and why.
fn removed(view: &ActivityView) -> Option<AnyView> {
    if view.removed.is_empty() {
        return None;
    }
    let rows = view
        .removed
        .iter()
        .map(|it| {
            let who = [&it.by, " · ", &it.at.wib().full()].concat();
            view! {
                <li>
                    <div>
                        <b>{it.name.clone()}</b>
                        <p class="lines">{it.reason.clone()}</p>
                        <small>{who}</small>
                    </div>
                </li>
            }
        })
        .collect_view();
    let words = [
        "Dihapus dari daftar (",
        &view.removed.len().to_string(),
        ")",
    ]
    .concat();
    let list = view! {
        <details class="onscreen">
            <summary>{words}</summary>
            <ul class="rows">{rows}</ul>
        </details>
    };
    Some(list.into_any())
}

/// The account of somebody who was written down by name.
fn linking(show: Show) -> AnyView {
    let deed = Action::new().says_in(show.said).closes(show.linking);
    let title = Signal::derive(move || {
        let name = show.picked.get().map(|it| it.name).unwrap_or_default();
        ["Akun ", &name].concat()
    });
    let content = move || {
        let picked = show.picked.get_untracked()?;
        let agency = picked.agency?;
        let people = load(whole(AgencyPersonList { agency }));
        let person = RwSignal::new(String::new());
        let options = Signal::derive(move || {
            let mut out = vec![(String::new(), "Pilih akunnya".to_owned())];
            people.with(|people| {
                out.extend(
                    people
                        .into_iter()
                        .flatten()
                        .map(|it| (it.person.id.to_string(), it.person.name.clone())),
                );
            });
            out
        });
        let send = move |event: web_sys::SubmitEvent| {
            event.prevent_default();
            deed.faults.clear();
            let Ok(person) = person.get_untracked().parse::<PersonId>() else {
                deed.faults.add("person", "Pilih akunnya.");
                deed.faults.show();
                return;
            };
            let endpoint = AttendanceSet {
                activity: show.id,
                attendance: picked.id,
            };
            deed.run(
                endpoint,
                AttendanceLink { person },
                "Kehadiran dihubungkan dengan akun.",
                move |_| show.loaded.reload(),
            );
        };
        let close = Callback::new(move |()| show.linking.set(false));
        let form = view! {
            <p>"Kehadiran ini lalu dihitung untuk semua inovasi yang ia kerjakan."</p>
            {people.view("akun di instansi itu", |_| ().into_any())}
            <form class="fields" novalidate on:submit=send>
                <ErrorSummary faults=deed.faults/>
                <Select
                    name="person"
                    label="Akun"
                    value=person
                    faults=deed.faults
                    options=options
                    hint="Akun di instansi itu, induknya, dan unitnya."
                />
                <div class="actions">
                    <Press label="Hubungkan" busy=deed.busy/>
                    <Press label="Batal" class="btn plain" on=close/>
                </div>
            </form>
        };
        Some(form.into_any())
    };
    view! { <Dialog open=show.linking title=title>{content()}</Dialog> }.into_any()
}

/// Whether an entry goes, and why.
fn removing(show: Show) -> AnyView {
    let deed = Action::new().says_in(show.said).closes(show.removing);
    let title = Signal::derive(move || {
        let name = show.picked.get().map(|it| it.name).unwrap_or_default();
        ["Hapus ", &name, " dari daftar hadir?"].concat()
    });
    let on = Callback::new(move |reason: String| {
        let Some(picked) = show.picked.get_untracked() else {
            return;
        };
        let endpoint = AttendanceRemove {
            activity: show.id,
            attendance: picked.id,
        };
        deed.run(
            endpoint,
            AttendanceDrop { reason },
            "Kehadiran dihapus.",
            move |_| show.loaded.reload(),
        );
    });
    view! {
        <Ask
            open=show.removing
            title=title
            text="Kehadirannya tidak dihitung lagi. Nama, alasan, dan siapa yang menghapus tetap tercatat di sini dan di riwayat inovasinya."
            action="Hapus"
            danger=true
            reason=true
            busy=deed.busy
            faults=deed.faults
            on=on
        />
    }
    .into_any()
}

/// How partners begin among the choices of agencies.
const PARTNER: &str = "mitra/";

/// Agencies as choices, and behind them the sorts of partners.
fn side_choices(agencies: Loaded<Vec<Agency>>) -> Signal<Vec<(String, String)>> {
    let choices = agency_choices(agencies, "Pilih instansi atau mitra");
    Signal::derive(move || {
        let mut out = choices.get();
        out.extend(PartnerKind::ALL.iter().map(|it| {
            (
                [PARTNER, it.code()].concat(),
                ["Mitra: ", it.label()].concat(),
            )
        }));
        out
    })
}

/// Whether somebody means this sort of partner: by its code or its words, however they are written.
fn is_called(kind: PartnerKind, word: &str) -> bool {
    let word = fold(word);
    [kind.code(), kind.label()]
        .into_iter()
        .any(|it| fold(&it.replace('_', " ")) == word)
}

/// Lines "Nama; INSTANSI" or "Nama; mitra; nama mitra" as guests, and the lines whose body nobody knows.
fn read_lines(text: &str, agencies: &[Agency]) -> (Vec<Guest>, Vec<String>) {
    let (mut guests, mut unknown) = (Vec::new(), Vec::new());
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let (name, body) = line.split_once([';', '\t']).unwrap_or((line, ""));
        if let Some((sort, called)) = body.split_once([';', '\t'])
            && let Some(kind) = PartnerKind::ALL.into_iter().find(|it| is_called(*it, sort))
        {
            guests.push(Guest {
                name: name.trim().to_owned(),
                agency: None,
                partner: Some(Partner {
                    kind,
                    name: called.trim().to_owned(),
                }),
            });
            continue;
        }
        let body = body.trim();
        let found = agencies
            .iter()
            .find(|it| it.code.0.eq_ignore_ascii_case(body))
            .or_else(|| find_by_name(agencies, body));
        match found {
            Some(agency) if !body.is_empty() => {
                guests.push(Guest::of_agency(
                    name.trim().to_owned(),
                    agency.code.clone(),
                ));
            }
            _ => unknown.push(line.trim().to_owned()),
        }
    }
    (guests, unknown)
}

/// What is wrong with a list whose first guests were `pasted` as lines, by the field on the screen.
fn wrong_guests(guests: &[Guest], pasted: usize) -> Vec<(&'static str, String)> {
    let (mut lines, mut out) = (Vec::new(), Vec::new());
    for fault in guests_faults(guests) {
        let words = fault.code.words();
        let mut at = fault.field.split('.').skip(1);
        let n = at.next().and_then(|n| n.parse::<usize>().ok());
        match n.and_then(|n| Some((n, guests.get(n)?))) {
            Some((n, guest)) if n < pasted => {
                lines.push([&guest.name, ": ", words].concat());
            }
            Some(_) if at.next() == Some("partner") => out.push(("partner", words.to_owned())),
            Some(_) => out.push(("name", words.to_owned())),
            None => lines.push(words.to_owned()),
        }
    }
    if !lines.is_empty() {
        out.push(("lines", lines.join(" / ")));
    }
    out
}

/// People who did not check in by themselves.
fn guests(show: Show) -> AnyView {
    let deed = Action::new().says_in(show.said);
    let faults = deed.faults;
    let (name, agency, partner, lines) = (
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
    );
    let send = move || {
        faults.clear();
        let all = show.agencies.get_untracked().unwrap_or_default();
        let (mut guests, unknown) = read_lines(&lines.get_untracked(), &all);
        let pasted = guests.len();
        let (one, of) = (name.get_untracked(), agency.get_untracked());
        if !one.trim().is_empty() {
            if of.is_empty() {
                faults.add("agency", "Pilih instansinya.");
            } else {
                let name = one.trim().to_owned();
                guests.push(
                    match of.strip_prefix(PARTNER).and_then(PartnerKind::from_code) {
                        None => Guest::of_agency(name, AgencyCode(of)),
                        Some(kind) => {
                            let called = partner.get_untracked().trim().to_owned();
                            if called.is_empty() {
                                faults.add("partner", "Tulis nama mitranya.");
                            }
                            Guest {
                                name,
                                agency: None,
                                partner: Some(Partner { kind, name: called }),
                            }
                        }
                    },
                );
            }
        }
        if !unknown.is_empty() {
            faults.add(
                "lines",
                [
                    "Instansi atau mitra tidak dikenal pada baris: ",
                    &unknown.join(" / "),
                ]
                .concat(),
            );
        }
        if guests.is_empty() && !faults.show() {
            faults.add("name", "Isi nama, atau tempel beberapa baris.");
        }
        if faults.show() {
            return;
        }
        let wrong = wrong_guests(&guests, pasted);
        if !wrong.is_empty() {
            for (field, words) in wrong {
                faults.add(field, words);
            }
            faults.show();
            return;
        }
        let said = [&guests.len().to_string(), " orang dicatat hadir."].concat();
        let body = AttendanceNew { guests };
        deed.run(AttendanceAdd { activity: show.id }, body, said, move |_| {
            name.set(String::new());
            partner.set(String::new());
            lines.set(String::new());
            show.loaded.reload();
        });
    };
    let partner_name = move || {
        agency.with(|it| it.starts_with(PARTNER)).then(|| {
            view! { <Field name="partner" label="Nama mitra" hint="Misalnya nama desa, kampus, atau perusahaannya." value=partner faults=faults/> }
        })
    };
    view! {
        <section class="card stack onscreen" aria-labelledby="tambah">
            <h2 id="tambah">"Catat peserta tanpa akun"</h2>
            <form
                class="fields"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    send();
                }
            >
                <ErrorSummary faults=faults/>
                <div class="pair">
                    <Field name="name" label="Nama" value=name faults=faults/>
                    <Select name="agency" label="Instansi atau mitra" value=agency faults=faults options=side_choices(show.agencies)/>
                </div>
                {partner_name}
                <Field
                    name="lines"
                    label="Atau tempel beberapa baris"
                    hint="Satu orang sebaris: Nama; INSTANSI (kode atau nama lengkapnya). Untuk mitra: Nama; desa; nama desanya. Mitra: desa, kampus, perusahaan, komunitas, daerah lain."
                    rows=4
                    value=lines
                    faults=faults
                />
                <div class="actions">
                    <Press label="Catat hadir" busy=deed.busy/>
                </div>
            </form>
        </section>
    }
    .into_any()
}

/// The form to change it.
fn changing(show: Show) -> AnyView {
    let open = RwSignal::new(false);
    // What is typed is not lost when the list is loaded again: only opening makes the form.
    let form = move || {
        open.get().then(|| {
            untrack(|| {
                let line = show.loaded.get()?.line;
                let version = line.version;
                let form = Form::of(&line.about);
                let kept = form.keep(&show.id.to_string());
                let action = Action::of(form.faults).says_in(show.said).closes(open);
                let send = move |activity| {
                    action.run(
                        ActivitySet { activity: show.id },
                        ActivityUpdate { version, activity },
                        "Kegiatan diubah.",
                        move |_| {
                            kept.done();
                            show.loaded.reload();
                        },
                    );
                };
                Some(view! {
                    <section class="card stack onscreen" aria-labelledby="ubah">
                        <h2 id="ubah">"Ubah kegiatan"</h2>
                        {form.view(kept, "Simpan perubahan", action.busy, send)}
                    </section>
                })
            })
        })
    };
    let words = Signal::derive(move || {
        if open.get() {
            "Tutup formulir".to_owned()
        } else {
            "Ubah kegiatan".to_owned()
        }
    });
    view! {
        {form}
        <div class="actions onscreen">
            <Press label=words class="btn plain" on=Callback::new(move |()| open.update(|it| *it = !*it))/>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use klisida_domain::agency::Obligation;

    use super::*;

    #[test]
    fn every_wrong_line_is_named_and_the_typed_one_at_its_own_field() {
        let of = |name: &str| Guest::of_agency(name.to_owned(), AgencyCode("DLH".to_owned()));
        let guests = [of("A"), of("Siti"), of(&"B".repeat(101)), of("C")];
        let wrong = wrong_guests(&guests, 3);
        let fields: Vec<_> = wrong.iter().map(|it| it.0).collect();
        assert_eq!(fields, ["name", "lines"]);
        assert!(wrong[1].1.starts_with("A: ") && wrong[1].1.contains(" / BBB"));
    }

    #[test]
    fn pasted_lines_become_guests_and_unknown_agencies_are_named() {
        let agencies = [Agency {
            code: AgencyCode("DINKES".to_owned()),
            name: "Dinas Kesehatan".to_owned(),
            sort: "dinas".to_owned(),
            parent: None,
            obligation: Obligation::Bound,
        }];
        let (guests, unknown) = read_lines(
            "Ani contoh; dinkes\n\nBudi contoh;Dinas Kesehatan\nCici contoh; Entah\nDodi contoh\nEka contoh; Daerah lain; Bangka",
            &agencies,
        );
        assert_eq!(guests.len(), 3);
        let of = |n: usize| guests[n].agency.as_ref().map(|it| it.0.as_str());
        assert_eq!(
            [of(0), of(1), of(2)],
            [Some("DINKES"), Some("DINKES"), None]
        );
        let partner = guests[2]
            .partner
            .as_ref()
            .map(|it| (it.kind, it.name.as_str()));
        assert_eq!(partner, Some((PartnerKind::Region, "Bangka")));
        assert_eq!(unknown, ["Cici contoh; Entah", "Dodi contoh"]);
    }
}
