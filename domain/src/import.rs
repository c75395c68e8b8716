//! Import of agencies and innovations from CSV: read, checked, previewed, and only then written.
//!
//! A bad row is refused with its row, column and reason; good rows of the same file stay usable.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    agency::{Agency, AgencyCode, Obligation},
    innovation::{Carrier, Years, key},
    law::Kind,
    order,
    problem::Code,
    text,
};

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Source {
    /// `kode,nama,jenis,induk,wajib_satu_inovasi,verified`
    #[serde(rename = "agencies")]
    Agencies,
    /// `nama,instansi,wilayah,provinsi,tahun,jenis,jenis_dari,kelompok,kategori_baris,verified,asal_replikasi`
    #[serde(rename = "innovations")]
    Innovations,
}

impl Source {
    /// The columns, in order.
    pub const fn header(self) -> &'static [&'static str] {
        match self {
            Self::Agencies => &[
                "kode",
                "nama",
                "jenis",
                "induk",
                "wajib_satu_inovasi",
                "verified",
            ],
            Self::Innovations => &[
                "nama",
                "instansi",
                "wilayah",
                "provinsi",
                "tahun",
                "jenis",
                "jenis_dari",
                "kelompok",
                "kategori_baris",
                "verified",
                "asal_replikasi",
            ],
        }
    }
}

/// Most rows of one file.
pub const MAX_ROWS: usize = 2_000;
/// Largest file, in bytes.
pub const MAX_BYTES: usize = 1_000_000;

/// Why a row is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RowFault {
    /// Line of the file as a spreadsheet counts it: the header is 1.
    pub row: u32,
    /// Name of the column; empty when the whole row is meant.
    pub column: String,
    /// What is wrong.
    pub code: Code,
    /// What stood there, cut to 80 characters.
    pub value: String,
}

/// A good row of an innovations file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct InnovationRow {
    /// Line of the file.
    pub row: u32,
    /// Name as given.
    pub name: String,
    /// Agency as given.
    pub agency: String,
    /// Region as given, may be empty.
    pub region: String,
    /// Province as given, may be empty.
    pub province: String,
    /// Years.
    pub years: Years,
    /// Kind, none when blank.
    pub kind: Option<Kind>,
    /// Who stands behind it.
    pub carrier: Carrier,
    /// It is a replication.
    pub replication: bool,
    /// Where it was replicated from.
    pub replicated_from: Option<String>,
    /// Its source is only partly verified.
    pub unverified: bool,
}

impl InnovationRow {
    /// Import key.
    pub fn key(&self) -> String {
        key(&self.name, &self.agency, &self.region)
    }
}

/// A file read and checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read<T> {
    /// Rows that may be written.
    pub good: Vec<T>,
    /// Rows that are refused.
    pub bad: Vec<RowFault>,
}

struct Table {
    rows: Vec<(u32, Vec<String>)>,
    bad: Vec<RowFault>,
}

fn fault(row: u32, column: &str, code: Code, value: &str) -> RowFault {
    RowFault {
        row,
        column: column.to_owned(),
        code,
        value: value.chars().take(80).collect(),
    }
}

/// Splits a file into rows with the right number of columns; a UTF-8 BOM is skipped, `;` accepted as separator.
fn table(source: Source, content: &str) -> Result<Table, Code> {
    let content = content.strip_prefix('\u{feff}').unwrap_or(content);
    let header = source.header();
    let first = content.lines().next().unwrap_or_default();
    let delimiter = if first.contains(';') && !first.contains(',') {
        b';'
    } else {
        b','
    };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(content.as_bytes());
    let mut out = Table {
        rows: Vec::new(),
        bad: Vec::new(),
    };
    let mut seen_header = false;
    for record in reader.records() {
        let Ok(record) = record else {
            return Err(Code::ImportRowBroken);
        };
        let line = record.position().map_or(0, csv::Position::line);
        let row = u32::try_from(line).unwrap_or(u32::MAX);
        let cells: Vec<String> = record.iter().map(|cell| cell.trim().to_owned()).collect();
        if !seen_header {
            if cells.iter().map(String::as_str).ne(header.iter().copied()) {
                return Err(Code::ImportHeader);
            }
            seen_header = true;
        } else if cells.iter().all(String::is_empty) {
        } else if cells.len() == header.len() {
            if let Some(n) = cells
                .iter()
                .position(|cell| text::has_control(cell) || cell.contains('\n'))
            {
                out.bad
                    .push(fault(row, header[n], Code::ImportRowBroken, &cells[n]));
            } else {
                out.rows.push((row, cells));
            }
        } else {
            out.bad
                .push(fault(row, "", Code::ImportRowBroken, &cells.join(",")));
        }
        if out.rows.len() + out.bad.len() > MAX_ROWS {
            return Err(Code::ImportTooManyRows);
        }
    }
    if !seen_header {
        return Err(Code::ImportHeader);
    }
    if out.rows.is_empty() && out.bad.is_empty() {
        Err(Code::ImportEmpty)
    } else {
        Ok(out)
    }
}

