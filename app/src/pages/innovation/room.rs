//! An innovation: where it stands, whose turn it is, and what is to be filled.

use klisida_domain::{
    api::RecordCreate,
    clinic::{self, Act, Lane},
    guide,
    ids::InnovationId,
    law::Stage,
    legacy::FirstUse,
    part::{self, Part},
    paths::public,
    profile,
    stage::{Desk, Place},
    text,
    wire::RecordView,
};
use leptos::prelude::*;

use super::{
    bits,
    local::Local,
    record::{self, Record},
    remarks, room_public, room_steps,
    tasks::{self, Task, Tasks},
    told,
};
use crate::{
    action::about,
    clock,
    offline::senders::use_requests,
    paths::{self as to, param},
    ui::{ErrorSummary, Page, Press},
};

/// `/app/inovasi/:innovation`.
pub fn page() -> AnyView {
    let Some(id) = param::<InnovationId>("innovation") else {
        return record::unknown("Ruang inovasi");
    };
    let record = Record::open(id);
    record.recall();
    // What waited went out: the server knows more now.
    let requests = use_requests();
    let waiting = Memo::new(move |_| requests.waiting_for(id).len());
    Effect::new(move |before: Option<usize>| {
        let now = waiting.get();
        if before.is_some_and(|before| now < before) {
            record.reload();
        }
        now
    });
    let tasks = Memo::new(move |_| {
        record.view.with(|view| {
            let view = view.as_ref()?;
            let stage = view.line.course.stage()?;
            Some(tasks::tasks(record, view, stage))
        })
    });
    let title = Signal::derive(move || {
        record.view.with(|view| {
            view.as_ref()
                .map_or_else(|| "Ruang inovasi".to_owned(), |view| view.line.name.clone())
        })
    });
    let eyebrow = Signal::derive(move || {
        record.view.with(|view| {
            view.as_ref()
                .map_or_else(String::new, |view| match &view.line.number {
                    Some(number) => [&view.line.agency_name, " · ", number].concat(),
                    None => view.line.agency_name.clone(),
                })
        })
    });
    view! {
        <Page title=title eyebrow=eyebrow width="narrow" back=(to::INNOVATIONS.to_owned(), "Daftar inovasi".to_owned())>
            {record.surround()}
            {begun_here(record)}
            {queue(id)}
            {record.follow(move |view| told::card(record, view))}
            {record.follow(move |view| head(record, view, tasks))}
            {remarks::todos(record)}
            {record.follow(move |view| work(record, view, tasks))}
            {rest(record)}
        </Page>
    }
    .into_any()
}

/// The server does not know the record yet.
fn begun_here(record: Record) -> AnyView {
    let deed = record.action();
    let again = move |local: Local| {
        let about = about(record.id, "Inovasi baru", local.body.name.clone());
        deed.job(async move {
            deed.hand_over(about, &RecordCreate {}, &local.body).await?;
            if let Some(store) = record.store() {
                let refusal = None;
                Local { refusal, ..local }.keep(store).await;
                record.load().await;
            }
            Ok(String::new())
        });
    };
    (move || {
        let local = record.local.get()?;
        let kept = ["Di perangkat ini sejak ", &local.since.wib().clock(), " WIB."].concat();
        Some(match local.refusal.clone() {
            None => view! {
                <div class="notice warn" role="status">
                    <b>{kept}</b>
                    <p>"Anda sudah bisa mengisi. Semuanya terkirim sendiri saat ada sinyal."</p>
                </div>
            }
            .into_any(),
            Some(problem) => {
                let words = problem.words();
                view! {
                    <div class="notice bad" role="alert">
                        <b>"Inovasi ini belum diterima server."</b>
                        <p>{words}</p>
                        <ErrorSummary faults=deed.faults/>
                        <div class="actions">
                            <Press label="Kirim lagi" class="btn plain" busy=deed.busy on=Callback::new(move |()| again(local.clone()))/>
                        </div>
                    </div>
                }
                .into_any()
            }
        })
    })
    .into_any()
}

