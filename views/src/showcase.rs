//! What the clinic published of a record: problem, solution, benefit, figures, timeline, public evidence.

use leptos::prelude::*;

use klisida_domain::{
    evidence::{DateFrom, FileKind},
    ids::EvidenceId,
    record::{Indicator, Section},
    showcase::{Milestone, Showcase},
    text,
    time::Instant,
};

/// A piece of evidence that the agency shows to the public.
#[derive(Clone, Debug)]
pub struct Proof {
    /// Its id; the file is at `/bukti/<id>`.
    pub id: EvidenceId,
    /// A file: its name and what it is.
    pub file: Option<(String, FileKind)>,
    /// Or a link.
    pub url: Option<String>,
    /// What it shows; empty when nobody said.
    pub note: String,
    /// When it was captured.
    pub captured_at: Instant,
    /// Where that date comes from.
    pub date_from: DateFrom,
    /// Measures of its small picture, at `/bukti/<id>/kecil`.
    pub small: Option<(u32, u32)>,
}

/// What is shown of a record.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The content as published.
    pub content: Showcase,
    /// Published as of.
    pub at: Instant,
    /// Has the status "inovasi daerah" (Article 8).
    pub regional: bool,
    /// Public evidence, oldest first.
    pub proofs: Vec<Proof>,
}

/// What is seen of it: public photos and the figures, beside the text where there is room.
pub fn beside(shown: &Shown) -> Option<impl IntoView + use<>> {
    let items: Vec<_> = shown
        .proofs
        .iter()
        .filter(|it| is_image(it))
        .map(picture)
        .collect();
    let figures = figures(&shown.content.indicators);
    (!items.is_empty() || figures.is_some()).then(|| {
        let photos = (!items.is_empty())
            .then(|| view! { <ul class="grid photos" aria-label="Foto">{items}</ul> });
        view! {
            {photos}
            {figures}
        }
    })
}

fn is_image(proof: &Proof) -> bool {
    proof.file.as_ref().is_some_and(|(_, kind)| kind.is_image())
}

/// What it is: summary, problem, solution, benefit, lessons and the other public evidence.
pub fn told(shown: &Shown) -> impl IntoView + use<> {
    let it = &shown.content;
    let others: Vec<&Proof> = shown.proofs.iter().filter(|it| !is_image(it)).collect();
    let others = (!others.is_empty()).then(|| {
        let items = others.into_iter().filter_map(paper).collect_view();
        view! {
            <section class="stack">
                <h2>"Bukti"</h2>
                <ul class="rows">{items}</ul>
            </section>
        }
    });
    view! {
        {prose(Section::Summary.label(), &it.summary)}
        {prose(Section::Problem.label(), &it.problem)}
        {prose(Section::Solution.label(), &it.solution)}
        {prose("Manfaat", &it.benefit)}
        {prose("Yang dipelajari", &it.lessons)}
        {others}
    }
}

/// A text under its heading; nothing where nothing was recorded.
fn prose(title: &'static str, text: &str) -> Option<impl IntoView + use<>> {
    let paragraphs = text
        .split('\n')
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| view! { <p>{line.to_owned()}</p> })
        .collect_view();
    (!text.trim().is_empty()).then(|| {
        view! {
            <section class="prose">
                <h2>{title}</h2>
                {paragraphs}
            </section>
        }
    })
}

/// The dated steps.
pub fn course(shown: &Shown) -> impl IntoView + use<> {
    timeline(&shown.content.timeline, shown.at)
}

/// Hundredths of a unit as people write them: `45`, `4,5`, `1.234,25`.
fn figure(value: i64) -> String {
    let full = text::hundredths(value);
    full.strip_suffix(",00")
        .or_else(|| full.strip_suffix('0').filter(|it| it.contains(',')))
        .unwrap_or(&full)
        .to_owned()
}

fn figures(indicators: &[Indicator]) -> Option<impl IntoView + use<>> {
    let items: Vec<_> = indicators
        .iter()
        .filter(|it| it.baseline.is_some() || it.result.is_some())
        .map(pair)
        .collect();
    (!items.is_empty()).then(|| {
        view! {
            <section class="stack">
                <h2>"Angka sebelum dan sesudah"</h2>
                {items}
            </section>
        }
    })
}

