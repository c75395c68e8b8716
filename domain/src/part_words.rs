//! What a part says, in words: to read it, to compare two versions of it, and to join them.

use crate::{
    law::Principle,
    part::{Answer, Content, Identity, Part},
    record::Degree,
    text::{decimal, words},
    time::Instant,
};

/// What a principle was answered with, in words.
pub const fn answer(answer: Option<Answer>) -> &'static str {
    match answer {
        Some(Answer::Yes) => "Ya",
        Some(Answer::NotYet) => "Belum",
        Some(Answer::No) => "Tidak",
        None => "Belum dijawab",
    }
}

/// A degree, in words.
pub const fn degree(degree: Option<Degree>) -> &'static str {
    match degree {
        None => "–",
        Some(Degree::Low) => "rendah",
        Some(Degree::High) => "tinggi",
    }
}

fn day(at: Option<Instant>) -> String {
    at.map_or_else(String::new, |at| at.wib().date_long())
}

fn figure(value: Option<i64>) -> String {
    value.map_or_else(|| "–".to_owned(), decimal)
}

/// The pieces that are not empty, with a dot between them.
fn dotted(pieces: &[&str]) -> String {
    let kept: Vec<&str> = pieces
        .iter()
        .map(|it| it.trim())
        .filter(|it| !it.is_empty())
        .collect();
    kept.join(" · ")
}

/// A word before a text, when there is a text.
fn with(label: &str, value: &str) -> String {
    if value.trim().is_empty() {
        String::new()
    } else {
        format!("{label}: {}", value.trim())
    }
}

fn identity(it: &Identity) -> Vec<(String, String)> {
    let others: Vec<&str> = it.other_kinds.iter().map(|kind| kind.label()).collect();
    let digital = match it.digital {
        Some(true) => "Digital",
        Some(false) => "Non-digital",
        None => "",
    };
    [
        ("Nama", it.name.clone()),
        ("Gagasan", it.idea.clone()),
        (
            "Jenis",
            it.kind.map_or("", crate::law::Kind::label).to_owned(),
        ),
        ("Jenis lain", others.join(", ")),
        ("Sifat", digital.to_owned()),
        (
            "Bentuk",
            it.form.map_or("", crate::part::Form::label).to_owned(),
        ),
        ("Urusan", it.affairs.clone()),
        ("Program RKPD", it.programme.clone()),
        (
            "Inovasi terkait",
            match it.related.len() {
                0 => String::new(),
                n => format!("{n} inovasi"),
            },
        ),
        ("Mulai uji coba", day(it.trial_from)),
        ("Mulai diterapkan", day(it.used_from)),
    ]
    .into_iter()
    .map(|(label, value)| (label.to_owned(), value))
    .collect()
}