/// What waits in the outbox for this innovation.
fn queue(id: InnovationId) -> AnyView {
    let requests = use_requests();
    (move || {
        let queue = requests.waiting_for(id);
        let refused = queue.iter().filter(|it| it.refusal.is_some()).count();
        let waiting = queue.len() - refused;
        if queue.is_empty() {
            return None;
        }
        let what: Vec<String> = queue.iter().map(|it| it.about.what.clone()).collect();
        let head = if refused > 0 {
            [&bits::count(refused, "kiriman"), " perlu Anda lihat."].concat()
        } else {
            [&bits::count(waiting, "kiriman"), " menunggu sinyal."].concat()
        };
        Some(view! {
            <div class="notice warn">
                <b>{head}</b>
                <p>{what.join(", ")} ". " <a href=to::OUTBOX>"Lihat kiriman"</a></p>
            </div>
        })
    })
    .into_any()
}

/// The one next step of whoever looks: as somebody is told to, and where. The turn and the button say the same.
fn next_step(
    id: InnovationId,
    view: &RecordView,
    tasks: Option<&Tasks>,
) -> Option<(String, String)> {
    let (course, relation) = (view.line.course, view.line.relation);
    let mine = bits::is_mine(relation, course);
    // The coordinator may fill and hand in for a team.
    let helps = relation.coordinator && course.is_live() && course.desk == Desk::Innovator;
    if !mine && !helps {
        return None;
    }
    let check = to::innovation_part(id, "periksa");
    let words = match course.desk {
        Desk::Innovator => {
            let next = tasks.and_then(Tasks::next);
            let (deed, href) = next.map_or_else(
                || ("periksa dan ajukan".to_owned(), check.clone()),
                |task| (task.deed.clone(), task.href.clone().unwrap_or_default()),
            );
            return Some((deed, href));
        }
        Desk::AgencyCoordinator => "periksa dan teruskan",
        Desk::AgencyHead => "periksa dan setujui",
        Desk::Clinic => return Some(("buka meja konsultasi".to_owned(), to::consult(id))),
    };
    Some((words.to_owned(), check))
}

/// Where it stands, whose turn it is since when, and the one next step.
fn head(record: Record, view: &RecordView, tasks: Memo<Option<Tasks>>) -> AnyView {
    let view = view.clone();
    // The step follows what is written on this device; the record itself is drawn again by its own.
    (move || {
        let step = tasks.with(|tasks| next_step(record.id, &view, tasks.as_ref()));
        card(record.id, &view, step)
    })
    .into_any()
}

