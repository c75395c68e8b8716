//! What a record of the clinic gives a dossier to begin with: the texts that its agency handed in, and the evidence that the public
//! may see. Drafts, reviews, remarks, the log and evidence that is not public give nothing. The source is named in each text, and
//! nothing that somebody wrote is replaced.

use crate::{
    competition::{CRITERION_WORDS, Dossier, Link, MAX_LINKS, SUMMARY_WORDS},
    evidence::Purpose,
    law::{CRITERIA, Criterion},
    part::{Content, Part, Parts},
    record::{Indicator, Section},
    text,
    time::Instant,
};

/// A piece of evidence that the public may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// What it proves.
    pub purpose: Purpose,
    /// What it shows, in the agency's words.
    pub note: String,
    /// Where it is, when it is a link.
    pub url: Option<String>,
}

/// What was handed in, and when.
#[derive(Clone, Debug)]
pub struct HandedIn<'a> {
    /// Its number.
    pub revision: u32,
    /// When.
    pub at: Instant,
    /// The parts as they were.
    pub parts: &'a Parts,
    /// Public evidence, oldest first.
    pub proofs: &'a [Proof],
}

/// Room that is kept for the source at the end of a text, in words.
const SOURCE_WORDS: usize = 14;

impl HandedIn<'_> {
    fn text(&self, section: Section) -> &str {
        match self.parts.get(&Part::Text(section)) {
            Some(Content::Text(text)) => text.trim(),
            _ => "",
        }
    }

    fn source(&self) -> String {
        format!(
            "(Dari catatan klinik, ajuan ke-{} tanggal {}.)",
            self.revision,
            self.at.wib().date_long()
        )
    }

    fn figures(&self) -> String {
        let Some(Content::Indicators(all)) = self.parts.get(&Part::Indicators) else {
            return String::new();
        };
        let lines: Vec<_> = all.iter().filter_map(figure).collect();
        if lines.is_empty() {
            return String::new();
        }
        ["Angka: ", &lines.join("; "), "."].concat()
    }

    fn evidence(&self, criterion: Criterion) -> String {
        let notes: Vec<_> = self
            .proofs
            .iter()
            .filter(|it| it.purpose == Purpose::Criterion(criterion))
            .map(|it| it.note.trim())
            .filter(|note| !note.is_empty())
            .collect();
        if notes.is_empty() {
            return String::new();
        }
        ["Bukti yang terbuka untuk umum: ", &notes.join("; "), "."].concat()
    }

    /// The dossier that follows from it. Pieces that find no room are left out from the end; a single one is cut.
    pub fn dossier(&self) -> Dossier {
        let mut criteria: [String; CRITERIA] = Default::default();
        for (criterion, into) in Criterion::ALL.iter().zip(&mut criteria) {
            let mut pieces: Vec<String> = Section::ALL
                .iter()
                .filter(|section| section.criterion() == Some(*criterion))
                .map(|section| self.text(*section).to_owned())
                .collect();
            match criterion {
                Criterion::Benefit => pieces.push(self.figures()),
                Criterion::Solution => pieces.push(self.text(Section::Problem).to_owned()),
                _ => {}
            }
            pieces.push(self.evidence(*criterion));
            *into = self.fitting(&pieces, CRITERION_WORDS);
        }
        let links = self
            .proofs
            .iter()
            .filter_map(|it| {
                let label = it.note.trim();
                let label = if label.is_empty() {
                    it.purpose.label()
                } else {
                    label
                };
                Some(Link {
                    label: label.chars().take(80).collect::<String>().trim().to_owned(),
                    url: it.url.clone()?,
                })
            })
            .filter(|link| {
                let alone = Dossier {
                    links: vec![link.clone()],
                    ..Dossier::default()
                };
                alone.faults().is_empty()
            })
            .take(MAX_LINKS)
            .collect();
        Dossier {
            summary: self.fitting(&[self.text(Section::Summary).to_owned()], SUMMARY_WORDS),
            criteria,
            links,
        }
    }

    fn fitting(&self, pieces: &[String], limit: usize) -> String {
        let room = limit - SOURCE_WORDS;
        let mut out = String::new();
        for piece in pieces.iter().filter(|it| !it.is_empty()) {
            let left = room - text::words(&out);
            if text::words(piece) <= left {
                if !out.is_empty() {
                    out.push_str("\n\n");
                }
                out.push_str(piece);
            } else if out.is_empty() {
                out = cut(piece, room);
            }
        }
        // Bytes are limited, too: words of a record may be long ones.
        while !out.is_empty() && out.len() + 200 > limit * 20 {
            out = cut(&out, text::words(&out).saturating_sub(10));
        }
        if out.is_empty() {
            return out;
        }
        [&out, "\n\n", &self.source()].concat()
    }
}

/// "Waktu tunggu: 9 menjadi 2 hari".
fn figure(it: &Indicator) -> Option<String> {
    let number = text::decimal;
    let (before, after) = (it.baseline, it.result);
    Some(match (before, after) {
        (Some(before), Some(after)) => format!(
            "{}: {} menjadi {} {}",
            it.name,
            number(before),
            number(after),
            it.unit
        ),
        (None, Some(after)) => format!("{}: {} {}", it.name, number(after), it.unit),
        _ => return None,
    })
}