/// Reads a kind as files write it: the code of Article 7, or its longer name; blank is none.
fn kind(text: &str) -> Result<Option<Kind>, ()> {
    let folded = text::fold(text);
    if folded.is_empty() {
        return Ok(None);
    }
    Kind::ALL
        .iter()
        .copied()
        .find(|kind| {
            [kind.code(), kind.short(), kind.label()]
                .iter()
                .any(|name| text::fold(name) == folded)
        })
        .map(Some)
        .ok_or(())
}

/// Reads a file of innovations.
///
/// Blank kinds, years and regions are allowed; an unknown kind, an unreadable year, an unknown
/// carrier, a missing name and a repeated key are refused by row and column.
pub fn innovations(content: &str) -> Result<Read<InnovationRow>, Code> {
    let table = table(Source::Innovations, content)?;
    let mut read = Read {
        good: Vec::new(),
        bad: table.bad,
    };
    let mut keys = BTreeMap::new();
    for (row, cells) in table.rows {
        let [
            name,
            agency,
            region,
            province,
            years,
            kind_text,
            _,
            carrier,
            category,
            verified,
            origin,
        ] = cells.as_slice()
        else {
            continue;
        };
        let mut faults = Vec::new();
        if text::fold(name).is_empty() {
            faults.push(fault(row, "nama", Code::TextMissing, name));
        }
        for (column, value) in [
            ("nama", name),
            ("instansi", agency),
            ("wilayah", region),
            ("provinsi", province),
            ("asal_replikasi", origin),
        ] {
            if value.chars().count() > 200 {
                faults.push(fault(row, column, Code::TextTooLong, value));
            }
        }
        let years_read = Years::parse(years);
        if years_read.is_none() {
            faults.push(fault(row, "tahun", Code::WrongType, years));
        }
        let kind_read = kind(kind_text);
        if kind_read.is_err() {
            faults.push(fault(row, "jenis", Code::UnknownValue, kind_text));
        }
        let carrier_read = if carrier.is_empty() {
            Some(Carrier::Region)
        } else {
            Carrier::from_code(carrier)
        };
        if carrier_read.is_none() {
            faults.push(fault(row, "kelompok", Code::UnknownValue, carrier));
        }
        if !["", "asli", "replikasi"].contains(&category.as_str()) {
            faults.push(fault(row, "kategori_baris", Code::UnknownValue, category));
        }
        if !["", "yes", "partial", "no"].contains(&verified.as_str()) {
            faults.push(fault(row, "verified", Code::UnknownValue, verified));
        }
        if faults.is_empty() && keys.insert(key(name, agency, region), row).is_some() {
            faults.push(fault(row, "nama", Code::ImportDuplicate, name));
        }
        if let (true, Some(years), Ok(kind), Some(carrier)) =
            (faults.is_empty(), years_read, kind_read, carrier_read)
        {
            read.good.push(InnovationRow {
                row,
                name: name.clone(),
                agency: agency.clone(),
                region: region.clone(),
                province: province.clone(),
                years,
                kind,
                carrier,
                replication: category == "replikasi",
                replicated_from: (!origin.is_empty()).then(|| origin.clone()),
                unverified: verified != "yes",
            });
        }
        read.bad.extend(faults);
    }
    Ok(read)
}

