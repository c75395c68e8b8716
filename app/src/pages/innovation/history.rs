//! What happened to an innovation: who, what, when, before and after.

use klisida_domain::{
    api::HistoryList, event, ids::InnovationId, part::Part, time::MINUTE, wire::HistoryLine,
};
use klisida_views::kit;
use leptos::prelude::*;

use super::record::{self, Record};
use crate::{
    paths as to,
    ui::{Source, load_kept, more},
};

/// Savings of a part with less than this between them are one sitting.
const SITTING: i64 = 30 * MINUTE;

/// `/app/inovasi/:innovation/riwayat`.
pub fn page() -> AnyView {
    record::page("Riwayat", "narrow", body)
}

fn body(record: Record) -> AnyView {
    let id = record.id;
    let shown = RwSignal::new("saring=utama");
    let filter = move |query: &'static str, words: &'static str| {
        let pressed = move || {
            if shown.get() == query {
                "true"
            } else {
                "false"
            }
        };
        view! { <button type="button" class="chip" aria-pressed=pressed on:click=move |_| shown.set(query)>{words}</button> }
    };
    let content = move || {
        let query = shown.get();
        let source = Source::query(&HistoryList { innovation: id }, query);
        let lines = load_kept(["history/", &id.to_string(), query].concat(), source);
        view! {
            {lines.view("riwayat", move |lines| timeline(id, &lines.items))}
            {more(lines)}
        }
    };
    view! {
        <div class="chips" role="group" aria-label="Saring">
            {filter("saring=utama", "Langkah dan keputusan")}
            {filter("saring=validasi", "Hanya validasi")}
            {filter("", "Semua, termasuk penyimpanan")}
        </div>
        {content}
    }
    .into_any()
}

/// The part that a line is about, when it was saved on the way.
fn saved(line: &HistoryLine) -> Option<Part> {
    if line.action != event::PART_SAVED {
        return None;
    }
    // Older lines name the part where newer ones say how much it holds.
    let names = [Some(&line.subject), line.after.as_ref()];
    Part::ALL
        .into_iter()
        .find(|part| names.contains(&Some(&part.label().to_owned())))
}

/// A sitting of one person over one part as one line, newest first as the lines are: how much it held before and after.
fn sittings(lines: &[HistoryLine]) -> Vec<(HistoryLine, usize)> {
    let mut out: Vec<(HistoryLine, usize)> = Vec::new();
    // Where the sitting of each part and person goes on, and when its earliest line was.
    let mut open: Vec<(Part, String, usize, i64)> = Vec::new();
    for line in lines {
        let Some(part) = saved(line) else {
            // A step or decision ends every sitting.
            open.clear();
            out.push((line.clone(), 1));
            continue;
        };
        let known = open
            .iter_mut()
            .find(|it| it.0 == part && it.1 == line.by && it.3 - line.at.0 <= SITTING);
        if let Some((.., at, earliest)) = known {
            *earliest = line.at.0;
            if let Some((first, count)) = out.get_mut(*at) {
                first.before.clone_from(&line.before);
                *count += 1;
            }
            continue;
        }
        open.retain(|it| it.0 != part || it.1 != line.by);
        open.push((part, line.by.clone(), out.len(), line.at.0));
        out.push((line.clone(), 1));
    }
    out
}

fn timeline(id: InnovationId, lines: &[HistoryLine]) -> AnyView {
    let rows: Vec<_> = sittings(lines)
        .into_iter()
        .map(|(line, count)| match saved(&line) {
            Some(part) => sitting(id, part, &line, count),
            None => row(&line),
        })
        .collect();
    if rows.is_empty() {
        return kit::empty(
            "Belum ada yang dicatat",
            "Setiap langkah dan perubahan tampil di sini, dengan siapa dan kapan.",
            (),
        )
        .into_any();
    }
    view! { <ol class="timeline">{rows}</ol> }.into_any()
}

