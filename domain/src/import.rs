//! Import of agencies and innovations from CSV: read, checked, previewed, and only then written.
//!
//! A bad row is refused with its row, column and reason; good rows of the same file stay usable.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    agency::{Agency, AgencyCode, Obligation},
    innovation::{Carrier, Years, key},
    law::Kind,
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
    /// `2022`, `2021-2024`, or none.
    pub years: Years,
    /// Kind, none when blank.
    pub kind: Option<Kind>,
    /// Who stands behind it.
    pub carrier: Carrier,
    /// `kategori_baris` says `replikasi`.
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

/// A good row of an agencies file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgencyRow {
    /// Line of the file.
    pub row: u32,
    /// As the catalogue will hold it.
    pub agency: Agency,
}

/// A file read and checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read<T> {
    /// Where the column names stand.
    pub header: Header,
    /// Rows that may be written.
    pub good: Vec<T>,
    /// Rows that are refused.
    pub bad: Vec<RowFault>,
}

/// How many rows are refused: a row with three faults is one.
pub fn refused_rows(bad: &[RowFault]) -> u32 {
    let rows: BTreeSet<u32> = bad.iter().map(|fault| fault.row).collect();
    u32::try_from(rows.len()).unwrap_or(u32::MAX)
}

/// Where the column names of a file stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// The row, as a spreadsheet counts it.
    pub row: u32,
    /// Rows with text lie above it: a title, most likely. They are left out, and only after somebody said so.
    pub titled: bool,
}

impl Header {
    /// May the file be imported by somebody who confirmed this row, or was not asked? A file without text above its
    /// column names needs no question.
    pub fn confirmed(self, row: Option<u32>) -> bool {
        !self.titled || row == Some(self.row)
    }
}

/// Why a file is refused whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong.
    pub code: Code,
    /// The column that is missing, where one is.
    pub column: Option<&'static str>,
}

impl From<Code> for Refusal {
    fn from(code: Code) -> Self {
        Self { code, column: None }
    }
}

struct Table {
    header: Header,
    rows: Vec<(u32, Vec<String>)>,
    bad: Vec<RowFault>,
    /// Bytes that were visited to number the rows.
    visited: usize,
}

fn fault(row: u32, column: &str, code: Code, value: &str) -> RowFault {
    RowFault {
        row,
        column: column.to_owned(),
        code,
        value: value.chars().take(80).collect(),
    }
}

/// The separators that spreadsheets write; a text pasted from one has tabs.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];
/// Rows in which the column names are looked for: above them stand titles.
const TITLE_ROWS: usize = 20;

/// What a spreadsheet writes into the first line for other spreadsheets: `sep=;`. Answers the separator and the rest.
fn separator_line(content: &str) -> Option<(u8, &str)> {
    let (first, rest) = content.split_once('\n').unwrap_or((content, ""));
    let first = first.trim_end_matches('\r').trim_matches('"');
    let mark = first.get(..4)?;
    let delimiter = *first.as_bytes().get(4)?;
    (mark.eq_ignore_ascii_case("sep=") && first.len() == 5 && DELIMITERS.contains(&delimiter))
        .then_some((delimiter, rest))
}

/// Line breaks in a text; `\r\n` is one.
fn breaks(text: &str) -> usize {
    let bytes = text.as_bytes();
    bytes
        .iter()
        .enumerate()
        .filter(|(n, byte)| {
            **byte == b'\n' && (*n == 0 || bytes.get(n - 1) != Some(&b'\r')) || **byte == b'\r'
        })
        .count()
}

/// Counts the rows of a file as a spreadsheet does: empty lines count, a line break inside a quoted cell does not.
struct RowCounter<'a> {
    content: &'a str,
    /// Bytes looked at so far, and the line breaks in them.
    seen: usize,
    lines: usize,
    /// Line breaks inside cells so far.
    inside: usize,
    /// Bytes visited so far: at most a few for each byte of the file, whatever stands in it.
    visited: usize,
}

impl<'a> RowCounter<'a> {
    fn new(content: &'a str) -> Self {
        Self {
            content,
            seen: 0,
            lines: 0,
            inside: 0,
            visited: 0,
        }
    }

