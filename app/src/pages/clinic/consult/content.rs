//! What a part holds, as text to read and to compare.

use klisida_domain::{
    part::{Answer, Content},
    text::hundredths,
    time::Instant,
};

fn days(from: Option<Instant>, to: Option<Instant>) -> String {
    let word = |at: Option<Instant>| at.map_or_else(|| "?".to_owned(), |it| it.wib().date_short());
    [&word(from), " sampai ", &word(to)].concat()
}

fn figure(value: Option<i64>) -> String {
    value.map_or_else(|| "?".to_owned(), hundredths)
}

/// Lines of a record in words; one thing a line, so that a comparison stays readable.
pub fn text(content: &Content) -> String {
    let mut lines: Vec<String> = Vec::new();
    match content {
        Content::Text(text) => return text.clone(),
        Content::Identity(it) => {
            lines.push(["Nama: ", &it.name].concat());
            lines.push(["Gagasan: ", &it.idea].concat());
            if let Some(kind) = it.kind {
                lines.push(["Jenis: ", kind.label()].concat());
            }
            let others: Vec<_> = it.other_kinds.iter().map(|it| it.label()).collect();
            if !others.is_empty() {
                lines.push(["Jenis lain: ", &others.join(", ")].concat());
            }
            if let Some(digital) = it.digital {
                let word = if digital { "digital" } else { "bukan digital" };
                lines.push(["Sifat: ", word].concat());
            }
            if let Some(form) = it.form {
                lines.push(["Bentuk: ", form.label()].concat());
            }
            if !it.affairs.is_empty() {
                lines.push(["Urusan: ", &it.affairs].concat());
            }
            if !it.programme.is_empty() {
                lines.push(["Program RKPD: ", &it.programme].concat());
            }
            for (word, at) in [
                ("Uji coba sejak: ", it.trial_from),
                ("Dipakai sejak: ", it.used_from),
            ] {
                if let Some(at) = at {
                    lines.push([word, &at.wib().date_long()].concat());
                }
            }
        }
        Content::Initiators(all) => lines.extend(all.iter().map(|it| {
            let lead = if it.lead { " (ketua)" } else { "" };
            [&it.name, " · ", &it.position, lead].concat()
        })),
        Content::Indicators(all) => lines.extend(all.iter().map(|it| {
            [
                &it.name,
                ": sebelum ",
                &figure(it.baseline),
                ", sasaran ",
                &figure(it.target),
                ", sesudah ",
                &figure(it.result),
                " ",
                &it.unit,
            ]
            .concat()
        })),
        Content::Principles(all) => lines.extend(all.iter().map(|it| {
            let answer = match it.answer {
                Some(Answer::Yes) => "ya",
                Some(Answer::NotYet) => "belum",
                Some(Answer::No) => "tidak",
                None => "belum dijawab",
            };
            [it.principle.label(), ": ", answer, ". ", &it.proof].concat()
        })),
        Content::Plan(all) => lines.extend(all.iter().map(|it| {
            [
                &it.activity,
                " · keluaran: ",
                &it.output,
                " · ",
                &it.owner,
                " · ",
                &days(it.from, it.to),
                " · sumber daya: ",
                &it.resources,
                " · indikator: ",
                &it.indicator,
            ]
            .concat()
        })),
        Content::Stakeholders(all) => lines.extend(
            all.iter()
                .map(|it| [&it.name, " · ", it.quadrant(), " · ", &it.approach].concat()),
        ),
        Content::Communication(all) => lines.extend(all.iter().map(|it| {
            [
                &it.target,
                " · ",
                &it.message,
                " · ",
                &it.channel,
                " · ",
                &it.when,
            ]
            .concat()
        })),
        Content::Registration(all) => lines.extend(
            all.iter()
                .map(|it| [&it.what, " · ", &it.number, " · ", &it.state].concat()),
        ),
    }
    lines.join("\n")
}
