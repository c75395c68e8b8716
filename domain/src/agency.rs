//! Agencies and regional companies (Article 1(5), 4(4)), their units, and how names in files find them.

use serde::{Deserialize, Serialize};

use crate::{closed_list::closed_list, problem::Code, text};

/// A stable code of an agency, our own slug: `DINKES`, `PKM-JEBUS`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct AgencyCode(pub String);

impl AgencyCode {
    /// 2 to 30 characters: capital letters, digits, hyphen.
    pub fn is_valid(&self) -> bool {
        (2..=30).contains(&self.0.len())
            && self
                .0
                .chars()
                .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-')
    }
}

impl core::str::FromStr for AgencyCode {
    type Err = crate::ids::BadId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let code = Self(text.to_owned());
        if code.is_valid() {
            Ok(code)
        } else {
            Err(crate::ids::BadId)
        }
    }
}

impl core::fmt::Display for AgencyCode {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.0)
    }
}

closed_list! {
    /// Whether the duty of Article 4(4) binds it.
    pub enum Obligation {
        /// One innovation a year.
        Bound = "ya";
        /// A unit under another, or a firm with regency capital: not counted alone.
        Free = "tidak";
        /// To be decided by the coordinator.
        Undecided = "perlu keputusan";
    }
}

/// May the head of an agency be asked to approve what is handed in? Not while nobody is the head there or of the body above:
/// what is handed in would wait for nobody. Whoever left the switch on keeps it on.
///
/// # Errors
/// [`Code::NoAgencyHead`] when it is switched `on`, was not before, and there are no `heads`.
pub const fn head_may_release(on: bool, before: bool, heads: u32) -> Result<(), Code> {
    if on && !before && heads == 0 {
        return Err(Code::NoAgencyHead);
    }
    Ok(())
}

/// An agency, unit or regional company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Agency {
    /// Our code.
    pub code: AgencyCode,
    /// Full name.
    pub name: String,
    /// What sort of body: dinas, badan, kecamatan, puskesmas, bumd …
    pub sort: String,
    /// The body it belongs to.
    pub parent: Option<AgencyCode>,
    /// Whether the yearly duty binds it (Article 4(4)).
    pub obligation: Obligation,
}

/// An agency and everything above it, nearest first; ends at a repetition, so a loop in the data ends too.
pub fn lineage<'a>(agencies: &'a [Agency], code: &AgencyCode) -> Vec<&'a AgencyCode> {
    let mut out: Vec<&AgencyCode> = Vec::new();
    let mut next = agencies.iter().find(|it| it.code == *code);
    while let Some(agency) = next {
        if out.contains(&&agency.code) {
            break;
        }
        out.push(&agency.code);
        next = agency
            .parent
            .as_ref()
            .and_then(|parent| agencies.iter().find(|it| it.code == *parent));
    }
    out
}

/// True when the two are the same body, or one stands above the other (Article 5(1)d): a judge from
/// one never judges an entry of the other. Two units of one parent are not related by themselves.
pub fn related(agencies: &[Agency], a: &AgencyCode, b: &AgencyCode) -> bool {
    a == b || lineage(agencies, a).contains(&b) || lineage(agencies, b).contains(&a)
}

/// Finds the agency that a name in a file means, and whether it is that body or only a unit of it.
///
/// Tried in order: the exact (folded) name; the name without bracketed notes; a known earlier or
/// other name; a `Puskesmas …` of the regency (parent: Dinas Kesehatan).
pub fn find_by_name<'a>(agencies: &'a [Agency], name: &str) -> Option<&'a Agency> {
    let by = |folded: &str| {
        let wanted = folded.replace(' ', "");
        agencies.iter().find(|it| text::squeeze(&it.name) == wanted)
    };
    let folded = text::fold(name);
    let bare = text::fold(name.split('(').next().unwrap_or(name));
    if let Some(agency) = by(&folded).or_else(|| by(&bare)) {
        return Some(agency);
    }
    if let Some((_, code)) = ALIASES
        .iter()
        .find(|(alias, _)| *alias == folded || *alias == bare)
    {
        return agencies.iter().find(|it| it.code.0 == *code);
    }
    let puskesmas = bare.strip_prefix("upt ").unwrap_or(&bare);
    puskesmas.starts_with("puskesmas ").then(|| {
        by(&format!("upt {puskesmas}")).or_else(|| agencies.iter().find(|it| it.code.0 == "DINKES"))
    })?
}

