//! The course of a request: gate, body, session, access, handler, headers, log.

use std::cell::{Cell, RefCell};

use klisida_domain::{
    address::{self, Source},
    api::{Effect, Found, Method, Rate, Route},
    problem::Code,
};
use worker::{Context, Env, Request, Response};

use crate::{
    ctx::{Confirm, Ctx, Kept, Session, clock},
    db::{self, Db, write},
    dispatch, evidence,
    failure::Failure,
    gate::{self, Given},
    http::{self, Answer},
    log, pages, secret,
    session::device_label,
    throttle,
};

/// Answers a request; never fails.
pub async fn serve(request: Request, env: Env, context: Context) -> worker::Result<Response> {
    let request_id = secret::request_id();
    let method = request.inner().method();
    let head = method == "HEAD";
    let path = request.path();
    let api = path == "/api" || path.starts_with("/api/");
    let asked = if head { "GET" } else { method.as_str() };
    let found = Route::find(asked, &path);
    let ctx = Ctx::of(&request, &env, request_id.clone());
    match ctx {
        Ok(mut ctx) => {
            let answer = if api {
                answer_api(&mut ctx, request, found, &path).await
            } else {
                answer_page(&ctx, asked, &path).await
            };
            afterwards(&ctx, &env, &context);
            http::respond(answer, Some(&ctx), &request_id, head)
        }
        Err(failure) => {
            let answer = if api {
                http::internal(&request_id)
            } else {
                broken_page(&request_id)
            };
            if let Failure::Broken(cause) = &failure {
                let line = log::Line {
                    request_id: &request_id,
                    route: "start",
                    status: answer.status,
                    outcome: "broken",
                    cause: Some(cause),
                    ..log::Line::default()
                };
                worker::console_error!("{}", line.text());
            }
            http::respond(answer, None, &request_id, head)
        }
    }
}

fn broken_page(request_id: &str) -> Answer {
    pages::fault(Code::Internal, request_id)
}

/// Digest of the caller's network. On Cloudflare `CF-Connecting-IP` is the only header about it that a caller cannot
/// forge (E08); elsewhere anybody can write it, so the setting `CLIENT_ADDRESS` says whether it is believed.
fn address(env: &Env, header: Option<&str>) -> Result<Option<String>, Failure> {
    let setting = env.var("CLIENT_ADDRESS").ok().map(|it| it.to_string());
    match Source::from_setting(setting.as_deref()) {
        Some(Source::Cloudflare) => {
            let counted = header.and_then(address::counted).unwrap_or_default();
            Ok(Some(secret::digest(&[b"address", counted.as_bytes()])))
        }
        Some(Source::Nowhere) => Ok(None),
        None => Err(Failure::broken("CLIENT_ADDRESS is neither cf nor none")),
    }
}

impl Ctx {
    fn of(request: &Request, env: &Env, request_id: String) -> Result<Self, Failure> {
        let header = |name: &str| request.headers().get(name).ok().flatten();
        let url = request.inner().url();
        let query = url
            .split_once('?')
            .map(|(_, query)| query.split('#').next().unwrap_or_default().to_owned());
        let cookie = |name: &str| header("cookie").and_then(|it| http::cookie_secret(&it, name));
        Ok(Self {
            now: clock(),
            request_id,
            db: Db::new(env.d1("DB")?),
            files: env.bucket("FILES").ok(),
            origin: env
                .var("PUBLIC_ORIGIN")
                .map(|it| it.to_string().trim_end_matches('/').to_owned())?,
            demo: env.var("DEMO").is_ok_and(|it| it.to_string() == "1"),
            query: query.unwrap_or_default(),
            if_none_match: header("if-none-match"),
            address: address(env, header("cf-connecting-ip").as_deref())?,
            device: device_label(&header("user-agent").unwrap_or_default()),
            cookie: cookie(http::COOKIE),
            device_secret: cookie(http::DEVICE_COOKIE),
            session: None,
            key: None,
            spec: None,
            confirm: None,
            wrong: Cell::new(false),
            refunded: Cell::new(false),
            cookies_out: RefCell::new(Vec::new()),
            clear_cache: Cell::new(false),
            note: Cell::new(""),
            person_out: RefCell::new(None),
        })
    }
}

