//! The innovation, to be read: where it stands, what is written, what proves it, what happened.

use klisida_domain::{
    api::{Endpoint, EvidenceFile, RemarkDone, RevisionShow},
    clinic::{MOST_REMARK, remark_field},
    evidence::Source,
    gate,
    law::{Principle, Stage},
    page::Inner,
    part::{Content, Part},
    paths::public,
    record::Filling,
    text,
    wire::{Attended, Empty, Evidence, LogView, PartView, RecordView, Remark, RevisionView},
};
use klisida_views::steps::Steps;
use leptos::prelude::*;

use super::{Desk, content, rest::rest, review::Form};
use crate::{
    action::Action,
    paths as to,
    ui::{Loaded, changed, field_id, load},
    work::{article, turn_view, waiting},
};

/// Everything to read.
pub fn view(desk: Desk, record: &RecordView) -> AnyView {
    let line = &record.line;
    let steps = line.course.stage().map_or_else(
        || view! { <p><b>{line.course.place.label()}</b></p> }.into_any(),
        |stage| view! { <Steps stage=stage/> }.into_any(),
    );
    view! {
        {turn_view(line, &record.durations, record.now)}
        {interest(record)}
        <div class="card stack">{steps} {facts(record)} {missing(record)}</div>
        {parts(desk, record)}
        {evidence(record)}
        {attended(record)}
        {log(record)}
        {remarks(desk, record)}
        {waiting(desk.id)}
    }
    .into_any()
}

/// The writers say that somebody profits in person: who checks reads it before anything else (Article 5(1)d).
fn interest(record: &RecordView) -> Option<AnyView> {
    if !record.line.interest {
        return None;
    }
    let mut parts = record.parts.iter();
    let said = parts
        .find_map(|it| match &it.content {
            Content::Principles(all) => all
                .iter()
                .find(|it| it.principle == Principle::NoConflict)
                .map(|it| it.proof.clone()),
            _ => None,
        })
        .unwrap_or_default();
    Some(
        view! {
            <div class="notice warn">
                <b>"Ada konflik kepentingan yang dinyatakan inovator (Pasal 5 ayat (1) huruf d)."</b>
                <p class="lines">{said}</p>
                <p><a href=to::CLINIC_INTERESTS>"Daftar konflik kepentingan"</a></p>
            </div>
        }
        .into_any(),
    )
}

fn facts(record: &RecordView) -> AnyView {
    let line = &record.line;
    let name = |it: Option<&klisida_domain::wire::PersonRef>| {
        it.map_or_else(|| "belum ada".to_owned(), |it| it.name.clone())
    };
    let members: Vec<_> = record
        .members
        .iter()
        .map(|it| {
            let lead = if it.lead { " (ketua)" } else { "" };
            [&it.person.name, lead].concat()
        })
        .collect();
    let met = record.criteria.iter().filter(|it| it.met).count();
    let criteria = if record.regional {
        "Inovasi daerah".to_owned()
    } else {
        [&met.to_string(), " dari 5 terpenuhi"].concat()
    };
    let public = match (record.published_at, record.asked_at) {
        (Some(at), _) => ["sejak ", &at.wib().date_long()].concat(),
        (None, Some(at)) => ["diminta ", &at.wib().date_long()].concat(),
        (None, None) => "belum".to_owned(),
    };
    let rows = [
        (
            "Nomor",
            line.number
                .clone()
                .unwrap_or_else(|| "belum ada".to_owned()),
        ),
        ("Instansi", line.agency_name.clone()),
        ("Keadaan", line.standing().status().to_owned()),
        ("Ajuan", ["revisi ", &record.revision.to_string()].concat()),
        ("Tim", members.join(", ")),
        ("Pendamping", name(line.facilitator.as_ref())),
        ("Penelaah", name(line.reviewer.as_ref())),
        ("Kriteria Pasal 8", criteria),
        ("Publik", public),
    ]
    .into_iter()
    .map(|(label, words)| view! { <div><dt>{label}</dt><dd>{words}</dd></div> })
    .collect_view();
    view! {
        <dl class="meta">{rows}</dl>
        {related(record)}
        <p class="cluster">
            <a href=to::innovation(line.id)>"Ruang inovasi"</a>
            <a href=to::innovation_part(line.id, "riwayat")>"Riwayat"</a>
            <a href=to::innovation_part(line.id, "profil")>"Profil untuk dicetak"</a>
        </p>
    }
    .into_any()
}

