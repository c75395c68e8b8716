//! An innovation: where it stands, whose turn it is, and what is to be filled.

use klisida_domain::{
    api::RecordCreate,
    clinic::Lane,
    ids::InnovationId,
    law::Stage,
    profile,
    stage::{Desk, Hold, Place},
    wire::{RecordView, Review},
};
use leptos::prelude::*;

use super::{
    bits,
    local::Local,
    record::{self, Record},
    remarks, room_public, room_steps,
    tasks::{self, Tasks},
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
            {record.follow(move |view| head(record, view))}
            {remarks::todos(record)}
            {record.follow(move |view| work(record, view))}
            {record.follow(move |view| ways(record.id, view))}
            {room_public::section(record)}
            {room_steps::fold(record)}
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

fn head(record: Record, view: &RecordView) -> AnyView {
    let place = view.line.course.place;
    let now = clock::now();
    let regional = view.regional.then(|| {
        let why = if view.legacy {
            "Inovasi daerah · dari sebelum 2 Agustus 2024 (Pasal 17)"
        } else {
            "Inovasi daerah · kelima kriteria Pasal 8 terpenuhi"
        };
        view! { <span class="tag done">{why}</span> }
    });
    view! {
        {bits::steps(place)}
        <p class="cluster">{bits::status(view.line.course)} {regional}</p>
        {bits::turn_card(&view.line, &view.durations, now)}
        {review(record, view)}
    }
    .into_any()
}

/// The newest review that the agency was told of, while it still matters.
fn review(record: Record, view: &RecordView) -> AnyView {
    let course = view.line.course;
    let newest: Option<&Review> = view
        .rows
        .reviews
        .iter()
        .find(|it| it.announced_at.is_some());
    let Some(newest) = newest else {
        return ().into_any();
    };
    let repairing = course.hold == Hold::Revising;
    let fresh = course.stage().is_some_and(|stage| {
        // The review that let it into this stage stays in sight until the next one is handed in.
        newest
            .course
            .stage()
            .is_some_and(|of| of == stage || klisida_domain::stage::next(of) == Some(stage))
    });
    if !repairing && !fresh {
        return ().into_any();
    }
    let parts: Vec<_> = newest
        .parts
        .iter()
        .map(|part| {
            view! { <li><div><a href=to::fill(record.id, *part)>{part.label()}</a></div><span class="tag bad">"Perlu perbaikan"</span></li> }
        })
        .collect();
    let parts = (repairing && !parts.is_empty()).then(|| {
        view! {
            <h3>"Bagian yang dibuka untuk diperbaiki"</h3>
            <ul class="rows">{parts}</ul>
        }
    });
    let line = [
        newest.hearing.label(),
        " · ",
        &newest.held_on.wib().date_long(),
        " · ",
        &newest.by,
    ]
    .concat();
    let class = if repairing {
        "notice warn"
    } else {
        "notice done"
    };
    view! {
        <section class=class aria-labelledby="hasil">
            <b id="hasil">{["Hasil validasi: ", newest.finding.label()].concat()}</b>
            <span class="soft small">{line}</span>
            <p class="lines">{newest.reasons.clone()}</p>
            {parts}
        </section>
    }
    .into_any()
}

fn work(record: Record, view: &RecordView) -> AnyView {
    let Some(stage) = view.line.course.stage() else {
        return outside(record, view);
    };
    // The list follows what is written on this device; the record itself is drawn again by its own.
    let view = view.clone();
    (move || {
        let tasks = tasks::tasks(record, &view, stage);
        let rows = tasks.now.iter().map(tasks::Task::view).collect_view();
        let earlier = (!tasks.earlier.is_empty()).then(|| {
            let n = bits::count(tasks.earlier.len(), "bagian");
            let rows = tasks.earlier.iter().map(tasks::Task::view).collect_view();
            view! {
                <details class="fold">
                    <summary><b>"Dari tahap sebelumnya"</b> <span class="soft small">{n}</span></summary>
                    <ol class="rows">{rows}</ol>
                </details>
            }
        });
        view! {
            <section class="card" aria-labelledby="tugas">
                <h2 id="tugas">"Yang perlu diisi"</h2>
                <ol class="rows tasks">{rows}</ol>
                {earlier}
            </section>
            {judges(record, &view)}
            {primary(record, &view, &tasks)}
        }
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

/// The one button.
fn primary(record: Record, view: &RecordView, tasks: &Tasks) -> AnyView {
    let id = record.id;
    let course = view.line.course;
    let check = to::innovation_part(id, "periksa");
    let (href, words) = if bits::is_mine(view.line.relation, course) {
        match course.desk {
            Desk::Innovator => match tasks.next() {
                Some(task) => (
                    task.href.clone().unwrap_or_default(),
                    ["Lanjutkan: ", &bits::lower(&task.label)].concat(),
                ),
                None => (check, "Periksa dan ajukan".to_owned()),
            },
            Desk::AgencyCoordinator => (check, "Periksa dan teruskan".to_owned()),
            Desk::AgencyHead => (check, "Periksa dan setujui".to_owned()),
            Desk::Clinic => (to::consult(id), "Buka meja konsultasi".to_owned()),
        }
    } else if view.line.relation.coordinator && course.is_live() && course.desk == Desk::Innovator {
        // The coordinator may fill and hand in for a team.
        match tasks.next() {
            Some(task) => (
                task.href.clone().unwrap_or_default(),
                ["Bantu isi: ", &bits::lower(&task.label)].concat(),
            ),
            None => (check, "Periksa dan ajukan".to_owned()),
        }
    } else {
        return view! {
            <div class="actions"><a class="btn plain" href=check>"Lihat semua isian"</a></div>
        }
        .into_any();
    };
    view! { <div class="actions"><a class="btn" href=href>{words}</a></div> }.into_any()
}

/// Before the first stage, or after the last.
fn outside(record: Record, view: &RecordView) -> AnyView {
    if view.line.course.place != Place::Outside {
        let done = Lane::of(view.line.course) == Lane::Done;
        return done
            .then(|| {
                view! {
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

/// The other pages of the record.
fn ways(id: InnovationId, view: &RecordView) -> AnyView {
    let link = |part: &str, words: &str, note: String| {
        view! {
            <li>
                <div><a href=to::innovation_part(id, part)>{words.to_owned()}</a></div>
                <span class="soft small">{note}</span>
            </li>
        }
    };
    let consult = view.line.relation.clinic.then(|| {
        view! { <li><div><a href=to::consult(id)>"Meja konsultasi"</a></div><span class="soft small">"untuk Tim Klinik"</span></li> }
    });
    view! {
        <section class="card" aria-label="Halaman lain inovasi ini">
            <ul class="rows">
                {link("tim", "Tim", bits::count(view.members.len(), "orang"))}
                {link("bukti", "Bukti dan foto", bits::count(view.evidence.len(), "bukti"))}
                {link("catatan", "Catatan", bits::at_least(view.rows.log.len(), view.ends.log.as_ref(), "catatan"))}
                {link("riwayat", "Riwayat", bits::at_least(view.rows.reviews.len(), view.ends.reviews.as_ref(), "validasi"))}
                {link("profil", "Profil nasional", "untuk dicetak".to_owned())}
                {consult}
            </ul>
        </section>
    }
    .into_any()
}