/// A part as label and text, piece by piece; a piece without text has none yet.
pub fn pieces(part: Part, content: &Content) -> Vec<(String, String)> {
    let numbered = |noun: &str, lines: Vec<String>| {
        lines
            .into_iter()
            .enumerate()
            .map(|(n, line)| (format!("{noun} {}", n + 1), line))
            .collect()
    };
    match content {
        Content::Text(text) => vec![(part.label().to_owned(), text.clone())],
        Content::Identity(it) => identity(it),
        Content::Initiators(all) => numbered(
            "Inisiator",
            all.iter()
                .map(|it| dotted(&[&it.name, &it.position, if it.lead { "ketua" } else { "" }]))
                .collect(),
        ),
        Content::Indicators(all) => numbered(
            "Ukuran",
            all.iter()
                .map(|it| {
                    dotted(&[
                        &it.name,
                        &format!(
                            "awal {}, sasaran {}, hasil {} {}",
                            figure(it.baseline),
                            figure(it.target),
                            figure(it.result),
                            it.unit
                        ),
                        if it.less_is_better {
                            "makin kecil makin baik"
                        } else {
                            ""
                        },
                        &with("belum ada hasil", &it.no_result),
                    ])
                })
                .collect(),
        ),
        Content::Principles(all) => Principle::ALL
            .iter()
            .map(|principle| {
                let check = all.iter().find(|it| it.principle == *principle);
                let said = answer(check.and_then(|it| it.answer));
                let proof = check.map_or("", |it| it.proof.as_str());
                (principle.label().to_owned(), dotted(&[said, proof]))
            })
            .collect(),
        Content::Plan(all) => numbered(
            "Kegiatan",
            all.iter()
                .map(|it| {
                    let until = match (it.from, it.to) {
                        (None, None) => String::new(),
                        _ => format!("{} sampai {}", day(it.from), day(it.to)),
                    };
                    dotted(&[
                        &it.activity,
                        &with("keluaran", &it.output),
                        &with("penanggung jawab", &it.owner),
                        &until,
                        &with("sumber daya", &it.resources),
                        &with("indikator", &it.indicator),
                    ])
                })
                .collect(),
        ),
        Content::Stakeholders(all) => numbered(
            "Pemangku",
            all.iter()
                .map(|it| {
                    dotted(&[
                        &it.name,
                        &format!(
                            "pengaruh {}, kepentingan {}: {}",
                            degree(it.influence),
                            degree(it.interest),
                            it.quadrant().to_lowercase()
                        ),
                        &it.approach,
                    ])
                })
                .collect(),
        ),
        Content::Communication(all) => numbered(
            "Pesan",
            all.iter()
                .map(|it| {
                    dotted(&[
                        &with("kepada", &it.target),
                        &it.message,
                        &with("lewat", &it.channel),
                        &it.when,
                    ])
                })
                .collect(),
        ),
        Content::Registration(all) => numbered(
            "Pendaftaran",
            all.iter()
                .map(|it| dotted(&[&it.what, &it.number, &day(it.at), &it.state]))
                .collect(),
        ),
    }
}

/// The whole part as one text, to lay two of them side by side.
pub fn whole(part: Part, content: &Content) -> String {
    if let Content::Text(text) = content {
        return text.clone();
    }
    let lines: Vec<String> = pieces(part, content)
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(label, text)| format!("{label}: {text}"))
        .collect();
    lines.join("\n")
}

/// How much is written: "44 kata", of a list "3 butir". For the history, which keeps no texts.
pub fn amount(part: Part, content: &Content) -> String {
    let many = |n: usize| format!("{n} butir");
    match content {
        Content::Initiators(all) => many(all.len()),
        Content::Indicators(all) => many(all.len()),
        Content::Plan(all) => many(all.len()),
        Content::Stakeholders(all) => many(all.len()),
        Content::Communication(all) => many(all.len()),
        Content::Registration(all) => many(all.len()),
        Content::Principles(all) => format!(
            "{} jawaban",
            all.iter().filter(|it| it.answer.is_some()).count()
        ),
        Content::Text(text) => format!("{} kata", words(text)),
        Content::Identity(_) => format!("{} kata", words(&whole(part, content))),
    }
}

/// What changed from `before` to `now`, in a sentence; none when nothing did.
pub fn change(part: Part, before: Option<&Content>, now: &Content) -> Option<String> {
    let was_empty = before.is_none_or(|it| it.is_empty(part));
    if before == Some(now) || (was_empty && now.is_empty(part)) {
        return None;
    }
    let label = part.label();
    if was_empty {
        return Some(format!("{label}: baru diisi."));
    }
    if now.is_empty(part) {
        return Some(format!("{label}: dikosongkan."));
    }
    let Some(before) = before else {
        return Some(format!("{label}: baru diisi."));
    };
    if let (Content::Text(old), Content::Text(new)) = (before, now) {
        return Some(format!(
            "{label}: teks berubah, dari {} menjadi {} kata.",
            words(old),
            words(new)
        ));
    }
    let (old, new) = (pieces(part, before), pieces(part, now));
    let changed: Vec<&str> = new
        .iter()
        .filter(|piece| !old.contains(piece))
        .map(|(label, _)| label.as_str())
        .collect();
    let gone = old.len().saturating_sub(new.len());
    let mut said = format!("{label}: ");
    if changed.is_empty() {
        said.push_str("ada yang dihapus.");
    } else {
        said.push_str("berubah pada ");
        said.push_str(&changed.join(", "));
        said.push('.');
    }
    if gone > 0 {
        said = format!("{said} {gone} butir dihapus.");
    }
    Some(said)
}

