//! The catalogue for those signed in: agencies and the search of innovations.

use klisida_domain::{
    account::check_reason,
    agency::Agency,
    api, event,
    innovation::{Innovation, PAGE_SIZE, Query, key, may_be_given, search_text},
    page::{Cursor, NoCursor},
    problem::{Code, Problem},
    record::{ALIKE, likeness},
    text, wire,
};

use crate::{
    ctx::Ctx,
    db::{
        self,
        catalogue::{AgencyRow, Along, GivingRow, InnovationRow, TallyRow, TextRow, filters, scan},
        record::TitleRow,
        sql,
        write::{Event, Write},
    },
    dispatch::answers,
    failure::Failure,
};

answers! {
    AgencyList: agencies;
    InnovationList: innovations;
    InnovationAgencySet: give;
}

/// How far a search goes for one page. A page reads at most 2,000 rows.
#[derive(Clone, Copy)]
pub struct Reach {
    /// Most innovations that a search by several filters looks at.
    filters: usize,
    /// Most innovations that a search for words looks at: each costs two rows.
    words: usize,
    /// Most trigrams that are counted to find the rarest.
    grams: usize,
}

impl Reach {
    /// Of the only search of a page.
    pub const WHOLE: Self = Self {
        filters: 300,
        words: 380,
        grams: MOST_GRAMS,
    };
    /// Of each of two searches of a page.
    pub const HALF: Self = Self {
        filters: 150,
        words: 190,
        grams: MOST_GRAMS / 2,
    };
}

/// Most trigrams that are counted to find the rarest.
const MOST_GRAMS: usize = 8;
/// Trigrams are counted to this number (`db::catalogue::GRAMS`).
const MOST_COUNTED: u32 = 120;
/// The shortest word that is taken to be misspelled, in letters.
const SPELLED: usize = 4;
/// Most titles that are told to be alike.
const MOST_ALIKE: usize = 20;

/// The search that stands in the address.
pub fn query(ctx: &Ctx) -> Result<Query, NoCursor> {
    let value = |name: &str| ctx.query_value(name).unwrap_or_default().trim().to_owned();
    Ok(Query {
        q: value("q"),
        kind: value("jenis"),
        region: value("wilayah"),
        agency: value("instansi"),
        year: value("tahun"),
        stage: value("tahap"),
        after: ctx.after()?,
    })
}

/// What a search found.
pub struct Found {
    /// How many match, as far as they were counted; 0 on the pages after the first of a search that is not counted to its end.
    pub total: u32,
    /// There may be more.
    pub more: bool,
    /// Those of this page.
    pub items: Vec<Innovation>,
    /// Where the next page begins.
    pub next: Option<Cursor>,
}

impl Found {
    const fn nothing() -> Self {
        Self {
            total: 0,
            more: false,
            items: Vec::new(),
            next: None,
        }
    }

    /// Out of the rows that were looked at, of at most `limit`.
    fn of(rows: Vec<InnovationRow>, limit: usize, counted: Option<u32>, first: bool) -> Self {
        let exhausted = rows.len() < limit;
        let last = rows.last().map(InnovationRow::cursor);
        let mut hits: Vec<InnovationRow> = rows.into_iter().filter(|row| row.hit).collect();
        let seen = hits.len();
        let next = if seen > PAGE_SIZE {
            hits.truncate(PAGE_SIZE);
            hits.last().map(InnovationRow::cursor)
        } else if exhausted {
            None
        } else {
            last
        };
        Self {
            total: counted.unwrap_or(if first {
                u32::try_from(seen).unwrap_or(u32::MAX)
            } else {
                0
            }),
            more: counted.is_none() && !(first && exhausted),
            items: hits.into_iter().map(InnovationRow::innovation).collect(),
            next,
        }
    }
}

/// The trigrams that a search may go along: at most three of each word, `most` in all.
fn grams(query: &Query, most: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for needle in query.needles() {
        let all = text::trigrams(&needle);
        let picked = [0, all.len().saturating_sub(1), all.len() / 2];
        for n in picked {
            if let Some(gram) = all.get(n)
                && !out.contains(gram)
            {
                out.push(gram.clone());
            }
        }
    }
    out.truncate(most);
    out
}

