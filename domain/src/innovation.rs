//! Innovations as the catalogue knows them, and how the catalogue is searched.

use serde::{Deserialize, Serialize};

use crate::{
    agency::{AgencyCode, HOME_REGION},
    closed_list::closed_list,
    competition::Entrants,
    ids::InnovationId,
    law::{KIND_UNDECIDED, Kind},
    page::Cursor,
    problem::Code,
    record,
    stage::Place,
    text,
};

closed_list! {
    /// Who stands behind an innovation.
    pub enum Carrier {
        /// A regional government or one of its bodies.
        Region = "pemda", "Pemerintah daerah";
        /// A state or regional company.
        Company = "bumn_bumd", "BUMN atau BUMD";
        /// A ministry or national agency.
        Ministry = "kementerian_lembaga", "Kementerian atau lembaga";
        /// Citizens.
        Citizens = "masyarakat", "Masyarakat";
        /// A civil organisation.
        Civil = "lsm", "Lembaga masyarakat";
    }
}

impl Carrier {
    /// The one that a file means: case does not matter, and `BUMN/BUMD` is accepted too.
    pub fn from_file(text: &str) -> Option<Self> {
        Self::from_code(&text.trim().to_lowercase().replace('/', "_"))
    }
}

/// Years of an innovation as known: one, a range, or not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Years {
    /// First year.
    pub from: Option<u16>,
    /// Last year; equal to `from` for a single year.
    pub to: Option<u16>,
}

impl Years {
    /// Reads `2022`, `2021-2024`, or nothing; none when it is neither.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() {
            return Some(Self::default());
        }
        let year = |part: &str| {
            part.trim()
                .parse::<u16>()
                .ok()
                .filter(|year| (1945..=2100).contains(year))
        };
        match text.split_once(['-', '–']) {
            None => year(text).map(|year| Self {
                from: Some(year),
                to: Some(year),
            }),
            Some((from, to)) => {
                let (from, to) = (year(from)?, year(to)?);
                (from <= to).then_some(Self {
                    from: Some(from),
                    to: Some(to),
                })
            }
        }
    }

    /// `2022`, `2021–2024` or `tahun belum diketahui`.
    pub fn words(self) -> String {
        match (self.from, self.to) {
            (Some(from), Some(to)) if from != to => format!("{from}–{to}"),
            (Some(year), _) | (None, Some(year)) => year.to_string(),
            (None, None) => "tahun belum diketahui".to_owned(),
        }
    }
}

/// An innovation as the catalogue shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Innovation {
    /// The same in the catalogue, in its record and in every edition.
    pub id: InnovationId,
    /// Slug in `/inovasi/<slug>`.
    pub slug: String,
    /// Name as given, notes and all.
    pub name: String,
    /// Agency as given.
    pub agency: String,
    /// The agency of the regency it belongs to, when known.
    pub agency_code: Option<AgencyCode>,
    /// Regency, city, province or national body; empty when not known.
    pub region: String,
    /// Province; empty when not known.
    pub province: String,
    /// First and last year, as far as known.
    pub years: Years,
    /// Kind (Article 7); none until decided.
    pub kind: Option<Kind>,
    /// Who stands behind it.
    pub carrier: Carrier,
    /// Where it was replicated from, for a replication (Article 1(19)).
    pub replicated_from: Option<String>,
    /// Another place had it before (Article 1(19)).
    pub replication: bool,
    /// Its source could not be verified in full.
    pub unverified: bool,
    /// Where it stands in the clinic; none while outside it.
    #[serde(default)]
    pub stage: Option<Place>,
}

impl Innovation {
    /// May enter an edition for these entrants: editions for agencies take what belongs to an agency of the regency, or to its
    /// region (Article 5(2)a).
    pub fn may_enter(&self, entrants: Entrants) -> Result<(), Code> {
        let own = self.agency_code.is_some() || self.region == HOME_REGION;
        match entrants {
            Entrants::Agencies if !own => Err(Code::EntrantNotEligible),
            Entrants::Agencies | Entrants::Open => Ok(()),
        }
    }

    /// Kind in words, `belum ditentukan` when none.
    pub fn kind_words(&self) -> &'static str {
        self.kind.map_or(KIND_UNDECIDED, Kind::label)
    }

    /// The text that search looks in.
    pub fn search_text(&self) -> String {
        search_text(&self.name, &self.agency, &self.region, &self.province, &[])
    }

    /// What makes it one and the same on import: name, agency and region, folded.
    pub fn key(&self) -> String {
        key(&self.name, &self.agency, &self.region)
    }
}

/// Whether the coordinator may say to which agency of the regency an innovation of the catalogue belongs: what is of the regency, is
/// not in the clinic, where it has its agency, and is not being judged, where the agency decides who has a conflict of interest.
pub fn may_be_given(region: &str, in_clinic: bool, judged: bool) -> Result<(), Code> {
    if region != HOME_REGION {
        Err(Code::NotLocal)
    } else if in_clinic {
        Err(Code::AlreadyInClinic)
    } else if judged {
        Err(Code::InnovationJudged)
    } else {
        Ok(())
    }
}