/// Innovations that it belongs together with.
fn related(record: &RecordView) -> Option<AnyView> {
    if record.related.is_empty() {
        return None;
    }
    let links = record
        .related
        .iter()
        .map(|it| {
            let slug = it.slug.clone().unwrap_or_default();
            view! { " " <a rel="external" href=public::innovation(&slug)>{it.name.clone()}</a> }
        })
        .collect_view();
    Some(view! { <p class="cluster small">"Terkait:" {links}</p> }.into_any())
}

/// What the gate of this stage still asks for, and what it warns of.
fn missing(record: &RecordView) -> AnyView {
    let Some(stage) = record.line.course.stage() else {
        return ().into_any();
    };
    let missing = gate::before_submission(stage, &record.facts);
    let warnings = gate::warnings(stage, &record.facts);
    if missing.is_empty() && warnings.is_empty() {
        return view! { <p><span class="tag done">"✓ Syarat tahap ini lengkap"</span></p> }
            .into_any();
    }
    let items = missing
        .iter()
        .map(|it| [it.words(), " (", &it.article().to_string(), ")"].concat())
        .chain(warnings.iter().map(|it| {
            [
                "peringatan: ",
                it.words(),
                " (",
                &it.article().to_string(),
                ")",
            ]
            .concat()
        }))
        .map(|words| view! { <li>{words}</li> })
        .collect_view();
    let count = missing.len() + warnings.len();
    let words = ["Yang belum ada (", &count.to_string(), ")"].concat();
    // Folded: what was handed in comes first.
    view! {
        <details class="fold">
            <summary><h2>{words}</h2></summary>
            <ul class="missing">{items}</ul>
        </details>
    }
    .into_any()
}

/// The revision that was judged last, when something newer was handed in or written since.
fn judged(record: &RecordView) -> Option<u32> {
    record
        .rows
        .reviews
        .iter()
        .map(|it| it.revision)
        .max()
        .filter(|n| *n > 0)
}

fn parts(desk: Desk, record: &RecordView) -> AnyView {
    let stage = record.line.course.stage().unwrap_or(Stage::Display);
    let compare = RwSignal::new(false);
    let judged = judged(record);
    let before = RwSignal::new(None::<RevisionView>);
    let fetch = move || {
        judged.filter(|_| compare.get()).map(|n| {
            untrack(|| {
                let loaded: Loaded<RevisionView> = load(RevisionShow {
                    innovation: desk.id,
                    n,
                });
                Effect::new(move || before.set(loaded.get()));
                loaded.view("revisi", |_| ().into_any())
            })
        })
    };
    let switch = judged.map(|n| {
        let words = ["Tandai yang berubah sejak revisi ", &n.to_string(), " yang ditelaah terakhir"].concat();
        view! {
            <label class="check">
                <input type="checkbox" prop:checked=move || compare.get() on:change=move |event| compare.set(event_target_checked(&event))/>
                <span>{words}</span>
            </label>
        }
    });
    let items = Part::ALL
        .into_iter()
        .filter(|part| part.stage() <= stage)
        .map(|part| {
            let stored = record.parts.iter().find(|it| it.part == part).cloned();
            part_view(desk.form, part, stored, compare, before)
        })
        .collect_view();
    view! {
        <section class="card stack" aria-labelledby="ajuan">
            <h2 id="ajuan">"Isi ajuan"</h2>
            {switch}
            {fetch}
            <div>{items}</div>
        </section>
    }
    .into_any()
}

fn filling(part: Part, stored: Option<&PartView>) -> (&'static str, &'static str) {
    let Some(stored) = stored else {
        return ("tag", "Belum diisi");
    };
    let filling = match (&stored.content, part) {
        (Content::Text(text), Part::Text(section)) => Filling::of(section, text, stored.done),
        _ if stored.content.faults(part).is_empty() => Filling::Done,
        _ => Filling::Begun,
    };
    let class = match filling {
        Filling::Done => "tag done",
        Filling::TooLong => "tag warn",
        Filling::Empty | Filling::Begun => "tag",
    };
    (class, filling.label())
}