/// A page of what a search finds. However large the catalogue is, it looks at a bounded number of rows and says where to go on.
pub async fn search(ctx: &Ctx, query: &Query, reach: Reach) -> Result<Found, Failure> {
    if query.is_unreadable() {
        return Ok(Found::nothing());
    }
    let first = query.after.is_none();
    let filters = filters(query);
    let words = grams(query, reach.grams);
    if words.is_empty() && query.words().is_empty() && filters.len() < 2 {
        let (along, kind, value) =
            filters
                .into_iter()
                .next()
                .unwrap_or((Along::Names, "all", String::new()));
        let limit = PAGE_SIZE + 1;
        let rows = ctx
            .db
            .batch(vec![
                sql(db::catalogue::TALLIES).json(&[(kind, value.as_str())])?,
                scan(query, along, &value, limit)?,
            ])
            .await?;
        let counted = rows.first::<TallyRow>(0)?.map_or(0, |row| row.n);
        return Ok(Found::of(rows.all(1)?, limit, Some(counted), first));
    }
    let (along, value, limit) = if words.is_empty() {
        if filters.is_empty() {
            return Ok(Found::nothing());
        }
        let keys: Vec<(&str, &str)> = filters
            .iter()
            .map(|(_, kind, value)| (*kind, value.as_str()))
            .collect();
        let tallies: Vec<TallyRow> = ctx.db.all(sql(db::catalogue::TALLIES).json(&keys)?).await?;
        // The value that fewest innovations have.
        let mut rarest: Option<(u32, Along, String)> = None;
        for (along, kind, value) in filters {
            let n = tallies
                .iter()
                .find(|row| row.kind == kind && row.key == value)
                .map_or(0, |row| row.n);
            if rarest.as_ref().is_none_or(|(least, ..)| n < *least) {
                rarest = Some((n, along, value));
            }
        }
        match rarest {
            Some((n, along, value)) if n > 0 => (along, value, reach.filters),
            _ => return Ok(Found::nothing()),
        }
    } else {
        let counts: Vec<TallyRow> = ctx.db.all(sql(db::catalogue::GRAMS).json(&words)?).await?;
        let mut rarest: Option<TallyRow> = None;
        for row in counts {
            if rarest.as_ref().is_none_or(|least| row.n < least.n) {
                rarest = Some(row);
            }
        }
        match rarest {
            Some(row) if row.n > 0 => (Along::Gram, row.key, reach.words),
            _ => return Ok(Found::nothing()),
        }
    };
    let rows: Vec<InnovationRow> = ctx.db.all(scan(query, along, &value, limit)?).await?;
    Ok(Found::of(rows, limit, None, first))
}

/// How else the words of a search that found nothing may be spelled: as the catalogue spells them. Looks at few innovations
/// that share a trigram with the longest word; the others are compared with the same texts.
pub async fn spelled(ctx: &Ctx, query: &Query) -> Result<Option<String>, Failure> {
    let long = |word: &String| word.chars().count() >= SPELLED;
    let Some(word) = query
        .words()
        .into_iter()
        .filter(long)
        .max_by_key(|word| word.chars().count())
    else {
        return Ok(None);
    };
    let grams = text::trigrams(&format!(" {word}"));
    let step = grams.len().div_ceil(MOST_GRAMS);
    let some = grams.iter().step_by(step);
    let statements: Vec<_> = some
        .map(|gram| sql(db::catalogue::SHARING).text(gram.as_str()))
        .collect();
    let count = statements.len();
    let rows = ctx.db.batch(statements).await?;
    let mut texts = Vec::new();
    for n in 0..count {
        let found: Vec<TextRow> = rows.all(n)?;
        texts.extend(found.into_iter().map(|row| row.value));
    }
    Ok(query.spelled_as(&texts))
}

/// Trigrams of a name, for titles like it: those of its words.
pub fn title_grams(name: &str) -> Vec<String> {
    let mut grams = text::trigrams(&format!(" {}", text::fold(name)));
    grams.retain(|gram| !gram.get(1..).is_some_and(|rest| rest.contains(' ')));
    grams.truncate(60);
    grams
}

/// Titles of the catalogue like this one. Reads a bounded number of rows: the rarest trigrams of the name, up to 150 places of each.
pub async fn alike(ctx: &Ctx, name: &str) -> Result<Vec<wire::Title>, Failure> {
    let grams = title_grams(name);
    if grams.is_empty() {
        return Ok(Vec::new());
    }
    // A few spread over the name are enough: a title that is alike shares most of them.
    let step = grams.len().div_ceil(MOST_GRAMS);
    let some: Vec<&String> = grams.iter().step_by(step).collect();
    let mut counts: Vec<TallyRow> = ctx.db.all(sql(db::catalogue::GRAMS).json(&some)?).await?;
    counts.retain(|row| (1..MOST_COUNTED).contains(&row.n));
    let keys: Vec<&str> = counts.iter().map(|row| row.key.as_str()).collect();
    let rows: Vec<TitleRow> = ctx.db.all(sql(db::catalogue::ALIKE).json(&keys)?).await?;
    Ok(nearest(name, rows.into_iter().map(TitleRow::title)))
}

