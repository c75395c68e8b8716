//! What a file would do to the catalogue, worked out anew for the preview and for the write.

use std::collections::BTreeSet;

use klisida_domain::{
    agency::{Agency, AgencyCode, HOME_REGION, find_by_name},
    ids::InnovationId,
    import::{self, Header, InnovationRow, MAX_BYTES, Read, Refusal, RowFault, Source},
    problem::{Code, Problem},
    text, wire,
};

use super::{
    line::{AgencyLine, Line, NewInnovation},
    rows::{self, KnownRow, UnmatchedRow},
};
use crate::{
    ctx::Ctx,
    db::{self, Sql, catalogue::AgencyRow, sql},
    failure::Failure,
    json, secret,
};

/// New rows that a preview shows.
const SHOWN: usize = 200;
/// JSON of one statement: D1 takes 2 MB a parameter.
const CHUNK: usize = 400_000;

/// What a file would do to the catalogue.
pub struct Plan {
    new: New,
    /// Rows that are there already.
    pub same: u32,
    /// What is wrong with the rows that are refused.
    pub bad: Vec<RowFault>,
    /// Where the column names stand.
    pub header: Header,
    /// SHA-256 of the file and of everything that it would write.
    pub digest: String,
}

enum New {
    Agencies(Vec<import::AgencyRow>, Vec<(InnovationId, AgencyCode)>),
    Innovations(Vec<NewInnovation>),
}