fn card(id: InnovationId, view: &RecordView, step: Option<(String, String)>) -> AnyView {
    let line = &view.line;
    let now = clock::now();
    let mine = bits::is_mine(line.relation, line.course);
    let class = if mine {
        "card turn"
    } else {
        "card turn others"
    };
    let (turn, since) = bits::turn_head(
        line,
        &view.durations,
        now,
        step.as_ref().map(|it| it.0.as_str()),
    );
    // What is from before the regulation goes on since it was first in use, not since it was registered.
    let since = view
        .first_used
        .filter(|_| line.course.place == Place::Continued)
        .map_or(since, |it| ["sejak ", &it.words()].concat());
    let regional = view.regional.then(|| {
        let why = if view.legacy {
            "dari sebelum 2 Agustus 2024 (Pasal 17)"
        } else {
            "kelima kriteria Pasal 8 terpenuhi"
        };
        view! { <p class="cluster"><span class="tag done">"Inovasi daerah"</span> <span class="soft small">{why}</span></p> }
    });
    let people = [
        line.facilitator
            .as_ref()
            .map(|it| ["Pendamping: ", &it.name].concat()),
        line.reviewer
            .as_ref()
            .map(|it| ["Penelaah: ", &it.name].concat()),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(" · ");
    let step_given = step.is_some();
    let button = match step {
        Some((deed, href)) => {
            let words = if mine {
                text::upper(&deed)
            } else {
                ["Bantu tim: ", &deed].concat()
            };
            view! { <a class="btn" href=href>{words}</a> }.into_any()
        }
        None if line.course.is_live() => view! {
            <a class="btn plain" href=to::innovation_part(id, "periksa")>"Lihat semua isian"</a>
        }
        .into_any(),
        None => ().into_any(),
    };
    let deeds = (step_given || line.course.is_live())
        .then(|| view! { <div class="actions">{button}</div> });
    view! {
        <section class=class aria-label="Giliran">
            {view.first_used.is_none().then(|| bits::steps(line.course.place))}
            <p class="cluster">
                {bits::status(line.standing())} <span class="soft small">{since}</span> {bits::late(line, &view.durations, now)}
            </p>
            {regional}
            <b>{turn}</b>
            {(!people.is_empty()).then(|| view! { <span class="soft small">{people}</span> })}
            {deeds}
        </section>
    }
    .into_any()
}

fn work(record: Record, view: &RecordView, tasks: Memo<Option<Tasks>>) -> AnyView {
    let Some(stage) = view.line.course.stage() else {
        return outside(record, view);
    };
    let view = view.clone();
    (move || {
        let tasks = tasks.get()?;
        let rows = |tasks: &[Task]| tasks.iter().map(Task::view).collect_view();
        let fold = |words: String, tasks: &[Task]| {
            (!tasks.is_empty()).then(|| {
                view! {
                    <details class="fold">
                        <summary><b>{words}</b></summary>
                        <ol class="rows tasks">{rows(tasks)}</ol>
                    </details>
                }
            })
        };
        let done = bits::count(tasks.done.len(), "selesai");
        let judged = (stage >= Stage::Design).then(|| judges(record, &view));
        Some(view! {
            <section class="card" aria-labelledby="tugas">
                <div class="split">
                    <h2 id="tugas">"Yang perlu diisi"</h2>
                    <a href=guide::of_stage(stage) rel="external">"Panduan tahap ini"</a>
                </div>
                <ol class="rows tasks">{rows(&tasks.now)}</ol>
                {fold(done, &tasks.done)}
                {fold("Boleh kosong, dari tahap sebelumnya".to_owned(), &tasks.earlier)}
            </section>
            {judged}
        })
    })
    .into_any()
}

/// How much of what a judge will see is there.
fn judges(record: Record, view: &RecordView) -> AnyView {
    let evidence = view.evidence.iter().any(|it| it.stored_at.is_some());
    let percent = profile::judged(|part| record.filling(view, part), evidence);
    let value = percent.to_string();
    view! {
        <div class="stack">
            <p class="split">
                <span>"Yang dilihat juri nanti"</span>
                <b class="num">{[&value, " %"].concat()}</b>
            </p>
            <meter min="0" max="100" value=value aria-label="Kelengkapan yang dilihat juri nanti"></meter>
        </div>
    }
    .into_any()
}

/// What a routine service is written on about: results, promotion, input, and how it is developed next.
fn growing(record: Record, view: &RecordView) -> AnyView {
    let id = record.id;
    let open = part::open_results(&record.parts(view));
    // What was registered without stages may have no figures at all: then none is missing.
    let figures = record::stored(view, Part::Indicators).is_some();
    let results = if open == 0 || !figures {
        "angka sebelum dan sesudah".to_owned()
    } else {
        [&bits::count(open as usize, "ukuran"), " belum ada hasilnya"].concat()
    };
    let row = |href: String, words: &'static str, note: String| {
        view! {
            <li class="tap">
                <div><a class="hit" href=href>{words}</a></div>
                <span class="soft small">{note}</span>
            </li>
        }
    };
    let note = |kind: &str| to::innovation_part(id, &["catatan/", kind].concat());
    // What was registered without stages has no plan that could be developed.
    let planned = view.first_used.is_none();
    view! {
        <section class="card" aria-labelledby="berlanjut">
            <h2 id="berlanjut">"Tetap dicatat"</h2>
            <p class="soft small">"Layanan ini terus berjalan. Yang Anda tambahkan tersimpan dengan riwayatnya."</p>
            <ul class="rows">
                {row(to::fill(id, Part::Indicators), "Hasil", results)}
                {row(note("promosi"), "Promosi", "pameran, gelar wicara, seminar".to_owned())}
                {row(note("masukan"), "Masukan", "dari pengguna".to_owned())}
                {row(note("pemantauan"), "Pemantauan", String::new())}
                {planned.then(|| view! {
                    {row(note("rencana"), "Pengembangan tahun berikutnya", "versi baru rencana aksi".to_owned())}
                    {row(note("kemajuan"), "Kemajuan rencana", String::new())}
                })}
            </ul>
        </section>
    }
    .into_any()
}

/// What was registered of an innovation from before the regulation.
fn registered(id: InnovationId, view: &RecordView) -> AnyView {
    let since = view.first_used.map(FirstUse::words).unwrap_or_default();
    let line = &view.line;
    let may = clinic::may(line.relation, Act::Register, line.course, &view.open).is_ok();
    view! {
        <section class="card stack" aria-labelledby="didata">
            <h2 id="didata">"Didata sebagai inovasi sebelum 2 Agustus 2024"</h2>
            <p>"Diterapkan sejak " {since} ". Nama, instansi, jenis, dan tahunnya terbuka untuk umum; tidak ada tahapan yang harus dilalui (Pasal 17)."</p>
            {may.then(|| view! { <div class="actions"><a class="btn plain" href=to::legacy_of(id)>"Perbaiki data"</a></div> })}
        </section>
    }
    .into_any()
}