async fn answer_page(ctx: &Ctx, method: &str, path: &str) -> Answer {
    if method != "GET" {
        return pages::fault(Code::MethodNotAllowed, &ctx.request_id).with("allow", "GET, HEAD");
    }
    match pages::serve(ctx, path, &ctx.query).await {
        Ok(answer) => {
            record(ctx, "page", answer.status, None, None);
            answer.revalidated(ctx.if_none_match.as_deref())
        }
        Err(failure) => {
            let answer = pages::fault(failure.problem().code, &ctx.request_id);
            record(ctx, "page", answer.status, Some(&failure), None);
            answer
        }
    }
}

async fn answer_api(ctx: &mut Ctx, request: Request, found: Found, path: &str) -> Answer {
    let route = match found {
        Found::Route(route) => route,
        other => {
            let code = match other {
                Found::OtherMethod => Code::MethodNotAllowed,
                Found::BadId => Code::BadId,
                _ => Code::NotFound,
            };
            let failure = Failure::from(code);
            record(ctx, "none", code.status(), Some(&failure), None);
            let answer = Answer::problem(failure.problem(), &ctx.request_id);
            return if code == Code::MethodNotAllowed {
                answer.with("allow", allowed(path))
            } else {
                answer
            };
        }
    };
    let spec = route.spec();
    ctx.spec = Some(spec);
    match handle(ctx, request, route, path).await {
        Ok(answer) => {
            record(ctx, spec.name, answer.status, None, None);
            answer
        }
        Err(failure) => {
            let problem = failure.problem();
            let answer = Answer::problem(problem, &ctx.request_id);
            record(ctx, spec.name, answer.status, Some(&failure), None);
            answer
        }
    }
}

/// The methods that an address knows.
fn allowed(path: &str) -> String {
    let mut known: Vec<&str> = [Method::Get, Method::Post, Method::Put, Method::Delete]
        .into_iter()
        .map(Method::name)
        .filter(|method| {
            !matches!(
                Route::find(method, path),
                Found::Nothing | Found::OtherMethod
            )
        })
        .collect();
    if known.contains(&"GET") {
        known.push("HEAD");
    }
    known.join(", ")
}

async fn handle(
    ctx: &mut Ctx,
    mut request: Request,
    route: Route,
    path: &str,
) -> Result<Answer, Failure> {
    let spec = route.spec();
    let given = Given::of(&request);
    given.check_contract()?;
    let limit = spec.limit.bytes();
    let body = match spec.effect {
        Effect::Reads => String::new(),
        // Its bytes are read when it is known that they may come.
        Effect::Upload => {
            given.check_write(&ctx.origin, gate::BYTES)?;
            given.check_length(limit).map_err(|code| match code {
                Code::BodyTooLarge => Code::FileTooLarge,
                other => other,
            })?;
            String::new()
        }
        Effect::Keyed | Effect::Session => {
            given.check_write(&ctx.origin, gate::JSON)?;
            given.check_length(limit)?;
            gate::read_body(&mut request, limit).await?
        }
    };
    // A body may take as long as its sender likes: what counts is when it was there.
    ctx.now = clock();
    if spec.effect == Effect::Keyed {
        ctx.key = Some(given.key(spec.method, path, spec, &body)?);
    }
    let kept = recognise(ctx).await?;
    spec.access.check(ctx.actor())?;
    if let Some(kept) = kept {
        let reply = ctx.recall(&kept)?;
        return dispatch::again(ctx, route, &body, reply)
            .await
            .map(Answer::json);
    }
    match route {
        // Bytes, not JSON, one way or the other.
        Route::EvidencePut(it) => evidence::put(ctx, it, request, &given)
            .await
            .map(Answer::json),
        Route::EvidenceFile(it) => evidence::file(ctx, it).await,
        Route::EvidenceSmallPut(it) => {
            let saved = evidence::put_small(ctx, it, request).await?;
            Ok(Answer::json(crate::json::write(&saved)?))
        }
        Route::EvidenceSmall(it) => evidence::small_file(ctx, it).await,
        route => dispatch::run(ctx, route, &body)
            .await
            .or_else(Failure::kept)
            .map(Answer::json),
    }
}