/// "Ringkasan: 34 menjadi 44 kata", with the way to it.
fn sitting(id: InnovationId, part: Part, line: &HistoryLine, count: usize) -> AnyView {
    let head = [part.label(), ": ", &grown(part, line)].concat();
    let times = match count {
        1 => String::new(),
        n => [" · ", &n.to_string(), " kali disimpan"].concat(),
    };
    let meta = [&line.by, " · ", &line.at.wib().full(), &times].concat();
    view! {
        <li class="past">
            <b>{head}</b>
            " "
            <a href=to::fill(id, part)>"Lihat" <span class="sr">{[" ", part.label()].concat()}</span></a>
            <time>{meta}</time>
        </li>
    }
    .into_any()
}

/// How much it held before and after: "34 menjadi 44 kata".
fn grown(part: Part, line: &HistoryLine) -> String {
    let after = line.after.as_deref().filter(|it| *it != part.label());
    match (line.before.as_deref(), after) {
        (Some(before), Some(after)) if before == after => ["tetap ", after].concat(),
        (Some(before), Some(after)) => {
            let number = before.split(' ').next().unwrap_or_default();
            [number, " menjadi ", after].concat()
        }
        (None, Some(after)) => after.to_owned(),
        _ => "disimpan".to_owned(),
    }
}

fn row(line: &HistoryLine) -> AnyView {
    let what = event::words(&line.action).to_owned();
    let head = if line.subject.is_empty() {
        what
    } else {
        [&what, ": ", &line.subject].concat()
    };
    let meta = [&line.by, " · ", &line.at.wib().full()].concat();
    let reason = line
        .reason
        .as_ref()
        .map(|reason| view! { <p class="lines">{["Alasan: ", reason].concat()}</p> });
    let change = match (&line.before, &line.after) {
        (None, None) => None,
        (before, after) => {
            let words = |it: &Option<String>| it.clone().unwrap_or_else(|| "–".to_owned());
            Some(view! {
                <p class="change">
                    <span class="sr">"dari "</span>
                    <del>{words(before)}</del>
                    <span aria-hidden="true">" → "</span>
                    <span class="sr">" menjadi "</span>
                    <ins>{words(after)}</ins>
                </p>
            })
        }
    };
    view! {
        <li class="past">
            <b>{head}</b>
            <time>{meta}</time>
            {reason}
            {change}
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use klisida_domain::{record::Section, time::Instant};

    use super::*;

    fn line(action: &str, minute: i64, by: &str, before: &str, after: &str) -> HistoryLine {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        HistoryLine {
            at: Instant(minute * MINUTE),
            by: by.to_owned(),
            action: action.to_owned(),
            subject: Part::Text(Section::Summary).label().to_owned(),
            reason: None,
            before: some(before),
            after: some(after),
        }
    }

    #[test]
    fn savings_of_a_part_in_one_sitting_are_one_line() {
        let save = |minute, before, after| line("part.saved", minute, "Ani", before, after);
        let lines = [
            save(200, "44 kata", "50 kata"),
            save(62, "40 kata", "44 kata"),
            save(40, "34 kata", "40 kata"),
            line("record.returned", 39, "Budi", "", ""),
            save(38, "20 kata", "34 kata"),
        ];
        let found = sittings(&lines);
        let part = Part::Text(Section::Summary);
        let said: Vec<_> = found
            .iter()
            .map(|(line, count)| (grown(part, line), *count))
            .collect();
        assert_eq!(said[0], ("44 menjadi 50 kata".to_owned(), 1));
        assert_eq!(said[1], ("34 menjadi 44 kata".to_owned(), 2));
        assert_eq!(found[2].0.action, "record.returned");
        assert_eq!(said[3], ("20 menjadi 34 kata".to_owned(), 1));
        assert_eq!(found.len(), 4);
    }

    #[test]
    fn lines_from_before_the_amounts_were_kept_are_read_too() {
        let mut old = line("part.saved", 1, "Ani", "", Part::Plan.label());
        old.subject = "INV-2026-0001 Contoh".to_owned();
        assert_eq!(saved(&old), Some(Part::Plan));
        assert_eq!(grown(Part::Plan, &old), "disimpan");
    }
}