/// Before the first stage, or after the last.
fn outside(record: Record, view: &RecordView) -> AnyView {
    if view.line.course.place != Place::Outside {
        let done = Lane::of(view.line.course) == Lane::Done;
        let goes_on = view.line.course.place == Place::Continued;
        return done
            .then(|| {
                view! {
                    {(goes_on && view.first_used.is_some()).then(|| registered(record.id, view))}
                    {(goes_on && tasks::may_write(view, Part::Indicators).is_ok()).then(|| growing(record, view))}
                    {judges(record, view)}
                    <div class="actions"><a class="btn plain" href=to::innovation_part(record.id, "profil")>"Lihat profil inovasi"</a></div>
                }
            })
            .into_any();
    }
    let deed = record.action();
    let start = move |()| {
        record.send(
            deed,
            "Mulai tahapan",
            klisida_domain::api::RecordStart {
                innovation: record.id,
            },
            klisida_domain::wire::Empty {},
            |_| {},
        );
    };
    let stage = Stage::DrumUp;
    view! {
        <section class="card stack">
            <h2>"Mulai tahapan klinik"</h2>
            <p>"Tahap pertama: " {stage.label()} ". Inovasi dari sebelum 2 Agustus 2024 tetap diakui sebagai inovasi daerah (Pasal 17)."</p>
            <ErrorSummary faults=deed.faults/>
            {deed.outcome()}
            <div class="actions"><Press label="Mulai tahapan" busy=deed.busy on=Callback::new(start)/></div>
        </section>
    }
    .into_any()
}

/// Everything beside the next step: the other pages of the record, its public side, further steps.
fn rest(record: Record) -> AnyView {
    view! {
        <section class="card">
            <details class="fold">
                <summary><h2>"Lainnya"</h2> <span class="soft small">"tim, bukti, catatan, riwayat"</span></summary>
                <div class="stack">
                    {record.follow(move |view| ways(record.id, view))}
                    {room_public::section(record)}
                    {room_steps::section(record)}
                </div>
            </details>
        </section>
    }
    .into_any()
}

/// The other pages of the record.
fn ways(id: InnovationId, view: &RecordView) -> AnyView {
    let row = |href: String, words: &'static str, note: String| {
        view! {
            <li class="tap">
                <div><a class="hit" href=href>{words}</a></div>
                <span class="soft small">{note}</span>
            </li>
        }
    };
    let link = |part: &str, words, note| row(to::innovation_part(id, part), words, note);
    let mut team = bits::count(view.members.len(), "orang");
    if !view.facts.team_decree {
        team.push_str(" · keputusan belum dicatat");
    }
    let all = view.evidence.len();
    let here = view.evidence.iter().filter(|it| it.stored_at.is_some());
    let here = here.count();
    let evidence = if here == all {
        bits::count(all, "bukti")
    } else {
        [&here.to_string(), " dari ", &all.to_string(), " terkirim"].concat()
    };
    let log = bits::at_least(view.rows.log.len(), view.ends.log.as_ref(), "catatan");
    let reviews = bits::at_least(
        view.rows.reviews.len(),
        view.ends.reviews.as_ref(),
        "validasi",
    );
    let consult = view.line.relation.clinic.then(|| {
        row(
            to::consult(id),
            "Meja konsultasi",
            "untuk Tim Klinik".to_owned(),
        )
    });
    let related: Vec<_> = view
        .related
        .iter()
        .map(|it| {
            let slug = it.slug.clone().unwrap_or_default();
            view! { " " <a rel="external" href=public::innovation(&slug)>{it.name.clone()}</a> }
        })
        .collect();
    view! {
        <ul class="rows" aria-label="Halaman lain inovasi ini">
            {link("tim", "Tim", team)}
            {link("bukti", "Bukti dan foto", evidence)}
            {link("catatan", "Catatan", log)}
            {link("riwayat", "Riwayat", reviews)}
            {link("profil", "Profil nasional", "untuk dicetak".to_owned())}
            {consult}
        </ul>
        {(!related.is_empty()).then(|| view! { <p class="cluster small">"Inovasi terkait:" {related}</p> })}
    }
    .into_any()
}