/// A length as it travels.
pub fn size(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The agency that a name in a file means: only names of the regency itself can be one of its agencies.
fn matched(agencies: &[Agency], region: &str, name: &str) -> Option<AgencyCode> {
    (region == HOME_REGION)
        .then(|| find_by_name(agencies, name))
        .flatten()
        .map(|agency| agency.code.clone())
}

/// New innovations with their addresses, and how many are there already.
fn sort_innovations(
    read: Read<InnovationRow>,
    known: &[KnownRow],
    agencies: &[Agency],
) -> (Vec<NewInnovation>, u32, Vec<RowFault>) {
    let (mut keys, mut slugs) = (BTreeSet::new(), BTreeSet::new());
    for row in known {
        keys.insert(row.import_key.clone());
        slugs.insert(row.slug.clone());
    }
    let mut new = Vec::new();
    let mut same = 0;
    for row in read.good {
        if keys.contains(&row.key()) {
            same += 1;
            continue;
        }
        let slug = text::free_slug(&text::slug(&row.name), |slug| slugs.contains(slug));
        slugs.insert(slug.clone());
        new.push(NewInnovation {
            code: matched(agencies, &row.region, &row.agency),
            slug,
            row,
        });
    }
    (new, same, read.bad)
}

async fn agencies_of(ctx: &Ctx, rows: &[Sql]) -> Result<(Vec<Agency>, db::Rows), Failure> {
    let mut statements = vec![sql(db::catalogue::AGENCIES)];
    statements.extend(rows.iter().cloned());
    let rows = ctx.db.batch(statements).await?;
    let agencies: Vec<AgencyRow> = rows.all(0)?;
    Ok((agencies.into_iter().map(AgencyRow::agency).collect(), rows))
}

/// Reads the file and the catalogue, writes nothing.
pub async fn plan(ctx: &Ctx, source: Source, content: &str) -> Result<Plan, Failure> {
    if content.len() > MAX_BYTES {
        return Err(Code::BodyTooLarge.into());
    }
    let refuse =
        |it: Refusal| Failure::from(Problem::field(it.code, it.column.unwrap_or("content")));
    let (new, same, bad, header) = match source {
        Source::Innovations => {
            let read = import::innovations(content).map_err(refuse)?;
            let (agencies, rows) = agencies_of(ctx, &[sql(rows::KNOWN)]).await?;
            let known: Vec<KnownRow> = rows.all(1)?;
            let header = read.header;
            let (new, same, bad) = sort_innovations(read, &known, &agencies);
            (New::Innovations(new), same, bad, header)
        }
        Source::Agencies => {
            let (known, rows) = agencies_of(ctx, &[sql(rows::UNMATCHED).text(HOME_REGION)]).await?;
            let codes: Vec<_> = known.iter().map(|agency| agency.code.clone()).collect();
            let read = import::agencies(content, &codes).map_err(refuse)?;
            let (same, new): (Vec<_>, Vec<_>) = read
                .good
                .into_iter()
                .partition(|it| codes.contains(&it.agency.code));
            let all: Vec<_> = known
                .into_iter()
                .chain(new.iter().map(|it| it.agency.clone()))
                .collect();
            // Innovations that came before their agencies find them now.
            let unmatched: Vec<UnmatchedRow> = rows.all(1)?;
            let found = unmatched
                .into_iter()
                .filter_map(|row| Some((row.id, matched(&all, HOME_REGION, &row.agency_name)?)))
                .collect();
            (
                New::Agencies(new, found),
                size(same.len()),
                read.bad,
                read.header,
            )
        }
    };
    let digest = digest(content, &new, same)?;
    Ok(Plan {
        new,
        same,
        bad,
        header,
        digest,
    })
}

fn digest(content: &str, new: &New, same: u32) -> Result<String, Failure> {
    let effect = match new {
        New::Agencies(new, found) => {
            let agencies: Vec<_> = new.iter().map(|it| &it.agency).collect();
            json::write(&(agencies, found))?
        }
        New::Innovations(new) => {
            let lines: Vec<_> = new
                .iter()
                .map(|it| (it.row.row, &it.slug, &it.code))
                .collect();
            json::write(&lines)?
        }
    };
    Ok(secret::digest(&[
        b"import",
        content.as_bytes(),
        effect.as_bytes(),
        same.to_string().as_bytes(),
    ]))
}

impl Plan {
    /// How many rows are new.
    pub fn added(&self) -> usize {
        match &self.new {
            New::Agencies(new, _) => new.len(),
            New::Innovations(new) => new.len(),
        }
    }

    /// How many rows are refused.
    pub fn refused(&self) -> u32 {
        import::refused_rows(&self.bad)
    }

    /// The first new rows, for the preview.
    pub fn lines(&self) -> Vec<wire::ImportLine> {
        match &self.new {
            New::Agencies(new, _) => new
                .iter()
                .take(SHOWN)
                .map(|it| wire::ImportLine {
                    row: it.row,
                    name: it.agency.name.clone(),
                    agency: it.agency.sort.clone(),
                    matched: Some(it.agency.code.clone()),
                    region: HOME_REGION.to_owned(),
                    kind: None,
                })
                .collect(),
            New::Innovations(new) => new
                .iter()
                .take(SHOWN)
                .map(|it| wire::ImportLine {
                    row: it.row.row,
                    name: it.row.name.clone(),
                    agency: it.row.agency.clone(),
                    matched: it.code.clone(),
                    region: it.row.region.clone(),
                    kind: it.row.kind,
                })
                .collect(),
        }
    }

    /// What writes it; an innovation's id is made here.
    pub fn statements(&self, ctx: &Ctx, import: &wire::ImportConfirm) -> Result<Vec<Sql>, Failure> {
        match &self.new {
            New::Agencies(new, found) => {
                let lines: Vec<_> = new.iter().map(|it| AgencyLine::of(&it.agency)).collect();
                Ok(vec![
                    sql(rows::INSERT_AGENCIES).json(&lines)?,
                    sql(rows::MATCH).json(found)?,
                ])
            }
            New::Innovations(new) => {
                let mut lines = Vec::with_capacity(new.len());
                for it in new {
                    let id = InnovationId(secret::uuid(ctx.now)?);
                    lines.push(json::write(&Line::of(id, it))?);
                }
                Ok(chunks(&lines)
                    .into_iter()
                    .map(|chunk| {
                        sql(rows::INSERT_INNOVATIONS)
                            .id(import.id)
                            .at(ctx.now)
                            .text(chunk)
                    })
                    .collect())
            }
        }
    }
}

/// JSON objects joined into JSON lists of a size that one parameter can carry.
fn chunks(lines: &[String]) -> Vec<String> {
    let mut out = Vec::new();
    let mut open = String::new();
    for line in lines {
        if !open.is_empty() && open.len() + line.len() > CHUNK {
            out.push(format!("[{open}]"));
            open.clear();
        }
        if !open.is_empty() {
            open.push(',');
        }
        open.push_str(line);
    }
    if !open.is_empty() {
        out.push(format!("[{open}]"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const AGENCIES: &str = include_str!("../../../data/agencies.csv");
    const INNOVATIONS: &str = include_str!("../../../data/innovations.csv");

    #[test]
    fn real_innovations_get_addresses_of_their_own_and_home_agencies_only() {
        let agencies: Vec<Agency> = import::agencies(AGENCIES, &[])
            .map(|read| read.good.into_iter().map(|it| it.agency).collect())
            .unwrap_or_default();
        let read = import::innovations(INNOVATIONS).unwrap_or(Read {
            header: Header::default(),
            good: vec![],
            bad: vec![],
        });
        let (new, same, _) = sort_innovations(read.clone(), &[], &agencies);
        assert_eq!((new.len(), same), (293, 0));
        let slugs: BTreeSet<_> = new.iter().map(|it| it.slug.as_str()).collect();
        assert_eq!(slugs.len(), 293);
        for it in &new {
            assert!(it.code.is_none() || it.row.region == HOME_REGION);
        }
        let jebus = new.iter().find(|it| it.row.name.starts_with("e Lit Boo"));
        assert!(jebus.is_some_and(|it| it.code.is_some()));

        let known: Vec<_> = new
            .iter()
            .map(|it| KnownRow {
                import_key: it.row.key(),
                slug: it.slug.clone(),
            })
            .collect();
        let (again, same, _) = sort_innovations(read, &known, &agencies);
        assert_eq!(
            (again.len(), same),
            (0, 293),
            "importing twice changes nothing"
        );
    }

    #[test]
    fn chunks_are_json_lists_of_everything() {
        let lines: Vec<_> = (0..5).map(|n| format!("{{\"n\":{n}}}")).collect();
        assert_eq!(
            chunks(&lines),
            vec![r#"[{"n":0},{"n":1},{"n":2},{"n":3},{"n":4}]"#]
        );
        let large: Vec<_> = (0..5)
            .map(|_| format!("\"{}\"", "x".repeat(CHUNK / 2)))
            .collect();
        assert_eq!(chunks(&large).len(), 5);
        assert!(chunks(&[]).is_empty());
    }
}