/// Both versions in one: nothing of either is lost. The writer smooths it afterwards.
pub fn join(mine: &Content, theirs: &Content) -> Content {
    fn both<T: Clone + PartialEq>(mine: &[T], theirs: &[T]) -> Vec<T> {
        let mut all = mine.to_vec();
        for it in theirs {
            if !all.contains(it) {
                all.push(it.clone());
            }
        }
        all
    }
    let text = |mine: &str, theirs: &str, between: &str| {
        if mine.trim() == theirs.trim() || theirs.trim().is_empty() {
            mine.to_owned()
        } else if mine.trim().is_empty() {
            theirs.to_owned()
        } else {
            format!("{}{between}{}", mine.trim_end(), theirs.trim_start())
        }
    };
    match (mine, theirs) {
        (Content::Text(a), Content::Text(b)) => Content::Text(text(a, b, "\n\n")),
        (Content::Initiators(a), Content::Initiators(b)) => {
            let mut all = a.clone();
            for it in b {
                if !all.iter().any(|other| other.name.trim() == it.name.trim()) {
                    let mut it = it.clone();
                    it.lead &= !all.iter().any(|other| other.lead);
                    all.push(it);
                }
            }
            Content::Initiators(all)
        }
        (Content::Plan(a), Content::Plan(b)) => {
            // The same line written twice keeps the own version: progress is recorded under its id.
            let mut all = a.clone();
            all.extend(
                b.iter()
                    .filter(|it| !a.iter().any(|own| own.id == it.id))
                    .cloned(),
            );
            Content::Plan(all)
        }
        (Content::Indicators(a), Content::Indicators(b)) => Content::Indicators(both(a, b)),
        (Content::Stakeholders(a), Content::Stakeholders(b)) => Content::Stakeholders(both(a, b)),
        (Content::Communication(a), Content::Communication(b)) => {
            Content::Communication(both(a, b))
        }
        (Content::Registration(a), Content::Registration(b)) => Content::Registration(both(a, b)),
        (Content::Principles(a), Content::Principles(b)) => Content::Principles(
            a.iter()
                .map(|own| {
                    let other = b.iter().find(|it| it.principle == own.principle);
                    let mut joined = own.clone();
                    if let Some(other) = other {
                        joined.answer = joined.answer.or(other.answer);
                        joined.proof = text(&own.proof, &other.proof, " ");
                    }
                    joined
                })
                .collect(),
        ),
        (Content::Identity(a), Content::Identity(b)) => {
            let filled = |a: &str, b: &str| if a.trim().is_empty() { b } else { a }.to_owned();
            Content::Identity(Identity {
                name: filled(&a.name, &b.name),
                idea: filled(&a.idea, &b.idea),
                kind: a.kind.or(b.kind),
                other_kinds: if a.other_kinds.is_empty() {
                    b.other_kinds
                        .iter()
                        .copied()
                        .filter(|kind| Some(*kind) != a.kind)
                        .collect()
                } else {
                    a.other_kinds.clone()
                },
                digital: a.digital.or(b.digital),
                form: a.form.or(b.form),
                affairs: filled(&a.affairs, &b.affairs),
                trial_from: a.trial_from.or(b.trial_from),
                used_from: a.used_from.or(b.used_from),
                programme: filled(&a.programme, &b.programme),
                related: if a.related.is_empty() {
                    b.related.clone()
                } else {
                    a.related.clone()
                },
            })
        }
        (mine, _) => mine.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        part::Initiator,
        record::{Indicator, Section, Stakeholder},
    };

    fn initiator(name: &str, lead: bool) -> Initiator {
        Initiator {
            name: name.to_owned(),
            position: String::new(),
            lead,
        }
    }

    #[test]
    fn every_part_can_be_read_and_an_empty_one_says_nothing() {
        for part in Part::ALL {
            let content = Content::empty(part);
            if part != Part::Principles {
                assert_eq!(whole(part, &content), "", "{part}");
            }
            assert_eq!(change(part, None, &content), None, "{part}");
        }
    }

    #[test]
    fn the_history_says_how_much_and_never_what() {
        let text = Content::Text("Obat sampai ke pulau.".to_owned());
        let part = Part::Text(Section::Summary);
        assert_eq!(amount(part, &text), "4 kata");
        assert_eq!(amount(Part::Plan, &Content::empty(Part::Plan)), "0 butir");
        assert_eq!(
            amount(Part::Principles, &Content::empty(Part::Principles)),
            "0 jawaban"
        );
    }

    #[test]
    fn figures_and_quadrants_read_as_people_say_them() {
        let days = Content::Indicators(vec![Indicator {
            name: "Lama pengurusan".to_owned(),
            unit: "hari".to_owned(),
            baseline: Some(1_400),
            target: Some(300),
            result: None,
            less_is_better: true,
            no_result: String::new(),
        }]);
        assert_eq!(
            whole(Part::Indicators, &days),
            "Ukuran 1: Lama pengurusan · awal 14, sasaran 3, hasil – hari · makin kecil makin baik"
        );
        let map = Content::Stakeholders(vec![Stakeholder {
            name: "Camat".to_owned(),
            influence: Some(Degree::High),
            interest: Some(Degree::Low),
            approach: "Laporan bulanan".to_owned(),
        }]);
        assert_eq!(
            whole(Part::Stakeholders, &map),
            "Pemangku 1: Camat · pengaruh tinggi, kepentingan rendah: jaga kepuasan · Laporan bulanan"
        );
    }

    #[test]
    fn a_change_is_told_in_words() {
        let part = Part::Text(Section::Problem);
        let text = |words: &str| Content::Text(words.to_owned());
        assert_eq!(
            change(part, None, &text("satu")).unwrap(),
            "Masalah dan akar masalah: baru diisi."
        );
        assert_eq!(
            change(part, Some(&text("satu")), &text("satu dua")).unwrap(),
            "Masalah dan akar masalah: teks berubah, dari 1 menjadi 2 kata."
        );
        assert_eq!(change(part, Some(&text("satu")), &text("satu")), None);
        let before = Content::Initiators(vec![initiator("Ani", true), initiator("Budi", false)]);
        let now = Content::Initiators(vec![initiator("Ani", true)]);
        assert_eq!(
            change(Part::Initiators, Some(&before), &now).unwrap(),
            "Inisiator: ada yang dihapus. 1 butir dihapus."
        );
    }

    #[test]
    fn joining_loses_nothing_and_leaves_one_lead() {
        let text = |words: &str| Content::Text(words.to_owned());
        assert_eq!(join(&text("satu"), &text("dua")), text("satu\n\ndua"));
        assert_eq!(join(&text("satu"), &text("satu ")), text("satu"));
        assert_eq!(join(&text(""), &text("dua")), text("dua"));
        let mine = Content::Initiators(vec![initiator("Ani", true)]);
        let theirs = Content::Initiators(vec![initiator("Ani", false), initiator("Budi", true)]);
        let joined = join(&mine, &theirs);
        assert_eq!(
            joined,
            Content::Initiators(vec![initiator("Ani", true), initiator("Budi", false)])
        );
        assert_eq!(joined.faults(Part::Initiators), vec![]);
    }
}