fn part_view(
    form: Form,
    part: Part,
    stored: Option<PartView>,
    compare: RwSignal<bool>,
    before: RwSignal<Option<RevisionView>>,
) -> AnyView {
    let (class, words) = filling(part, stored.as_ref());
    let stamp = stored.as_ref().map(|it| {
        let words = [
            &it.by,
            " · ",
            &it.at.wib().date_short(),
            " pukul ",
            &it.at.wib().clock(),
        ]
        .concat();
        view! { <p class="soft small">{words}</p> }
    });
    let now = stored
        .map(|it| content::text(&it.content))
        .unwrap_or_default();
    let marked = move || form.marks.with(|marks| marks.contains_key(&part));
    let open = !now.is_empty();
    let body = {
        let now = now.clone();
        move || {
            let old = before.with(|it| {
                let it = it.as_ref()?;
                Some(it.parts.get(&part).map(content::text).unwrap_or_default())
            });
            match old {
                Some(old) if compare.get() => changed(&old, &now),
                _ if now.is_empty() => view! { <p class="soft">"Belum ada isi."</p> }.into_any(),
                _ => view! { <p class="lines">{now.clone()}</p> }.into_any(),
            }
        }
    };
    let id = field_id(&remark_field(part));
    let label = ["Yang perlu diperbaiki pada ", part.label()].concat();
    let remark = move || {
        marked().then(|| {
            view! {
                <div class="field">
                    <label for=id.clone()>{label.clone()}</label>
                    <textarea
                        id=id.clone()
                        rows=2
                        maxlength=MOST_REMARK.to_string()
                        prop:value=move || form.marks.with(|marks| marks.get(&part).cloned().unwrap_or_default())
                        on:input=move |event| {
                            let text = text::clean(&event_target_value(&event));
                            form.marks.update(|marks| {
                                marks.insert(part, text);
                            });
                        }
                    ></textarea>
                </div>
            }
        })
    };
    let check = move |event| {
        let on = event_target_checked(&event);
        form.marks.update(|marks| {
            if on {
                marks.entry(part).or_default();
            } else {
                marks.remove(&part);
            }
        });
    };
    view! {
        <details class="fold" open=open>
            <summary>
                <h3>{part.label()}</h3>
                <span class=class>{words}</span>
            </summary>
            <div class="stack">
                {part.article().map(|it| view! { <p>{article(it)}</p> })}
                {body}
                {stamp}
                <label class="check">
                    <input type="checkbox" prop:checked=marked on:change=check/>
                    <span>{["Perlu perbaikan: ", part.label()].concat()}</span>
                </label>
                {remark}
            </div>
        </details>
    }
    .into_any()
}

fn evidence_row(it: &Evidence) -> AnyView {
    let about = [
        it.purpose.label(),
        " · ",
        &it.by,
        " · ",
        &it.captured_at.wib().date_short(),
        if it.on_site { " · di lokasi" } else { "" },
    ]
    .concat();
    let link = match &it.source {
        Source::File { name, .. } if it.stored_at.is_some() => {
            let address = EvidenceFile { evidence: it.id }.path();
            view! {
                <a rel="external" target="_blank" href=address>
                    {name.clone()}
                    <span class="sr">" (membuka tab baru)"</span>
                </a>
            }
            .into_any()
        }
        Source::File { name, .. } => view! {
            <b>{name.clone()}</b>
            <span class="tag warn">"belum selesai diunggah"</span>
        }
        .into_any(),
        Source::Link { url } => {
            view! { <a target="_blank" rel="noopener noreferrer" href=url.clone()>{url.clone()}</a> }
                .into_any()
        }
    };
    let note = (!it.note.is_empty()).then(|| view! { <small>{it.note.clone()}</small> });
    let public = it
        .public
        .then(|| view! { <span class="tag">"tampil ke publik"</span> });
    view! {
        <li>
            <div>
                {link}
                <small>{about}</small>
                {note}
            </div>
            {public}
        </li>
    }
    .into_any()
}

fn section(
    id: &'static str,
    title: &'static str,
    none: &'static str,
    rows: Vec<AnyView>,
    rest: AnyView,
) -> AnyView {
    let content = if rows.is_empty() {
        view! { <p class="soft">{none}</p> }.into_any()
    } else {
        view! { <ul class="rows">{rows}</ul> }.into_any()
    };
    view! {
        <section class="card stack" aria-labelledby=id>
            <h2 id=id>{title}</h2>
            {content}
            {rest}
        </section>
    }
    .into_any()
}

