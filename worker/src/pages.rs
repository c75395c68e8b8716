//! Public pages: complete HTML documents from `klisida_views`, from one stored row or a plain search.

use std::cell::RefCell;

use klisida_domain::{
    competition::is_generated,
    guide::Guide,
    innovation::{MAX_QUERY, PAGE_SIZE},
    page::Page,
    paths::{self, public},
    problem::Code,
    publication::{Board, PublicBoard},
};
use klisida_views::{
    accessibility, agency as agency_view, board, catalogue as catalogue_view,
    document::{self, Site, document},
    fault as fault_view, guide, help, home, innovation as innovation_view, privacy,
    showcase::{Proof, Shown},
};
use leptos::prelude::IntoView;

use crate::{
    catalogue,
    ctx::Ctx,
    db::{
        self, Sql,
        catalogue::{AgencyRow, ChoiceRow, CountRow, InnovationRow, PlaceRow, SummaryRow, TextRow},
        showcase::{ProofRow, RelatedRow, ShownRow},
        sql,
    },
    evidence,
    failure::Failure,
    file,
    http::{Answer, Keep},
    publication,
};

/// Editions that the home page names.
const HOME_BOARDS: usize = 3;
/// Innovations that are told to be similar.
const SIMILAR: usize = 3;
/// Places of the table of innovations that a part of the sitemap holds.
const SITEMAP_PART: u32 = 1_000;

