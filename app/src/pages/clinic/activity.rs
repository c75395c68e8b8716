//! An activity: its code, who was there, and the ways to write down who else.

use klisida_domain::{
    activity::{Guest, guests_faults},
    agency::{Agency, AgencyCode, find_by_name},
    api::{ActivitySet, ActivityShow, AttendanceAdd},
    ids::ActivityId,
    problem::Code,
    wire::{ActivityUpdate, ActivityView, AttendanceNew},
};
use klisida_views::kit;
use leptos::prelude::*;

use super::activity_form::{Form, when_and_where};
use crate::{
    action::{Action, Said},
    paths::{self as to, param},
    ui::{ErrorSummary, Field, Loaded, Page, Press, Qr, Select, load_kept, more},
    work::{agencies, agency_choices, agency_name, article},
};

/// What all parts of the page share. A handle: copy it into closures.
#[derive(Clone, Copy)]
struct Show {
    id: ActivityId,
    loaded: Loaded<ActivityView>,
    agencies: Loaded<Vec<Agency>>,
    said: Said,
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
        <section class="card stack checkin" aria-labelledby="kode">
            <h2 id="kode">"Kode hadir"</h2>
            <p class="bigcode">
                <span aria-hidden="true">{view.code.clone()}</span>
                <span class="sr">{["Kode ", &spelled.join(" ")].concat()}</span>
            </p>
            <Qr text=address label="Kode QR ke halaman hadir"/>
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
            let agency = it.agency.clone();
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
                    <td>{move || agency_name(show.agencies, &agency)}</td>
                    <td>{how}</td>
                    <td><time>{it.at.wib().clock()}</time></td>
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
            <div class="actions">
                <Press label="Cetak daftar hadir" class="btn plain" on=print/>
                <Press label="Muat ulang daftar" class="btn plain" busy=Signal::derive(move || show.loaded.busy()) on=Callback::new(move |()| show.loaded.reload())/>
            </div>
        </section>
    }
    .into_any()
}

/// Lines "Nama; INSTANSI" as guests, and the lines whose agency nobody knows.
fn read_lines(text: &str, agencies: &[Agency]) -> (Vec<Guest>, Vec<String>) {
    let (mut guests, mut unknown) = (Vec::new(), Vec::new());
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let (name, body) = line.split_once([';', '\t']).unwrap_or((line, ""));
        let body = body.trim();
        let found = agencies
            .iter()
            .find(|it| it.code.0.eq_ignore_ascii_case(body))
            .or_else(|| find_by_name(agencies, body));
        match found {
            Some(agency) if !body.is_empty() => guests.push(Guest {
                name: name.trim().to_owned(),
                agency: agency.code.clone(),
            }),
            _ => unknown.push(line.trim().to_owned()),
        }
    }
    (guests, unknown)
}

/// People who did not check in by themselves.
fn guests(show: Show) -> AnyView {
    let deed = Action::new().says_in(show.said);
    let faults = deed.faults;
    let (name, agency, lines) = (
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
    );
    let send = move || {
        faults.clear();
        let all = show.agencies.get_untracked().unwrap_or_default();
        let (mut guests, unknown) = read_lines(&lines.get_untracked(), &all);
        let (one, of) = (name.get_untracked(), agency.get_untracked());
        if !one.trim().is_empty() {
            if of.is_empty() {
                faults.add("agency", "Pilih instansinya.");
            } else {
                guests.push(Guest {
                    name: one.trim().to_owned(),
                    agency: AgencyCode(of),
                });
            }
        }
        for line in unknown {
            faults.add(
                "lines",
                ["Instansi tidak dikenal pada baris: ", &line].concat(),
            );
        }
        if guests.is_empty() && !faults.show() {
            faults.add("name", "Isi nama, atau tempel beberapa baris.");
        }
        if faults.show() || faults.take(&guests_faults(&guests)) {
            return;
        }
        let said = [&guests.len().to_string(), " orang dicatat hadir."].concat();
        let body = AttendanceNew { guests };
        deed.run(AttendanceAdd { activity: show.id }, body, said, move |_| {
            name.set(String::new());
            lines.set(String::new());
            show.loaded.reload();
        });
    };
    view! {
        <section class="card stack" aria-labelledby="tambah">
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
                    <Select name="agency" label="Instansi" value=agency faults=faults options=agency_choices(show.agencies, "Pilih instansi")/>
                </div>
                <Field
                    name="lines"
                    label="Atau tempel beberapa baris"
                    hint="Satu orang sebaris: Nama; INSTANSI. Instansi boleh kode atau nama lengkapnya."
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
                    <section class="card stack" aria-labelledby="ubah">
                        <h2 id="ubah">"Ubah kegiatan"</h2>
                        {form.view(kept, show.agencies, "Simpan perubahan", action.busy, send)}
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
        <div class="actions">
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
    fn pasted_lines_become_guests_and_unknown_agencies_are_named() {
        let agencies = [Agency {
            code: AgencyCode("DINKES".to_owned()),
            name: "Dinas Kesehatan".to_owned(),
            sort: "dinas".to_owned(),
            parent: None,
            obligation: Obligation::Bound,
        }];
        let (guests, unknown) = read_lines(
            "Ani contoh; dinkes\n\nBudi contoh;Dinas Kesehatan\nCici contoh; Entah\nDodi contoh",
            &agencies,
        );
        assert_eq!(guests.len(), 2);
        assert!(guests.iter().all(|it| it.agency.0 == "DINKES"));
        assert_eq!(unknown, ["Cici contoh; Entah", "Dodi contoh"]);
    }
}