fn evidence(record: &RecordView) -> AnyView {
    let rows = record.evidence.iter().map(evidence_row).collect();
    section("bukti", "Bukti", "Belum ada bukti.", rows, ().into_any())
}

fn attended(record: &RecordView) -> AnyView {
    let rows = record.rows.attended.iter().map(attended_row).collect();
    let rest = rest(
        record.line.id,
        Inner::Attended,
        record.ends.attended.as_ref(),
        |page| page.attended.iter().map(attended_row).collect(),
    );
    section(
        "kegiatan",
        "Kegiatan yang diikuti",
        "Belum mengikuti kegiatan.",
        rows,
        rest,
    )
}

fn attended_row(it: &Attended) -> AnyView {
    let about = [&it.about.starts_at.wib().date_long(), " · ", &it.name].concat();
    view! {
        <li>
            <div>
                <a href=to::activity(it.activity)>{it.about.title.clone()}</a>
                <small>{about}</small>
            </div>
            {article(it.about.kind.article())}
        </li>
    }
    .into_any()
}

fn log_row(it: &LogView) -> AnyView {
    let about = [
        it.note.label(),
        " · ",
        &it.at.wib().date_short(),
        " · ",
        &it.by,
    ]
    .concat();
    let follow = it.follow_up.as_ref().map(|it| {
        view! { <small>{["Tindak lanjut: ", &it.text, " (", &it.by, ")"].concat()}</small> }
    });
    let replaced = it
        .replaced
        .then(|| view! { <span class="tag">"sudah diperbaiki"</span> });
    let open = (it.note.waits() && it.follow_up.is_none() && !it.replaced)
        .then(|| view! { <span class="tag warn">"belum ditindaklanjuti"</span> });
    view! {
        <li>
            <div>
                <p class="lines">{it.note.text().to_owned()}</p>
                <small>{about}</small>
                {follow}
            </div>
            {replaced}
            {open}
        </li>
    }
    .into_any()
}

fn log(record: &RecordView) -> AnyView {
    let rows = record.rows.log.iter().take(20).map(log_row).collect();
    let list = section(
        "catatan",
        "Catatan lapangan",
        "Belum ada catatan.",
        rows,
        ().into_any(),
    );
    view! {
        {list}
        <p><a href=to::innovation_part(record.line.id, "catatan")>"Semua catatan dan catatan baru"</a></p>
    }
    .into_any()
}

fn remarks(desk: Desk, record: &RecordView) -> AnyView {
    let deed = desk.action();
    let all = record.open_remarks.iter().chain(&record.rows.remarks);
    let rows = all.map(|it| remark(desk, deed, it)).collect();
    let rest = rest(
        record.line.id,
        Inner::Remarks,
        record.ends.remarks.as_ref(),
        move |page| {
            let remarks = page.remarks.iter();
            remarks.map(|it| remark(desk, deed, it)).collect()
        },
    );
    section("komentar", "Komentar", "Belum ada komentar.", rows, rest)
}

fn remark(desk: Desk, deed: Action, it: &Remark) -> AnyView {
    let side = if it.clinic { "Tim Klinik" } else { "instansi" };
    let part = it.part.map_or("Seluruhnya", Part::label);
    let about = [
        part,
        " · ",
        &it.by,
        " (",
        side,
        ") · ",
        &it.at.wib().date_short(),
    ]
    .concat();
    let (innovation, remark) = (desk.id, it.id);
    let end = if it.done_at.is_some() {
        view! { <span class="tag done">"selesai"</span> }.into_any()
    } else {
        let label = [
            "Tandai selesai: ",
            &it.text.chars().take(60).collect::<String>(),
        ]
        .concat();
        let press = move |_| {
            desk.act(
                deed,
                RemarkDone { innovation, remark },
                Empty {},
                "Komentar ditandai selesai.",
                || {},
            );
        };
        view! {
            <button type="button" class="btn plain small" aria-label=label on:click=press>
                "Selesai"
            </button>
        }
        .into_any()
    };
    view! {
        <li>
            <div>
                <p class="lines">{it.text.clone()}</p>
                <small>{about}</small>
            </div>
            {end}
        </li>
    }
    .into_any()
}