/// One round trip: the session with the database's time, and what an earlier request with the same key wrote.
async fn recognise(ctx: &mut Ctx) -> Result<Option<Kept>, Failure> {
    let public = ctx
        .spec
        .is_none_or(|spec| spec.access == klisida_domain::access::Access::Public);
    let Some(cookie) = ctx.cookie.as_deref().filter(|_| !public) else {
        return Ok(None);
    };
    let mut statements = vec![db::session::read(&secret::of_secret(cookie))];
    if let Some(key) = &ctx.key {
        statements.push(db::sql(write::RECALL).id(key.key));
    }
    let asks_password = ctx.spec.is_some_and(|spec| spec.rate == Rate::Password);
    if asks_password {
        let key = ctx.key.as_ref().map(|it| it.key.to_string());
        let hash = secret::of_secret(cookie);
        statements.push(db::throttle::reserve_own(
            &hash,
            key.as_deref().unwrap_or_default(),
            ctx.now,
        )?);
        statements.push(db::throttle::own(&hash));
    }
    let rows = ctx.db.batch(statements).await?;
    if let Some(found) = rows.first::<db::session::Found>(0)? {
        // From here on one clock explains and decides.
        ctx.now = found.now;
        ctx.session = Session::alive(found);
    }
    let keyed = usize::from(ctx.key.is_some());
    if asks_password {
        ctx.confirm = Some(Confirm::new(rows.first(1 + keyed)?, rows.first(2 + keyed)?));
    }
    if keyed == 1 { rows.first(1) } else { Ok(None) }
}

/// Writes what nothing depends on, after the answer: the last-seen instant, and the attempt to confirm a
/// password that was no wrong one.
fn afterwards(ctx: &Ctx, env: &Env, context: &Context) {
    let mut statements: Vec<db::Sql> = throttle::settle(ctx).into_iter().collect();
    if let Some(session) = ctx.session.as_ref().filter(|session| session.stale) {
        statements.extend(db::session::touch(
            session.id,
            session.actor.person,
            ctx.now,
        ));
    }
    if statements.is_empty() {
        return;
    }
    let Ok(d1) = env.d1("DB") else {
        return;
    };
    context.wait_until(async move {
        // Lost here are five minutes of an idle limit, or a counted attempt: no more.
        drop(Db::new(d1).batch(statements).await);
    });
}

fn record(ctx: &Ctx, route: &str, status: u16, failure: Option<&Failure>, note: Option<&str>) {
    let (outcome, cause) = match failure {
        None => ("ok", None),
        Some(Failure::Refused(_)) => ("refused", None),
        Some(Failure::Kept(_)) => ("broken", Some("a stored reply went astray")),
        Some(Failure::Broken(cause) | Failure::Lost(_, cause)) => ("broken", Some(cause.as_str())),
    };
    let line = log::Line {
        at: ctx.now.0,
        request_id: &ctx.request_id,
        route,
        person: ctx
            .actor()
            .map(|actor| actor.person.to_string())
            .or_else(|| ctx.person_out.borrow().clone()),
        status,
        code: failure.map(|failure| failure.problem().code.code()),
        outcome,
        note: note.unwrap_or_else(|| ctx.note.get()),
        cause,
        ..log::Line::default()
    }
    .cost(ctx.db.cost());
    worker::console_log!("{}", line.text());
}

#[cfg(test)]
mod tests {
    use super::allowed;

    #[test]
    fn a_405_names_the_methods_that_work() {
        assert_eq!(allowed("/api/v1/session"), "GET, POST, DELETE, HEAD");
        assert_eq!(allowed("/api/v1/account/password"), "PUT");
        assert_eq!(allowed("/api/v1/nothing"), "");
    }
}