/// The text that a search of the catalogue looks in: name, agency, region, province, and the names that it had in public
/// before.
pub fn search_text(
    name: &str,
    agency: &str,
    region: &str,
    province: &str,
    before: &[String],
) -> String {
    let mut fields = vec![name, agency, region, province];
    fields.extend(before.iter().map(String::as_str));
    text::haystack(&fields)
}

/// Import key: two rows with the same key are one innovation, however they set spaces, hyphens and apostrophes.
pub fn key(name: &str, agency: &str, region: &str) -> String {
    [name, agency, region].map(text::squeeze).join("|")
}

/// A search of the catalogue, as it stands in the URL.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Query {
    /// Free text.
    #[serde(default)]
    pub q: String,
    /// Kind code, or `belum` for undecided.
    #[serde(default)]
    pub kind: String,
    /// Region as stored.
    #[serde(default)]
    pub region: String,
    /// Agency code.
    #[serde(default)]
    pub agency: String,
    /// A year in which it was in use; what is no number is not looked at.
    #[serde(default)]
    pub year: String,
    /// Name of a [`Place`]: one of the five stages, `selesai`, `berlanjut`, or `luar` for outside the clinic.
    #[serde(default)]
    pub stage: String,
    /// Where the page before ended; none for the first one.
    #[serde(default)]
    pub after: Option<Cursor>,
}

/// Innovations on a page of the catalogue.
pub const PAGE_SIZE: usize = 24;
/// The longest search text that is looked at, in characters.
pub const MAX_QUERY: usize = 100;

/// Years that a word of a search may name.
const FIRST_YEAR: u16 = 1990;
const LAST_YEAR: u16 = 2099;
/// From this likeness on, 0 to 100, a word of the catalogue is what a misspelled one may have meant.
const SPELLED_ALIKE: u8 = 55;

impl Query {
    /// The folded words that must all occur, at most eight.
    pub fn words(&self) -> Vec<String> {
        let cut: String = self.q.chars().take(MAX_QUERY).collect();
        text::words_wanted(&cut)
    }

    /// The words as they are looked for in the search text between two spaces: three letters and more anywhere, two at the
    /// beginning of a word, one as a word.
    pub fn needles(&self) -> Vec<String> {
        self.words()
            .into_iter()
            .map(|word| match word.chars().count() {
                1 => format!(" {word} "),
                2 => format!(" {word}"),
                _ => word,
            })
            .collect()
    }

    /// Something was typed, and nothing of it is a letter or a digit: it finds nothing.
    pub fn is_unreadable(&self) -> bool {
        !self.q.trim().is_empty() && self.words().is_empty()
    }

    /// The same search with words that name a year or a kind (Article 7) read as those filters, where they are free: `metode
    /// jebus` asks for `jebus` among the kind "metode". None when no word names one.
    pub fn as_filters(&self) -> Option<Self> {
        let mut read = Self {
            after: None,
            ..self.clone()
        };
        let mut rest = Vec::new();
        for word in self.words() {
            let kind = Kind::ALL.iter().find(|kind| {
                text::fold(kind.short()).split(' ').any(|it| it == word) || kind.code() == word
            });
            let year = word
                .parse::<u16>()
                .ok()
                .filter(|year| (FIRST_YEAR..=LAST_YEAR).contains(year));
            match (year, kind) {
                (Some(year), _) if read.year.is_empty() => read.year = year.to_string(),
                (_, Some(kind)) if read.kind.is_empty() => kind.code().clone_into(&mut read.kind),
                _ => rest.push(word),
            }
        }
        read.q = rest.join(" ");
        (read.year != self.year || read.kind != self.kind).then_some(read)
    }

    /// The words spelled as one of these folded texts spells them, when it has all of them or something much like it.
    pub fn spelled_as(&self, texts: &[String]) -> Option<String> {
        let words = self.words();
        let spell = |text: &String| -> Option<(u32, Vec<String>)> {
            let mut sure = 0;
            let mut out = Vec::new();
            for word in &words {
                let (likeness, best) = text
                    .split(' ')
                    .map(|other| (record::likeness(word, other), other))
                    .max_by_key(|(likeness, _)| *likeness)?;
                if text.contains(word.as_str()) {
                    out.push(word.clone());
                } else if likeness >= SPELLED_ALIKE {
                    sure += u32::from(likeness);
                    out.push(best.to_owned());
                } else {
                    return None;
                }
            }
            (out != words).then_some((sure, out))
        };
        let best = texts.iter().filter_map(spell).max_by_key(|(sure, _)| *sure);
        best.map(|(_, words)| words.join(" "))
    }