/// The titles that are like a name, the nearest first, at most 20.
pub fn nearest(name: &str, titles: impl Iterator<Item = wire::Title>) -> Vec<wire::Title> {
    let mut found: Vec<(u8, wire::Title)> = titles
        .map(|title| (likeness(name, &title.name), title))
        .filter(|(degree, _)| *degree >= ALIKE)
        .collect();
    found.sort_by_key(|(degree, _)| core::cmp::Reverse(*degree));
    found.truncate(MOST_ALIKE);
    found.into_iter().map(|(_, title)| title).collect()
}

/// All agencies of the regency, by name.
pub async fn agencies(
    ctx: &Ctx,
    _: api::AgencyList,
    _: wire::Empty,
) -> Result<Vec<Agency>, Failure> {
    let rows: Vec<AgencyRow> = ctx.db.all(sql(db::catalogue::AGENCIES)).await?;
    Ok(rows.into_iter().map(AgencyRow::agency).collect())
}

/// Search the catalogue.
pub async fn innovations(
    ctx: &Ctx,
    _: api::InnovationList,
    _: wire::Empty,
) -> Result<wire::InnovationPage, Failure> {
    let found = search(ctx, &query(ctx)?, Reach::WHOLE).await?;
    Ok(wire::InnovationPage {
        total: found.total,
        more: found.more,
        items: found.items,
        next: found.next,
    })
}

/// Say to which agency of the regency an innovation of the catalogue belongs. What an import knows it by stays.
pub async fn give(
    ctx: &Ctx,
    it: api::InnovationAgencySet,
    body: wire::InnovationAgency,
) -> Result<wire::Empty, Failure> {
    check_reason(&body.reason).map_err(|code| Problem::field(code, "reason"))?;
    let rows = ctx
        .db
        .batch(vec![
            sql(db::catalogue::GIVING).id(it.innovation),
            sql(db::catalogue::AGENCY).id(&body.agency),
        ])
        .await?;
    let row: GivingRow = rows.first(0)?.ok_or(Code::NotFound)?;
    may_be_given(&row.region, row.in_clinic, row.judged)?;
    let agency = rows
        .first::<AgencyRow>(1)?
        .map(AgencyRow::agency)
        .ok_or_else(|| Problem::field(Code::UnknownValue, "agency"))?;
    let mut write = Write::new(ctx);
    write.run(sql(db::showcase::KEEP_NAME).id(it.innovation));
    write.must(
        sql(db::catalogue::GIVE)
            .id(it.innovation)
            .text(body.was)
            .id(&agency.code)
            .text(agency.name.as_str())
            .text(key(&row.name, &agency.name, &row.region))
            .text(search_text(
                &row.name,
                &agency.name,
                &row.region,
                &row.province,
                &row.before,
            )),
        Code::StaleVersion,
    );
    write.unique("innovation.import_key", Code::InnovationExists);
    write.run(sql(db::catalogue::FRESHEN));
    write.event(Event {
        action: event::INNOVATION_AGENCY_SET,
        subject_id: it.innovation.to_string(),
        subject: row.name,
        reason: Some(body.reason.trim().to_owned()),
        innovation: Some(it.innovation),
        before: Some(row.agency_name),
        after: Some(agency.name),
        ..Event::default()
    });
    write.commit(wire::Empty {}).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_goes_along_trigrams_of_every_word() {
        let of = |q: &str| {
            grams(
                &Query {
                    q: q.to_owned(),
                    ..Query::default()
                },
                MOST_GRAMS,
            )
        };
        assert_eq!(of("padi"), ["pad", "adi"]);
        // A letter alone belongs to a spelling: `e-lit` and `elit` are found alike.
        assert_eq!(of("e lit"), ["lit"]);
        assert_eq!(of("ab"), [" ab"]);
        assert_eq!(of("!"), Vec::<String>::new());
        assert_eq!(
            of("satu dua tiga empat lima enam tujuh delapan").len(),
            MOST_GRAMS
        );
    }

    #[test]
    fn titles_are_compared_by_the_trigrams_inside_their_words() {
        assert_eq!(title_grams("Padi A B"), [" pa", "pad", "adi"]);
    }
}