    /// The row of the record that the reader found at this byte. The reader stands at the end of the record before,
    /// so the line break and the empty lines that follow belong to what lies before this row.
    fn row(&mut self, at: usize, record: &csv::StringRecord) -> u32 {
        let bytes = self.content.as_bytes();
        let mut start = at.min(bytes.len());
        while matches!(bytes.get(start), Some(b'\r' | b'\n')) {
            start += 1;
        }
        self.visited += start - at.min(bytes.len()) + record.as_slice().len();
        if let Some(passed) = self.content.get(self.seen..start) {
            self.lines += breaks(passed);
            self.visited += passed.len();
            self.seen = start;
        }
        let row = self.lines - self.inside.min(self.lines) + 1;
        self.inside += record.iter().map(breaks).sum::<usize>();
        u32::try_from(row).unwrap_or(u32::MAX)
    }
}

/// Where each column of the header stands in a row of the file: spreadsheets move columns and add empty ones.
fn columns(header: &[&'static str], cells: &[String]) -> Option<Vec<usize>> {
    header
        .iter()
        .map(|name| {
            cells
                .iter()
                .position(|cell| text::fold(cell) == text::fold(name))
        })
        .collect()
}

/// The first column that a row of names lacks, when most of them are there: then it is that row which was meant.
fn missing(header: &[&'static str], cells: &[String]) -> Option<&'static str> {
    let there = |name: &str| {
        cells
            .iter()
            .any(|cell| text::fold(cell) == text::fold(name))
    };
    let found = header.iter().filter(|name| there(name)).count();
    (found * 2 > header.len())
        .then(|| header.iter().copied().find(|name| !there(name)))
        .flatten()
}

/// Splits a file into rows with the cells of the header's columns, in the header's order.
fn table(source: Source, content: &str) -> Result<Table, Refusal> {
    let content = content.strip_prefix('\u{feff}').unwrap_or(content);
    let (named, body, above) = match separator_line(content) {
        Some((delimiter, rest)) => (Some(delimiter), rest, 1),
        None => (None, content, 0),
    };
    let candidates: Vec<u8> = named.map_or_else(|| DELIMITERS.to_vec(), |it| vec![it]);
    let mut refusal = Refusal::from(Code::ImportHeader);
    for delimiter in candidates {
        match split(source, body, delimiter, above) {
            Err(Refusal {
                code: Code::ImportHeader,
                ..
            }) => {}
            // Names that are nearly right say more than another separator with none of them.
            Err(
                found @ Refusal {
                    code: Code::ImportColumnMissing,
                    ..
                },
            ) => refusal = found,
            other => return other,
        }
    }
    Err(refusal)
}

fn split(source: Source, content: &str, delimiter: u8, above: u32) -> Result<Table, Refusal> {
    let header = source.header();
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(content.as_bytes());
    let mut counter = RowCounter::new(content);
    let mut places: Option<Vec<usize>> = None;
    let mut nearly = None;
    let mut out = Table {
        header: Header::default(),
        rows: Vec::new(),
        bad: Vec::new(),
        visited: 0,
    };
    for (n, record) in reader.records().enumerate() {
        let Ok(record) = record else {
            return Err(Code::ImportRowBroken.into());
        };
        let at = record
            .position()
            .and_then(|it| usize::try_from(it.byte()).ok())
            .unwrap_or_default();
        let row = counter.row(at, &record).saturating_add(above);
        out.visited = counter.visited;
        let cells: Vec<String> = record.iter().map(|cell| cell.trim().to_owned()).collect();
        let Some(places) = &places else {
            places = columns(header, &cells);
            if places.is_some() {
                out.header.row = row;
            } else {
                out.header.titled |= cells.iter().any(|cell| !cell.is_empty());
                nearly = nearly.or_else(|| missing(header, &cells));
                if n + 1 >= TITLE_ROWS {
                    break;
                }
            }
            continue;
        };
        if cells.iter().all(String::is_empty) {
            continue;
        }
        take_row(header, places, row, &cells, &mut out);
        if out.rows.len() + out.bad.len() > MAX_ROWS {
            return Err(Code::ImportTooManyRows.into());
        }
    }
    if places.is_none() {
        return Err(nearly.map_or_else(
            || Code::ImportHeader.into(),
            |column| Refusal {
                code: Code::ImportColumnMissing,
                column: Some(column),
            },
        ));
    }
    if out.rows.is_empty() && out.bad.is_empty() {
        Err(Code::ImportEmpty.into())
    } else {
        Ok(out)
    }
}

/// A row of the file: cells that belong to no column must be empty, and no cell may have lost its letters.
fn take_row(
    header: &[&'static str],
    places: &[usize],
    row: u32,
    cells: &[String],
    out: &mut Table,
) {
    let extra = cells
        .iter()
        .enumerate()
        .any(|(n, cell)| !places.contains(&n) && !cell.is_empty());
    let wanted: Option<Vec<String>> = places.iter().map(|n| cells.get(*n).cloned()).collect();
    let Some(wanted) = wanted.filter(|_| !extra) else {
        out.bad
            .push(fault(row, "", Code::ImportRowBroken, &cells.join(",")));
        return;
    };
    let bad = header.iter().zip(&wanted).find_map(|(column, cell)| {
        if cell.contains('\u{fffd}') {
            Some((column, Code::ImportLetters, cell))
        } else if text::has_control(cell) || cell.contains('\n') {
            Some((column, Code::ImportRowBroken, cell))
        } else {
            None
        }
    });
    match bad {
        Some((column, code, cell)) => out.bad.push(fault(row, column, code, cell)),
        None => out.rows.push((row, wanted)),
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
pub fn innovations(content: &str) -> Result<Read<InnovationRow>, Refusal> {
    let table = table(Source::Innovations, content)?;
    let mut read = Read {
        header: table.header,
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
            Carrier::from_file(carrier)
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
pub fn agencies(content: &str, known: &[AgencyCode]) -> Result<Read<AgencyRow>, Refusal> {
    let table = table(Source::Agencies, content)?;
    let mut read = Read {
        header: table.header,
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
            read.good.push(AgencyRow {
                row,
                agency: Agency {
                    code: AgencyCode(code.clone()),
                    name: name.clone(),
                    sort: sort.clone(),
                    parent: (!parent.is_empty()).then(|| AgencyCode(parent.clone())),
                    obligation,
                },
            });
        }
        read.bad.extend(faults);
    }
    // Parents before children, so that every reference exists when its row is written.
    let known: Vec<Agency> = read.good.iter().map(|it| it.agency.clone()).collect();
    read.good
        .sort_by_key(|it| crate::agency::lineage(&known, &it.agency.code).len());
    Ok(read)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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
                .filter(|it| it.agency.obligation == Obligation::Bound)
                .count(),
            33
        );
        for (n, agency) in read.good.iter().enumerate() {
            if let Some(parent) = &agency.agency.parent {
                assert!(
                    read.good[..n].iter().any(|it| it.agency.code == *parent),
                    "{}",
                    agency.agency.code
                );
            }
        }
    }

    #[test]
    fn a_wrong_header_refuses_the_file() {
        assert_eq!(
            innovations("judul,instansi\nA,B\n"),
            Err(Code::ImportHeader.into())
        );
        assert_eq!(innovations(""), Err(Code::ImportHeader.into()));
        assert_eq!(innovations(HEADER), Err(Code::ImportEmpty.into()));
        assert_eq!(
            innovations(&HEADER.replace("tahun,", "")),
            Err(Refusal {
                code: Code::ImportColumnMissing,
                column: Some("tahun")
            })
        );
    }

    /// A file of `tests/fixtures/cases`.
    macro_rules! case {
        ($name:literal) => {
            include_str!(concat!("../../tests/fixtures/cases/", $name))
        };
    }

    fn faulty_rows(read: &Read<InnovationRow>) -> Vec<u32> {
        read.bad.iter().map(|it| it.row).collect()
    }

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_does() {
        for content in [
            case!("import-crlf.csv").to_owned(),
            case!("import-lf.csv").to_owned(),
            format!("\u{feff}{}", case!("import-crlf.csv")),
            case!("import-lf.csv").replace('\n', "\r"),
        ] {
            let read = innovations(&content).unwrap();
            assert_eq!(faulty_rows(&read), [4, 7], "{content:?}");
            let good: Vec<u32> = read.good.iter().map(|it| it.row).collect();
            assert_eq!(good, [2, 3, 6]);
            assert_eq!(
                read.header,
                Header {
                    row: 1,
                    titled: false
                }
            );
        }
        // A line break inside a quoted cell is no row; empty lines before the names and cells with only spaces are.
        let quoted = format!(
            "\n\r\n{HEADER}\"A\r\nB\",Dinas,,,,,,,,,\n  ,,,,,,,,,,\n\n\"C \"\"D\"\"\",Dinas,,,dulu,,,,,,\n"
        );
        let read = innovations(&quoted).unwrap();
        assert_eq!(faulty_rows(&read), [4, 7]);
        assert_eq!(
            read.header,
            Header {
                row: 3,
                titled: false
            }
        );
    }

    #[test]
    fn files_of_spreadsheets_are_read() {
        for (content, header) in [
            (
                case!("import-trailing-columns.csv"),
                Header {
                    row: 1,
                    titled: false,
                },
            ),
            (
                case!("import-sep-line.csv"),
                Header {
                    row: 2,
                    titled: false,
                },
            ),
            (
                case!("import-title-row.csv"),
                Header {
                    row: 3,
                    titled: true,
                },
            ),
        ] {
            let read = innovations(content).unwrap();
            assert_eq!(read.header, header, "{content}");
            assert_eq!(read.bad, []);
            let rows: Vec<u32> = read.good.iter().map(|it| it.row).collect();
            assert_eq!(rows, [header.row + 1, header.row + 2]);
        }
        let tabs = case!("import-sep-line.csv").replace(';', "\t");
        assert_eq!(innovations(&tabs).unwrap().good.len(), 2, "sep= and tab");
        let pasted = tabs.split_once('\n').unwrap().1;
        assert_eq!(innovations(pasted).unwrap().good.len(), 2, "pasted cells");
        let moved = "instansi;Nama;tahun;wilayah;provinsi;jenis;jenis_dari;kelompok;kategori_baris;verified;asal_replikasi\nDinas A;Inovasi A;2024;W;P;metode;;pemda;asli;yes;\n";
        let read = innovations(moved).unwrap();
        assert_eq!(
            (read.good[0].name.as_str(), read.good[0].agency.as_str()),
            ("Inovasi A", "Dinas A")
        );
    }

    #[test]
    fn what_stands_above_the_column_names_is_left_out_only_when_confirmed() {
        let header = innovations(case!("import-title-row.csv")).unwrap().header;
        assert!(!header.confirmed(None));
        assert!(!header.confirmed(Some(2)));
        assert!(header.confirmed(Some(3)));
        assert!(
            Header {
                row: 2,
                titled: false
            }
            .confirmed(None)
        );
    }

    #[test]
    fn a_row_with_several_faults_is_one_row() {
        let read = innovations(case!("import-several-faults.csv")).unwrap();
        assert_eq!(read.bad.len(), 5);
        assert_eq!(refused_rows(&read.bad), 2);
        assert_eq!(read.good.len(), 1);
    }

    #[test]
    fn a_lost_letter_is_never_written() {
        assert_eq!(
            faults("Jum\u{fffd}at Sehat,B,C,D,2022,,,pemda,asli,yes,\n"),
            vec![(2, "nama".to_owned(), Code::ImportLetters)]
        );
    }

    proptest! {
        #[test]
        fn the_row_of_a_fault_is_the_row_in_which_it_was_put(
            before in prop::collection::vec(prop_oneof![Just(""), Just("N,D,,,2024,,,,,,"), Just("\"a\nb\",D,,,2024,,,,,,"), Just(" , ,,,,,,,,,")], 0..12),
            end in prop_oneof![Just("\n"), Just("\r\n"), Just("\r")],
        ) {
            // Names differ, so that no row repeats another.
            let lines: Vec<String> = before.iter().enumerate().map(|(n, it)| it.replace('N', &format!("Nama {n}"))).collect();
            let content = [HEADER.trim_end().to_owned(), lines.join(end), "X,D,,,dulu,,,,,,".to_owned()].join(end);
            let read = innovations(&content).unwrap();
            let put = u32::try_from(before.len().max(1) + 2).unwrap();
            prop_assert!(read.bad.iter().any(|it| it.column == "tahun" && it.row == put), "{content:?} {:?} {put}", read.bad);
        }

        #[test]
        fn a_file_is_gone_through_a_few_times_whatever_stands_in_it(
            pieces in prop::collection::vec(prop_oneof![
                Just("\n"), Just("\r\n"), Just("\r"), Just("\"a\nb\""), Just("\"\r\r\n\n\""), Just(","), Just("N,D,,,2024,,,,,,"), Just("  "),
            ], 0..400),
        ) {
            let content = format!("{HEADER}{}", pieces.concat());
            if let Ok(table) = split(Source::Innovations, &content, b',', 0) {
                prop_assert!(table.visited <= 3 * content.len(), "{} visits of {} bytes", table.visited, content.len());
            }
        }

        #[test]
        fn any_text_is_read_or_refused(content in ".{0,400}") {
            let _ = innovations(&content);
            let _ = innovations(&format!("{HEADER}{content}"));
            let _ = agencies(&content, &[]);
        }
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
        assert_eq!(innovations(&file), Err(Code::ImportTooManyRows.into()));
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