    /// True when nothing narrows the list.
    pub fn is_empty(&self) -> bool {
        self.q.trim().is_empty()
            && self.kind.is_empty()
            && self.region.is_empty()
            && self.agency.is_empty()
            && self.year.is_empty()
            && self.stage.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn innovation() -> Innovation {
        Innovation {
            id: InnovationId(uuid::Uuid::nil()),
            slug: "e-lit-boo".to_owned(),
            name: "e Lit Boo".to_owned(),
            agency: "UPT Puskesmas Jebus".to_owned(),
            agency_code: None,
            region: HOME_REGION.to_owned(),
            province: String::new(),
            years: Years::default(),
            kind: Some(Kind::Method),
            carrier: Carrier::Region,
            replicated_from: None,
            replication: false,
            unverified: false,
            stage: None,
        }
    }

    #[test]
    fn an_edition_for_agencies_takes_only_the_regencys_own_p5_2_a() {
        let elsewhere = Innovation {
            region: "Kabupaten Lain".to_owned(),
            ..innovation()
        };
        let own = Innovation {
            agency_code: Some(AgencyCode("DINKES".to_owned())),
            ..elsewhere.clone()
        };
        assert_eq!(innovation().may_enter(Entrants::Agencies), Ok(()));
        assert_eq!(own.may_enter(Entrants::Agencies), Ok(()));
        assert_eq!(
            elsewhere.may_enter(Entrants::Agencies),
            Err(Code::EntrantNotEligible)
        );
        assert_eq!(elsewhere.may_enter(Entrants::Open), Ok(()));
    }

    #[test]
    fn the_agency_of_what_is_in_the_clinic_or_judged_stays() {
        assert_eq!(may_be_given(HOME_REGION, false, false), Ok(()));
        assert_eq!(
            may_be_given("Kabupaten Lain", false, false),
            Err(Code::NotLocal)
        );
        assert_eq!(
            may_be_given(HOME_REGION, true, false),
            Err(Code::AlreadyInClinic)
        );
        assert_eq!(
            may_be_given(HOME_REGION, false, true),
            Err(Code::InnovationJudged)
        );
    }

    #[test]
    fn years_are_a_year_a_range_or_unknown() {
        assert_eq!(
            Years::parse("2022").map(Years::words),
            Some("2022".to_owned())
        );
        assert_eq!(
            Years::parse("2021-2024").map(Years::words),
            Some("2021–2024".to_owned())
        );
        assert_eq!(
            Years::parse("").map(Years::words),
            Some("tahun belum diketahui".to_owned())
        );
        assert_eq!(Years::parse("dua ribu"), None);
        assert_eq!(Years::parse("2024-2021"), None);
    }

    #[test]
    fn the_key_ignores_case_and_signs() {
        assert_eq!(
            key("E-Lapor", "Dinas X", "Kab. Y"),
            key("e lapor", "dinas  x", "kab y")
        );
        assert_eq!(
            key("E-Lapor", "Dinas X", "Kab. Y"),
            key("eLapor", "DinasX", "Kab Y")
        );
        assert_ne!(
            key("E-Lapor", "Dinas X", "Kab. Y"),
            key("E-Lapor", "Dinas Z", "Kab. Y")
        );
    }

    fn asked(q: &str) -> Query {
        Query {
            q: q.to_owned(),
            ..Query::default()
        }
    }

    #[test]
    fn signs_alone_are_a_search_that_finds_nothing() {
        for q in ["%", "_", "'", "😀", " % _ "] {
            assert!(asked(q).is_unreadable() && !asked(q).is_empty(), "{q}");
        }
        assert!(!asked("  ").is_unreadable() && asked("  ").is_empty());
        assert!(!asked("50%").is_unreadable());
    }

    #[test]
    fn words_that_name_a_kind_or_a_year_are_read_as_filters() {
        let read = asked("Metode jebus 2022").as_filters().unwrap();
        assert_eq!(
            (read.q.as_str(), read.kind.as_str(), read.year.as_str()),
            ("jebus", "metode", "2022")
        );
        assert_eq!(asked("jebus 1600").as_filters(), None);
        let both = Query {
            kind: "produk".to_owned(),
            ..asked("metode")
        };
        assert_eq!(both.as_filters(), None, "a chosen filter is not replaced");
        assert_eq!(asked("sdm").as_filters().unwrap().kind, "sdm");
    }

    #[test]
    fn a_misspelled_word_is_spelled_as_the_catalogue_spells_it() {
        let texts = [
            "gerakan sampah puskesmas jebus".to_owned(),
            "antrean puskesmas muntok".to_owned(),
        ];
        let spelled = |q: &str| asked(q).spelled_as(&texts);
        assert_eq!(spelled("puskesms").as_deref(), Some("puskesmas"));
        assert_eq!(
            spelled("Muntk puskesmas").as_deref(),
            Some("muntok puskesmas")
        );
        assert_eq!(spelled("puskesmas"), None, "nothing to mend");
        assert_eq!(spelled("zzzzqqqq"), None);
    }

    #[test]
    fn a_query_is_cut_and_folded() {
        let query = Query {
            q: format!("Bang  MUDA! {}", "xx ".repeat(200)),
            ..Query::default()
        };
        assert_eq!(query.words().len(), 8);
        assert_eq!(&query.words()[..2], ["bang", "muda"]);
    }
}