/// Files whose names carry a digest; the build says which.
fn site(origin: &str) -> Site {
    let or = |built: Option<&str>, plain: &str| built.unwrap_or(plain).to_owned();
    Site {
        origin: origin.to_owned(),
        css: or(option_env!("KLISIDA_CSS"), "/assets/klisida.css"),
        pages_css: or(option_env!("KLISIDA_PAGES_CSS"), "/assets/pages.css"),
        print_css: or(option_env!("KLISIDA_PRINT_CSS"), "/assets/print.css"),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

fn html<V: IntoView>(ctx: &Ctx, page: document::Page<V>) -> Answer {
    Answer::html(document(&site(&ctx.origin), page))
}

/// The page at a path.
pub async fn serve(ctx: &Ctx, path: &str, _query: &str) -> Result<Answer, Failure> {
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    match parts.as_slice() {
        [""] => home_page(ctx).await,
        ["papan"] => boards_page(ctx).await,
        ["papan", slug, rest @ ..] => board_page(ctx, slug, rest).await,
        ["katalog"] => catalogue_page(ctx).await,
        ["inovasi", slug] => innovation_page(ctx, slug).await,
        ["instansi", code] => agency_page(ctx, code).await,
        ["bukti", id] => evidence::public_file(ctx, id).await,
        ["bukti", id, "kecil"] => evidence::public_small(ctx, id).await,
        ["bantuan"] => Ok(html(ctx, help::page())),
        ["bantuan", slug] => guide_page(ctx, slug),
        ["privasi"] => Ok(html(ctx, privacy::page())),
        ["aksesibilitas"] => Ok(html(ctx, accessibility::page())),
        ["robots.txt"] => Ok(Answer::text(file::robots(&ctx.origin))),
        ["sitemap.xml"] => sitemap(ctx).await,
        [file] => match file
            .strip_prefix("sitemap-")
            .and_then(|rest| rest.strip_suffix(".xml"))
        {
            Some("0") => sitemap_pages(ctx).await,
            Some(n) => sitemap_part(ctx, numbered(n)?).await,
            None => Err(Code::NotFound.into()),
        },
        _ => Err(Code::NotFound.into()),
    }
}

fn guide_page(ctx: &Ctx, slug: &str) -> Result<Answer, Failure> {
    let it = Guide::from_code(slug).ok_or(Code::NotFound)?;
    Ok(html(ctx, guide::page(it)))
}

/// One thing has one address: no sign, no leading zero.
fn numbered(text: &str) -> Result<u32, Failure> {
    text.parse::<u32>()
        .ok()
        .filter(|n| *n > 0 && n.to_string() == text)
        .ok_or_else(|| Code::NotFound.into())
}

async fn boards_page(ctx: &Ctx) -> Result<Answer, Failure> {
    let page = publication::links(ctx).await?;
    let next = page
        .next
        .as_ref()
        .map(|cursor| paths::after(public::BOARDS, cursor));
    Ok(html(
        ctx,
        board::list_page(&page.items, ctx.after()?.is_some(), next),
    ))
}

/// What the catalogue's form offers, and the numbers.
async fn choices(ctx: &Ctx) -> Result<ChoiceRow, Failure> {
    let row: Option<ChoiceRow> = ctx.db.first(sql(db::catalogue::CHOICES)).await?;
    row.ok_or_else(|| Failure::broken("no choices"))
}

/// The page that says that something is missing or broken.
pub fn fault(code: Code, request_id: &str) -> Answer {
    let site = site("");
    let status = code.status();
    let body = if status == 404 || code == Code::CursorInvalid {
        document(&site, fault_view::not_found())
    } else {
        document(&site, fault_view::broken(request_id))
    };
    Answer::html(body).status(status).keep(Keep::Never)
}

async fn home_page(ctx: &Ctx) -> Result<Answer, Failure> {
    let rows = ctx
        .db
        .batch(vec![
            sql(db::catalogue::CHOICES),
            sql(db::publication::HOME_LINKS).size(HOME_BOARDS),
            sql(db::publication::LATEST),
        ])
        .await?;
    let numbers: ChoiceRow = rows
        .first(0)?
        .ok_or_else(|| Failure::broken("no numbers"))?;
    let boards: Vec<db::publication::LinkRow> = rows.all(1)?;
    Ok(html(
        ctx,
        home::page(&home::Home {
            year: u16::try_from(ctx.now.wib().year).unwrap_or_default(),
            innovations: numbers.innovations,
            regions: u32::try_from(numbers.regions.len()).unwrap_or(u32::MAX),
            bound: numbers.bound,
            bound_with: numbers.bound_with,
            boards: boards.into_iter().map(|row| row.link(ctx.now)).collect(),
            latest: rows
                .first::<db::publication::HeadRow>(2)?
                .map(db::publication::HeadRow::podium),
        }),
    ))
}

/// The page of a published board with what it was made of: the same row makes the same page, and when a result
/// is out many look at it within a minute. A row that differs in a single letter is rendered anew.
struct Rendered {
    origin: String,
    board: String,
    versions: String,
    archived: bool,
    html: String,
    tag: String,
}

thread_local! {
    /// The one that was rendered last.
    static RENDERED: RefCell<Option<Rendered>> = const { RefCell::new(None) };
}

/// `/papan/<slug>`: the newest version, or that it is not published yet.
async fn current_board(ctx: &Ctx, slug: &str) -> Result<Answer, Failure> {
    let row = publication::stored(ctx, slug).await?;
    let Some((board, versions)) = row.board.clone().zip(row.versions.clone()) else {
        return Ok(html(ctx, board::page(&row.public(ctx.now)?)));
    };
    let archived = row.archived;
    let known = RENDERED.with_borrow(|last| {
        let last = last
            .as_ref()
            .filter(|it| it.board == board && it.versions == versions)
            .filter(|it| it.archived == archived && it.origin == ctx.origin)?;
        let mut answer = Answer::html(last.html.clone());
        answer.tag = Some(last.tag.clone());
        Some(answer)
    });
    if let Some(answer) = known {
        return Ok(answer);
    }
    let mut answer = html(ctx, board::page(&row.public(ctx.now)?));
    let tag = answer.digest();
    answer.tag = Some(tag.clone());
    RENDERED.set(Some(Rendered {
        origin: ctx.origin.clone(),
        board,
        versions,
        archived,
        html: answer.body.clone(),
        tag,
    }));
    Ok(answer)
}

/// `/papan/<slug>` and what hangs below it.
async fn board_page(ctx: &Ctx, slug: &str, rest: &[&str]) -> Result<Answer, Failure> {
    match rest {
        [] => current_board(ctx, slug).await,
        ["csv"] => csv(publication::current(ctx, slug).await?),
        ["versi", n, below @ ..] => {
            let shown = publication::version(ctx, slug, numbered(n)?).await?;
            match below {
                [] => Ok(html(ctx, board::page(&shown))),
                ["csv"] => csv(shown),
                ["cetak"] => Ok(html(ctx, board::paper(&shown))),
                ["entri", row] => {
                    let row = numbered(row)? as usize;
                    let PublicBoard::Final { board, .. } = &shown else {
                        return Err(Code::NotFound.into());
                    };
                    let found = board.rows.get(row - 1).ok_or(Code::NotFound)?;
                    Ok(Answer::moved(&public::innovation(&found.slug)))
                }
                _ => Err(Code::NotFound.into()),
            }
        }
        _ => Err(Code::NotFound.into()),
    }
}

fn csv(shown: PublicBoard) -> Result<Answer, Failure> {
    match shown {
        PublicBoard::Final {
            board, versions, ..
        } => {
            let Board { slug, version, .. } = &board;
            let name = format!("{slug}-versi-{version}.csv");
            let newest = versions.iter().map(|it| it.n).max().unwrap_or(*version);
            Ok(Answer::csv(file::board_csv(&board, newest), &name))
        }
        PublicBoard::Closed(_) => Err(Code::NotFound.into()),
    }
}

async fn catalogue_page(ctx: &Ctx) -> Result<Answer, Failure> {
    let mut query = catalogue::query(ctx)?;
    query.q = query.q.chars().take(MAX_QUERY).collect();
    let mut meant = catalogue_view::Meant::default();
    if query.after.is_none() {
        meant.filters = query.as_filters();
    }
    // Words that name a filter are looked for as words first, and as the filter when no text has them.
    let reach = if meant.filters.is_some() {
        catalogue::Reach::HALF
    } else {
        catalogue::Reach::WHOLE
    };
    let mut found = catalogue::search(ctx, &query, reach).await?;
    if query.after.is_none() && found.items.is_empty() && found.next.is_none() {
        if let Some(filters) = meant.filters.take() {
            found = catalogue::search(ctx, &filters, reach).await?;
            meant.read_from = Some(core::mem::replace(&mut query, filters).q);
        } else {
            meant.words = catalogue::spelled(ctx, &query).await?;
        }
    }
    let choices = choices(ctx).await?;
    Ok(html(
        ctx,
        catalogue_view::page(&catalogue_view::Catalogue {
            meant,
            total: found.total,
            more: found.more,
            items: found.items,
            next: found.next,
            regions: choices.regions,
            agencies: choices.agencies,
            years: choices
                .years
                .iter()
                .filter_map(|year| year.parse().ok())
                .collect(),
            query,
        }),
    ))
}

fn innovations(rows: Vec<InnovationRow>) -> Vec<klisida_domain::innovation::Innovation> {
    rows.into_iter().map(InnovationRow::innovation).collect()
}

fn agencies(rows: Vec<AgencyRow>) -> Vec<klisida_domain::agency::Agency> {
    rows.into_iter().map(AgencyRow::agency).collect()
}

async fn innovation_page(ctx: &Ctx, slug: &str) -> Result<Answer, Failure> {
    let row: Option<InnovationRow> = ctx.db.first(sql(db::catalogue::BY_SLUG).text(slug)).await?;
    let mut row = row.ok_or(Code::NotFound)?;
    let (declared, contact) = (row.declared, row.contact.take());
    let innovation = row.innovation();
    let kind = innovation.kind.map(klisida_domain::law::Kind::code);
    let near = klisida_domain::text::fold(&innovation.name);
    let rows = ctx
        .db
        .batch(vec![
            sql(db::catalogue::PLACES).id(innovation.id),
            sql(db::catalogue::SUMMARY).id(innovation.id),
            sql(db::catalogue::NEXT_NEAR)
                .text_or_null(kind)
                .text(innovation.region.as_str())
                .text(near.as_str())
                .id(innovation.id),
            sql(db::catalogue::NEXT_OF_KIND)
                .text_or_null(kind)
                .text(near.as_str())
                .id(innovation.id),
            sql(db::catalogue::FIRST_OF_KIND).text_or_null(kind),
            sql(db::showcase::SHOWN).id(innovation.id),
            sql(db::showcase::PROOFS).id(innovation.id),
            sql(db::showcase::RELATED).id(innovation.id),
        ])
        .await?;
    let mut similar: Vec<klisida_domain::innovation::Innovation> = Vec::new();
    for n in 2..=4 {
        for other in innovations(rows.all(n)?) {
            if similar.len() < SIMILAR
                && other.id != innovation.id
                && !similar.iter().any(|it| it.id == other.id)
            {
                similar.push(other);
            }
        }
    }
    let places: Vec<PlaceRow> = rows.all(0)?;
    let summary: Option<SummaryRow> = rows.first(1)?;
    let related: Vec<RelatedRow> = rows.all(7)?;
    let address = format!("{}{}", ctx.origin, public::innovation(&innovation.slug));
    let sample = summary.as_ref().is_some_and(|it| it.sample);
    Ok(html(
        ctx,
        innovation_view::page(&innovation_view::InnovationPage {
            innovation,
            address,
            declared,
            contact,
            related: related.into_iter().map(|it| (it.slug, it.name)).collect(),
            shown: shown(rows.first(5)?, rows.all(6)?),
            summary: summary
                .and_then(|it| it.summary)
                .filter(|it| !is_generated(it))
                .unwrap_or_default(),
            sample,
            results: places
                .into_iter()
                .map(|place| innovation_view::Result {
                    board: place.slug,
                    edition: place.name,
                    rank: place.rank,
                    score: place.precision.unwrap_or_default().words(place.score),
                    sample: place.sample,
                })
                .collect(),
            similar,
        }),
    ))
}

/// What the clinic published of a record, with the evidence that the agency shows.
fn shown(row: Option<ShownRow>, proofs: Vec<ProofRow>) -> Option<Shown> {
    let row = row?;
    let proofs = proofs.into_iter().map(|it| Proof {
        id: it.id,
        file: it.name.zip(it.kind),
        url: it.url,
        note: it.note,
        captured_at: it.captured_at,
        date_from: it.date_from,
        small: it.small_width.zip(it.small_height),
    });
    Some(Shown {
        content: row.content,
        at: row.at,
        regional: row.regional,
        proofs: proofs.collect(),
    })
}

async fn agency_page(ctx: &Ctx, code: &str) -> Result<Answer, Failure> {
    let code = code.to_ascii_uppercase();
    let after = ctx.after()?;
    let rows = ctx
        .db
        .batch(vec![
            sql(db::catalogue::AGENCY).text(code.as_str()),
            sql(db::catalogue::PARENT).text(code.as_str()),
            sql(db::catalogue::UNITS).text(code.as_str()),
            sql(db::catalogue::SIDE_COUNT).text(code.as_str()),
        ])
        .await?;
    let agency: AgencyRow = rows.first(0)?.ok_or(Code::NotFound)?;
    let parent: Option<AgencyRow> = rows.first(1)?;
    let units = agencies(rows.all(2)?);
    let count = rows.first::<CountRow>(3)?.map_or(0, |row| row.n);
    // A body without one above it is the side of all that its units have; below it, a unit has its own. One that stands
    // between the two has both.
    let of = |text| -> Result<Sql, Failure> {
        Ok(sql(text)
            .text(code.as_str())
            .after_text(after.as_ref())?
            .size(PAGE_SIZE + 1))
    };
    let statements = match (&parent, units.is_empty()) {
        (None, _) => vec![of(db::catalogue::OF_SIDE)?],
        (Some(_), true) => vec![of(db::catalogue::OF_UNIT)?],
        (Some(_), false) => vec![of(db::catalogue::OF_UNIT)?, of(db::catalogue::OF_SIDE)?],
    };
    let parts = statements.len();
    let rows = ctx.db.batch(statements).await?;
    let mut found: Vec<InnovationRow> = rows.all(0)?;
    if parts > 1 {
        found.extend(rows.all::<InnovationRow>(1)?);
        found.sort_by_cached_key(InnovationRow::place);
    }
    let page = Page::of(
        found,
        PAGE_SIZE,
        InnovationRow::cursor,
        InnovationRow::innovation,
    );
    Ok(html(
        ctx,
        agency_view::page(&agency_view::AgencyPage {
            first: after.is_none(),
            next: page
                .next
                .as_ref()
                .map(|cursor| paths::after(&public::agency(&code), cursor)),
            agency: agency.agency(),
            parent: parent.map(AgencyRow::agency),
            units,
            count,
            innovations: page.items,
        }),
    ))
}

/// The parts of the sitemap: one for what is no innovation, and one for each thousand places in the table of innovations.
async fn sitemap(ctx: &Ctx) -> Result<Answer, Failure> {
    let last: Option<CountRow> = ctx.db.first(sql(db::catalogue::LAST)).await?;
    let parts = last.map_or(0, |row| row.n.div_ceil(SITEMAP_PART));
    Ok(Answer::xml(file::sitemap_index(
        &ctx.origin,
        (0..=parts).map(public::sitemap_part),
    )))
}

/// What is no innovation: pages, boards, agencies.
async fn sitemap_pages(ctx: &Ctx) -> Result<Answer, Failure> {
    let rows = ctx
        .db
        .batch(vec![
            sql(db::publication::LINKS).before_number(None)?.size(200),
            sql(db::catalogue::CODES),
        ])
        .await?;
    let boards: Vec<db::publication::LinkRow> = rows.all(0)?;
    let boards = boards
        .into_iter()
        .map(|row| public::board(&row.link(ctx.now).slug));
    let codes: Vec<TextRow> = rows.all(1)?;
    let paths = [
        public::HOME,
        public::BOARDS,
        public::CATALOGUE,
        public::HELP,
        public::PRIVACY,
        public::ACCESSIBILITY,
    ]
    .into_iter()
    .map(str::to_owned)
    .chain(Guide::ALL.into_iter().map(Guide::address))
    .chain(boards)
    .chain(codes.iter().map(|row| public::agency(&row.value)));
    Ok(Answer::xml(file::sitemap(&ctx.origin, paths)))
}

/// The innovations of one part.
async fn sitemap_part(ctx: &Ctx, n: u32) -> Result<Answer, Failure> {
    let end = i64::from(n) * i64::from(SITEMAP_PART);
    let rows: Vec<TextRow> = ctx
        .db
        .all(
            sql(db::catalogue::SLUGS)
                .int(end - i64::from(SITEMAP_PART) + 1)
                .int(end),
        )
        .await?;
    if rows.is_empty() {
        return Err(Code::NotFound.into());
    }
    Ok(Answer::xml(file::sitemap(
        &ctx.origin,
        rows.iter().map(|row| public::innovation(&row.value)),
    )))
}