/// Reads a file of agencies. `known` are the codes already stored: a parent is found there or in the file.
pub fn agencies(content: &str, known: &[AgencyCode]) -> Result<Read<Agency>, Code> {
    let table = table(Source::Agencies, content)?;
    let mut read = Read {
        good: Vec::new(),
        bad: table.bad,
    };
    let in_file: Vec<String> = table
        .rows
        .iter()
        .filter_map(|(_, cells)| cells.first().cloned())
        .collect();
    let mut seen = BTreeMap::new();
    for (row, cells) in table.rows {
        let [code, name, sort, parent, obligation, _] = cells.as_slice() else {
            continue;
        };
        let mut faults = Vec::new();
        if !AgencyCode(code.clone()).is_valid() {
            faults.push(fault(row, "kode", Code::WrongType, code));
        }
        if text::fold(name).is_empty() {
            faults.push(fault(row, "nama", Code::TextMissing, name));
        } else if name.chars().count() > 200 {
            faults.push(fault(row, "nama", Code::TextTooLong, name));
        }
        if sort.is_empty() {
            faults.push(fault(row, "jenis", Code::TextMissing, sort));
        }
        let obligation_read = Obligation::from_code(obligation);
        if obligation_read.is_none() {
            faults.push(fault(
                row,
                "wajib_satu_inovasi",
                Code::UnknownValue,
                obligation,
            ));
        }
        let parent_known = parent.is_empty()
            || (parent != code
                && (in_file.contains(parent) || known.iter().any(|it| it.0 == *parent)));
        if !parent_known {
            faults.push(fault(row, "induk", Code::ImportParentUnknown, parent));
        }
        if faults.is_empty() && seen.insert(code.clone(), row).is_some() {
            faults.push(fault(row, "kode", Code::ImportDuplicate, code));
        }
        if let (true, Some(obligation)) = (faults.is_empty(), obligation_read) {
            read.good.push(Agency {
                code: AgencyCode(code.clone()),
                name: name.clone(),
                sort: sort.clone(),
                parent: (!parent.is_empty()).then(|| AgencyCode(parent.clone())),
                obligation,
            });
        }
        read.bad.extend(faults);
    }
    // Parents before children, so that every reference exists when its row is written.
    let known = read.good.clone();
    order::sort_by_key(&mut read.good, |agency| {
        crate::agency::lineage(&known, &agency.code).len()
    });
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    const INNOVATIONS: &str = include_str!("../../data/innovations.csv");
    const AGENCIES: &str = include_str!("../../data/agencies.csv");
    const HEADER: &str = "nama,instansi,wilayah,provinsi,tahun,jenis,jenis_dari,kelompok,kategori_baris,verified,asal_replikasi\n";

    fn faults(rows: &str) -> Vec<(u32, String, Code)> {
        let read = innovations(&format!("{HEADER}{rows}")).unwrap();
        read.bad
            .into_iter()
            .map(|it| (it.row, it.column, it.code))
            .collect()
    }

    #[test]
    fn all_293_real_innovations_are_good() {
        let read = innovations(INNOVATIONS).unwrap();
        assert_eq!(read.bad, vec![]);
        assert_eq!(read.good.len(), 293);
        assert_eq!(read.good.iter().filter(|it| it.kind.is_none()).count(), 60);
        assert_eq!(
            read.good
                .iter()
                .filter(|it| it.region == "Kabupaten Bangka Barat")
                .count(),
            13
        );
        assert_eq!(read.good.iter().filter(|it| it.replication).count(), 8);
    }

    #[test]
    fn all_58_real_agencies_are_good_and_parents_come_first() {
        let read = agencies(AGENCIES, &[]).unwrap();
        assert_eq!(read.bad, vec![]);
        assert_eq!(read.good.len(), 58);
        assert_eq!(
            read.good
                .iter()
                .filter(|it| it.obligation == Obligation::Bound)
                .count(),
            33
        );
        for (n, agency) in read.good.iter().enumerate() {
            if let Some(parent) = &agency.parent {
                assert!(
                    read.good[..n].iter().any(|it| it.code == *parent),
                    "{}",
                    agency.code
                );
            }
        }
    }

    #[test]
    fn a_wrong_header_refuses_the_file() {
        assert_eq!(
            innovations("judul,instansi\nA,B\n"),
            Err(Code::ImportHeader)
        );
        assert_eq!(innovations(""), Err(Code::ImportHeader));
        assert_eq!(innovations(HEADER), Err(Code::ImportEmpty));
    }

    #[test]
    fn bad_rows_say_row_column_and_reason_and_good_ones_stay() {
        assert_eq!(
            faults("A,B,C,D,2022,sihir,,pemda,asli,yes,\n"),
            vec![(2, "jenis".to_owned(), Code::UnknownValue)]
        );
        assert_eq!(
            faults("A,B,C,D,dulu,,,pemda,asli,yes,\n"),
            vec![(2, "tahun".to_owned(), Code::WrongType)]
        );
        assert_eq!(
            faults(",B,C,D,,,,pemda,asli,yes,\n"),
            vec![(2, "nama".to_owned(), Code::TextMissing)]
        );
        assert_eq!(
            faults("A,B\n"),
            vec![(2, String::new(), Code::ImportRowBroken)]
        );
        assert_eq!(
            faults("A,B,C,D,,,,pemda,asli,yes,\na,b,c,D,,,,pemda,asli,yes,\n"),
            vec![(3, "nama".to_owned(), Code::ImportDuplicate)]
        );
    }

    #[test]
    fn five_thousand_rows_are_refused() {
        use core::fmt::Write as _;
        let mut file = HEADER.to_owned();
        for n in 0..5_000 {
            writeln!(file, "Inovasi {n},B,C,D,,,,pemda,asli,yes,").unwrap();
        }
        assert_eq!(innovations(&file), Err(Code::ImportTooManyRows));
    }

    #[test]
    fn a_spreadsheet_file_with_bom_and_semicolons_reads_the_same() {
        let file = format!(
            "\u{feff}{}",
            format!("{HEADER}A,B,C,D,2022,metode,,pemda,asli,yes,\n").replace(',', ";")
        );
        assert_eq!(innovations(&file).unwrap().good[0].kind, Some(Kind::Method));
    }

    #[test]
    fn an_agency_without_its_parent_is_refused() {
        let read = agencies(
            "kode,nama,jenis,induk,wajib_satu_inovasi,verified\nPKM-X,Puskesmas X,puskesmas,DINKES,tidak,yes\n",
            &[],
        );
        assert_eq!(read.unwrap().bad[0].code, Code::ImportParentUnknown);
    }
}
