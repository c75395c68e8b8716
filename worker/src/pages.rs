//! Public pages: complete HTML documents from `klisida_views`, from one stored row or a plain search.

use std::cell::RefCell;

use klisida_domain::{
    innovation::MAX_QUERY,
    paths::public,
    problem::Code,
    publication::{Board, PublicBoard},
};
use klisida_views::{
    accessibility, agency as agency_view, board, catalogue as catalogue_view,
    document::{Page, Site, document},
    fault as fault_view, help, home, innovation as innovation_view, privacy,
    showcase::{Proof, Shown},
};
use leptos::prelude::IntoView;

use crate::{
    catalogue,
    ctx::Ctx,
    db::{
        self,
        catalogue::{AgencyRow, InnovationRow, NumbersRow, PlaceRow, SummaryRow, TextRow},
        showcase::{ProofRow, ShownRow},
        sql,
    },
    evidence,
    failure::Failure,
    file,
    http::{Answer, Keep},
    publication,
};

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

fn html<V: IntoView>(ctx: &Ctx, page: Page<V>) -> Answer {
    Answer::html(document(&site(&ctx.origin), page))
}

/// The page at a path.
pub async fn serve(ctx: &Ctx, path: &str, _query: &str) -> Result<Answer, Failure> {
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    match parts.as_slice() {
        [""] => home_page(ctx).await,
        ["papan"] => Ok(html(ctx, board::list_page(&publication::links(ctx).await?))),
        ["papan", slug, rest @ ..] => board_page(ctx, slug, rest).await,
        ["katalog"] => catalogue_page(ctx).await,
        ["inovasi", slug] => innovation_page(ctx, slug).await,
        ["instansi", code] => agency_page(ctx, code).await,
        ["bukti", id] => evidence::public_file(ctx, id).await,
        ["bantuan"] => Ok(html(ctx, help::page())),
        ["privasi"] => Ok(html(ctx, privacy::page())),
        ["aksesibilitas"] => Ok(html(ctx, accessibility::page())),
        ["robots.txt"] => Ok(Answer::text(file::robots(&ctx.origin))),
        ["sitemap.xml"] => sitemap(ctx).await,
        _ => Err(Code::NotFound.into()),
    }
}

/// The page that says that something is missing or broken.
pub fn fault(code: Code, request_id: &str) -> Answer {
    let site = site("");
    let status = code.status();
    let body = if status == 404 {
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
            sql(db::catalogue::NUMBERS),
            sql(db::publication::LINKS),
        ])
        .await?;
    let numbers: NumbersRow = rows
        .first(0)?
        .ok_or_else(|| Failure::broken("no numbers"))?;
    let boards: Vec<db::publication::LinkRow> = rows.all(1)?;
    Ok(html(
        ctx,
        home::page(&home::Home {
            year: u16::try_from(ctx.now.wib().year).unwrap_or_default(),
            innovations: numbers.innovations,
            regions: numbers.regions,
            bound: numbers.bound,
            bound_with: numbers.bound_with,
            boards: boards.into_iter().map(|row| row.link(ctx.now)).collect(),
        }),
    ))
}

/// The page of a published board with what it was made of: the same row makes the same page, and when a result
/// is out many look at it within a minute. A row that differs in a single letter is rendered anew.
struct Rendered {
    origin: String,
    board: String,
    versions: String,
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
    let known = RENDERED.with_borrow(|last| {
        let last = last
            .as_ref()
            .filter(|it| it.board == board && it.versions == versions && it.origin == ctx.origin)?;
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
        html: answer.body.clone(),
        tag,
    }));
    Ok(answer)
}

/// `/papan/<slug>` and what hangs below it.
async fn board_page(ctx: &Ctx, slug: &str, rest: &[&str]) -> Result<Answer, Failure> {
    let numbered = |text: &str| -> Result<u32, Failure> {
        // One thing has one address: no sign, no leading zero.
        text.parse::<u32>()
            .ok()
            .filter(|n| *n > 0 && n.to_string() == text)
            .ok_or_else(|| Code::NotFound.into())
    };
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
        PublicBoard::Final { board, .. } => {
            let Board { slug, version, .. } = &board;
            let name = format!("{slug}-versi-{version}.csv");
            Ok(Answer::csv(file::board_csv(&board), &name))
        }
        PublicBoard::Closed(_) => Err(Code::NotFound.into()),
    }
}