/// One indicator: the numbers with their unit, and a bar for each on one scale.
fn pair(it: &Indicator) -> impl IntoView + use<> {
    let values = [
        ("Sebelum", it.baseline),
        ("Sesudah", it.result),
        ("Sasaran", it.target),
    ];
    let known = || values.iter().filter_map(|(_, value)| *value);
    let least = known().min().unwrap_or(0).min(0);
    let most = known().max().unwrap_or(0).max(least + 1);
    let rows = values
        .into_iter()
        .filter_map(|(label, value)| {
            let value = value?;
            let words = format!("{} {}", figure(value), it.unit);
            let (min, max, value) = (least.to_string(), most.to_string(), value.to_string());
            Some(view! {
                <dt>{label}</dt>
                <dd>
                    <span class="num">{words}</span>
                    <meter aria-hidden="true" min=min max=max value=value></meter>
                </dd>
            })
        })
        .collect_view();
    let verdict = it
        .improved()
        .and_then(|better| better.then(|| view! { <span class="tag">"Membaik"</span> }));
    view! {
        <div class="card stack">
            <h3 class="split">
                <span>{it.name.clone()}</span>
                {verdict}
            </h3>
            <dl class="facts bars">{rows}</dl>
        </div>
    }
}

fn timeline(steps: &[Milestone], at: Instant) -> Option<impl IntoView + use<>> {
    (!steps.is_empty()).then(|| {
        let rows = steps
            .iter()
            .map(|step| {
                view! {
                    <li>
                        <div>
                            <b>{step.what.clone()}</b>
                            <small>{step.at.wib().date_long()}</small>
                        </div>
                    </li>
                }
            })
            .collect_view();
        let as_of = format!("Keadaan per {}.", at.wib().date_long());
        view! {
            <section class="card stack">
                <h2>"Perjalanan"</h2>
                <ol class="rows">{rows}</ol>
                <p class="soft small">{as_of}</p>
            </section>
        }
    })
}

/// Where the bytes of a public file are.
fn address(proof: &Proof) -> String {
    format!("/bukti/{}", proof.id)
}

/// The date, and that a person typed it.
fn date_words(proof: &Proof) -> String {
    let date = proof.captured_at.wib().date_long();
    match proof.date_from {
        DateFrom::Typed => format!("{date} ({})", DateFrom::Typed.words()),
        DateFrom::Photo | DateFrom::File => date,
    }
}

fn picture(proof: &Proof) -> impl IntoView + use<> {
    let alt = if proof.note.is_empty() {
        "Foto bukti tanpa keterangan".to_owned()
    } else {
        proof.note.clone()
    };
    let date = date_words(proof);
    let (src, (width, height)) = match proof.small {
        Some(measures) => ([&address(proof), "/kecil"].concat(), measures),
        None => (address(proof), (640, 480)),
    };
    let (width, height) = (width.to_string(), height.to_string());
    let caption = (!proof.note.is_empty()).then(|| view! { <span>{proof.note.clone()}</span> });
    view! {
        <li>
            <figure>
                <a href=address(proof)>
                    <img src=src alt=alt loading="lazy" decoding="async" width=width height=height />
                </a>
                <figcaption class="soft small">{caption} <span>{date}</span></figcaption>
            </figure>
        </li>
    }
}

fn paper(proof: &Proof) -> Option<impl IntoView + use<>> {
    let date = date_words(proof);
    let (to, name, what) = match (&proof.url, &proof.file) {
        (Some(url), _) => (url.clone(), named(&proof.note, url), "Tautan"),
        (None, Some((name, kind))) => (address(proof), named(&proof.note, name), file_words(*kind)),
        (None, None) => return None,
    };
    let about = format!("{what} · {date}");
    Some(view! {
        <li>
            <div>
                <a href=to rel="nofollow noopener">
                    {name}
                </a>
                <small>{about}</small>
            </div>
        </li>
    })
}

/// What a piece of evidence shows, or its own name.
fn named(note: &str, name: &str) -> String {
    if note.is_empty() { name } else { note }.to_owned()
}

const fn file_words(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Pdf => "Berkas PDF",
        FileKind::Docx => "Berkas Word",
        FileKind::Xlsx => "Berkas Excel",
        FileKind::Jpeg | FileKind::Png | FileKind::Webp => "Gambar",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_written_as_people_write_them() {
        for (value, words) in [
            (4_500, "45"),
            (450, "4,5"),
            (425, "4,25"),
            (123_400_050, "1.234.000,5"),
            (0, "0"),
            (100_000, "1.000"),
            (-150, "-1,5"),
        ] {
            assert_eq!(figure(value), words);
        }
    }
}