/// The first `words` words, with a sign that there is more.
fn cut(text: &str, words: usize) -> String {
    let kept: Vec<_> = text.split_whitespace().take(words).collect();
    if kept.is_empty() {
        String::new()
    } else {
        [&kept.join(" "), " …"].concat()
    }
}

/// `into` with what it lacks from `from`; what is written stays as it is.
pub fn filled(into: &Dossier, from: &Dossier) -> Dossier {
    let pick = |own: &str, other: &str| {
        let own = if crate::competition::is_generated(own) {
            ""
        } else {
            own
        };
        if own.trim().is_empty() { other } else { own }.to_owned()
    };
    let mut criteria = into.criteria.clone();
    for (own, other) in criteria.iter_mut().zip(&from.criteria) {
        *own = pick(own, other);
    }
    Dossier {
        summary: pick(&into.summary, &from.summary),
        criteria,
        links: if into.links.is_empty() {
            from.links.clone()
        } else {
            into.links.clone()
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(words: usize) -> Parts {
        let mut parts: Parts = Section::ALL
            .iter()
            .map(|section| {
                let text = format!("{} ", section.code()).repeat(words.min(section.limit()));
                (Part::Text(*section), Content::Text(text))
            })
            .collect();
        parts.insert(
            Part::Indicators,
            Content::Indicators(vec![Indicator {
                name: "Waktu tunggu".to_owned(),
                unit: "hari".to_owned(),
                baseline: Some(900),
                target: Some(300),
                result: Some(200),
                less_is_better: true,
                no_result: String::new(),
            }]),
        );
        parts
    }

    fn handed_in<'a>(parts: &'a Parts, proofs: &'a [Proof]) -> HandedIn<'a> {
        HandedIn {
            revision: 2,
            at: Instant::from_wib_field("2026-05-03T10:00").unwrap(),
            parts,
            proofs,
        }
    }

    fn proofs() -> Vec<Proof> {
        let proof = |note: &str, url: Option<&str>| Proof {
            purpose: Purpose::Criterion(Criterion::Benefit),
            note: note.to_owned(),
            url: url.map(str::to_owned),
        };
        vec![
            proof("Foto antrean", None),
            proof("Liputan", Some("https://contoh.example/a")),
            proof("", Some("https://contoh.example/b")),
        ]
    }

    #[test]
    fn every_text_that_was_handed_in_becomes_the_text_of_its_criterion_with_its_source() {
        let (parts, proofs) = (parts(5), proofs());
        let dossier = handed_in(&parts, &proofs).dossier();
        assert_eq!(dossier.faults(), vec![]);
        assert!(dossier.content().is_ready());
        for (text, words) in core::iter::once(&dossier.summary)
            .chain(&dossier.criteria)
            .zip([
                "ringkasan",
                "kebaruan",
                "manfaat",
                "solusi",
                "keberlanjutan",
                "kesesuaian",
            ])
        {
            assert!(text.starts_with(words), "{text}");
            assert!(
                text.ends_with("(Dari catatan klinik, ajuan ke-2 tanggal 3 Mei 2026.)"),
                "{text}"
            );
        }
        let [_, benefit, solution, replicability, _] = &dossier.criteria;
        assert!(benefit.contains("Waktu tunggu: 9 menjadi 2 hari"));
        assert!(benefit.contains("Bukti yang terbuka untuk umum: Foto antrean; Liputan."));
        assert!(solution.contains("masalah"));
        assert!(replicability.contains("prasyarat"));
        let links: Vec<_> = dossier.links.iter().map(|it| it.label.as_str()).collect();
        assert_eq!(links, vec!["Liputan", Criterion::Benefit.label()]);
    }

    #[test]
    fn what_nobody_handed_in_gives_nothing_and_the_longest_record_fits() {
        let nothing = Parts::new();
        assert_eq!(handed_in(&nothing, &[]).dossier(), Dossier::default());
        for words in [1, 100, 386, 399, 400, 10_000] {
            let dossier_of = parts(words);
            let dossier = handed_in(&dossier_of, &proofs()).dossier();
            assert_eq!(dossier.faults(), vec![], "{words}");
        }
        let mut long = Parts::new();
        let text = format!("{} ", "x".repeat(60)).repeat(180);
        long.insert(Part::Text(Section::Summary), Content::Text(text));
        assert_eq!(handed_in(&long, &[]).dossier().faults(), vec![]);
    }

    #[test]
    fn what_somebody_wrote_is_never_replaced() {
        let parts = parts(5);
        let from = handed_in(&parts, &[]).dossier();
        let mut own = Dossier {
            summary: "Ditulis koordinator sendiri.".to_owned(),
            ..Dossier::default()
        };
        "dua kata".clone_into(&mut own.criteria[2]);
        own.links.push(Link {
            label: "Milik sendiri".to_owned(),
            url: "https://contoh.example".to_owned(),
        });
        let got = filled(&own, &from);
        assert_eq!(got.summary, own.summary);
        assert_eq!(got.criteria[2], "dua kata");
        assert_eq!(got.links, own.links);
        assert_eq!(got.criteria[0], from.criteria[0]);
        let generated = Dossier {
            summary: "A dari B: inovasi metode, tahun 2022.".to_owned(),
            ..Dossier::default()
        };
        assert_eq!(filled(&generated, &from), from);
    }
}