async fn catalogue_page(ctx: &Ctx) -> Result<Answer, Failure> {
    let mut query = catalogue::query(ctx);
    query.q = query.q.chars().take(MAX_QUERY).collect();
    let rows = ctx
        .db
        .batch(vec![
            db::catalogue::counted(&query),
            db::catalogue::found(&query),
            sql(db::catalogue::REGIONS),
            sql(db::catalogue::CARRYING),
            sql(db::catalogue::YEARS),
        ])
        .await?;
    let count: db::catalogue::CountRow = rows
        .first(0)?
        .ok_or_else(|| Failure::broken("count without a row"))?;
    let texts = |rows: Vec<TextRow>| rows.into_iter().map(|row| row.value);
    Ok(html(
        ctx,
        catalogue_view::page(&catalogue_view::Catalogue {
            total: count.n,
            items: innovations(rows.all(1)?),
            regions: texts(rows.all(2)?).collect(),
            agencies: agencies(rows.all(3)?)
                .into_iter()
                .map(|agency| (agency.code, agency.name))
                .collect(),
            years: texts(rows.all(4)?)
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
    let innovation = row.ok_or(Code::NotFound)?.innovation();
    let kind = innovation.kind.map(klisida_domain::law::Kind::code);
    let rows = ctx
        .db
        .batch(vec![
            sql(db::catalogue::PLACES)
                .id(innovation.id)
                .text(innovation.slug.as_str()),
            sql(db::catalogue::SUMMARY).id(innovation.id),
            sql(db::catalogue::SIMILAR)
                .id(innovation.id)
                .text_or_null(kind)
                .text(innovation.region.as_str()),
            sql(db::showcase::SHOWN).id(innovation.id),
            sql(db::showcase::PROOFS).id(innovation.id),
        ])
        .await?;
    let places: Vec<PlaceRow> = rows.all(0)?;
    let summary: Option<SummaryRow> = rows.first(1)?;
    let sample = summary.as_ref().is_some_and(|it| it.sample);
    Ok(html(
        ctx,
        innovation_view::page(&innovation_view::InnovationPage {
            innovation,
            shown: shown(rows.first(3)?, rows.all(4)?),
            summary: summary.and_then(|it| it.summary).unwrap_or_default(),
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
            similar: innovations(rows.all(2)?),
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
    let rows = ctx
        .db
        .batch(vec![
            sql(db::catalogue::AGENCY).text(code.as_str()),
            sql(db::catalogue::PARENT).text(code.as_str()),
            sql(db::catalogue::UNITS).text(code.as_str()),
            sql(db::catalogue::OF_AGENCY).text(code.as_str()),
        ])
        .await?;
    let agency: AgencyRow = rows.first(0)?.ok_or(Code::NotFound)?;
    let parent: Option<AgencyRow> = rows.first(1)?;
    Ok(html(
        ctx,
        agency_view::page(&agency_view::AgencyPage {
            agency: agency.agency(),
            parent: parent.map(AgencyRow::agency),
            units: agencies(rows.all(2)?),
            innovations: innovations(rows.all(3)?),
        }),
    ))
}

async fn sitemap(ctx: &Ctx) -> Result<Answer, Failure> {
    let rows = ctx
        .db
        .batch(vec![
            sql(db::publication::LINKS),
            sql(db::catalogue::SLUGS),
            sql(db::catalogue::CODES),
        ])
        .await?;
    let boards: Vec<db::publication::LinkRow> = rows.all(0)?;
    let boards = boards
        .into_iter()
        .map(|row| public::board(&row.link(ctx.now).slug));
    let slugs: Vec<TextRow> = rows.all(1)?;
    let codes: Vec<TextRow> = rows.all(2)?;
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
    .chain(boards)
    .chain(slugs.iter().map(|row| public::innovation(&row.value)))
    .chain(codes.iter().map(|row| public::agency(&row.value)));
    Ok(Answer::xml(file::sitemap(&ctx.origin, paths)))
}