/// Earlier and other names of today's agencies, folded (agencies were renamed and regrouped since 2021).
pub const ALIASES: [(&str, &str); 12] = [
    ("dinas pertanian dan pangan", "DKPP"),
    ("dinas ketahanan pangan", "DKPP"),
    ("dinas pariwisata dan kebudayaan", "DISBUDPAR"),
    ("dinas koperasi ukm dan perindustrian", "DKUP"),
    (
        "dinas koperasi usaha kecil menengah dan perdagangan",
        "DKUP",
    ),
    ("bappelitbangda", "BAPPERIDA"),
    ("bappeda", "BAPPERIDA"),
    ("bkpsdmd", "BKPSDMD"),
    ("satpol pp", "SATPOLPPDAMKAR"),
    ("satuan polisi pamong praja", "SATPOLPPDAMKAR"),
    ("dinas kesehatan dan keluarga berencana", "DINKES"),
    ("rsud sejiran setason", "RSUD-SS"),
];

/// The region whose agencies [`find_by_name`] may match.
pub const HOME_REGION: &str = "Kabupaten Bangka Barat";
/// The province of that region.
pub const HOME_PROVINCE: &str = "Kepulauan Bangka Belitung";

/// Most characters of how the public reaches an agency.
pub const MAX_CONTACT: usize = 200;

/// What is wrong with how the public reaches an agency.
pub fn contact_fault(contact: &str) -> Result<(), Code> {
    if contact.trim().chars().count() > MAX_CONTACT {
        Err(Code::TextTooLong)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agency(code: &str, name: &str, parent: Option<&str>) -> Agency {
        Agency {
            code: AgencyCode(code.to_owned()),
            name: name.to_owned(),
            sort: "dinas".to_owned(),
            parent: parent.map(|it| AgencyCode(it.to_owned())),
            obligation: Obligation::Bound,
        }
    }

    fn all() -> Vec<Agency> {
        vec![
            agency("DINKES", "Dinas Kesehatan", None),
            agency("PKM-JEBUS", "UPT Puskesmas Jebus", Some("DINKES")),
            agency("PKM-KUNDI", "UPT Puskesmas Kundi", Some("DINKES")),
            agency("DKPP", "Dinas Ketahanan Pangan dan Pertanian", None),
        ]
    }

    fn code(text: &str) -> AgencyCode {
        AgencyCode(text.to_owned())
    }

    #[test]
    fn nobody_is_asked_to_approve_where_there_is_no_head() {
        assert_eq!(head_may_release(true, false, 0), Err(Code::NoAgencyHead));
        assert_eq!(head_may_release(true, false, 1), Ok(()));
        for (on, before) in [(true, true), (false, true), (false, false)] {
            assert_eq!(head_may_release(on, before, 0), Ok(()));
        }
    }

    #[test]
    fn own_agency_parent_and_units_are_related_p5_1_d() {
        let all = all();
        assert!(related(&all, &code("DINKES"), &code("DINKES")));
        assert!(related(&all, &code("PKM-JEBUS"), &code("DINKES")));
        assert!(related(&all, &code("DINKES"), &code("PKM-JEBUS")));
        assert!(!related(&all, &code("PKM-JEBUS"), &code("PKM-KUNDI")));
        assert!(!related(&all, &code("DKPP"), &code("PKM-JEBUS")));
    }

    #[test]
    fn a_loop_of_parents_ends() {
        let all = vec![agency("A", "A", Some("B")), agency("B", "B", Some("A"))];
        assert_eq!(lineage(&all, &code("A")).len(), 2);
    }

    #[test]
    fn names_in_files_find_their_agency() {
        let all = all();
        let found = |name: &str| find_by_name(&all, name).map(|it| it.code.0.as_str());
        assert_eq!(found("UPT Puskesmas Jebus"), Some("PKM-JEBUS"));
        assert_eq!(found("Puskesmas Jebus"), Some("PKM-JEBUS"));
        assert_eq!(found("Puskesmas Entah"), Some("DINKES"));
        assert_eq!(found("Dinas Pertanian dan Pangan"), Some("DKPP"));
        assert_eq!(found("Dinas Kesehatan (diduga)"), Some("DINKES"));
        assert_eq!(found("Pemerintah Kabupaten Bangka Barat"), None);
    }
}
