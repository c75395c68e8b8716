//! What pages of the clinic and of field work have in common: whose turn it is, days in fields, what waits on this
//! device.

use klisida_domain::{
    agency::{Agency, AgencyCode},
    api::{AgencyList, Endpoint, RecordShow},
    event,
    ids::InnovationId,
    law::Article,
    time::{DAY, Instant},
    turn::{Durations, turn},
    wire::{RecordLine, RecordView},
};
use klisida_views::chip::ArticleChip;
use leptos::prelude::*;
use serde::Deserialize;

use crate::{
    action::{Action, about},
    api, clock,
    offline::senders::use_requests,
    paths as to,
    ui::{Loaded, Source, load_kept},
};

/// The article that asks for it.
pub fn article(article: Article) -> AnyView {
    view! { <ArticleChip article=article/> }.into_any()
}

/// A day in a date field: `2026-10-12`.
pub fn day_field(at: Instant) -> String {
    at.wib().field().chars().take(10).collect()
}

/// The day of a date field, at its beginning in WIB.
pub fn day(text: &str) -> Option<Instant> {
    Instant::from_wib_field(&[text, "T00:00"].concat())
}

/// How long a turn lasts, and whether it is late.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Age {
    /// "hari ini", "3 hari".
    pub words: String,
    /// "terlambat 4 hari", "paling lambat 30 April 2026"; empty without a due date.
    pub due: String,
    /// Class of the tag around `due`.
    pub class: &'static str,
}

/// The age of a turn.
pub fn age(line: &RecordLine, durations: &Durations, now: Instant) -> Age {
    let days = now.0.saturating_sub(line.since.0).max(0) / DAY;
    let words = if days == 0 {
        "hari ini".to_owned()
    } else {
        [&days.to_string(), " hari"].concat()
    };
    let turn = turn(line.standing(), line.since, durations);
    let (due, class) = match turn.and_then(|turn| turn.due.map(|due| (turn, due))) {
        None => (String::new(), "tag"),
        Some((turn, due)) if due < now => {
            let late = turn.overdue_days(now).max(1);
            (
                ["terlambat ", &late.to_string(), " hari"].concat(),
                "tag bad",
            )
        }
        Some((_, due)) => {
            let soon = due.0.saturating_sub(now.0) < 2 * DAY;
            (
                ["paling lambat ", &due.wib().date_long()].concat(),
                if soon { "tag warn" } else { "tag" },
            )
        }
    };
    Age { words, due, class }
}

/// "Giliran: …", with the lamp when it is the reader's own turn.
pub fn turn_view(line: &RecordLine, durations: &Durations, now: Instant) -> AnyView {
    let Some(turn) = turn(line.standing(), line.since, durations) else {
        return view! { <p><span class="tag">{line.standing().status()}</span></p> }.into_any();
    };
    let class = if line.relation.holds(line.course.desk) {
        "card turn"
    } else {
        "card turn others"
    };
    let late = turn.overdue_days(now);
    let late = (late > 0).then(|| {
        view! { <span class="tag bad">{["terlambat ", &late.to_string(), " hari"].concat()}</span> }
    });
    view! {
        <section class=class aria-label="Giliran">
            <b>{turn.words(now)}</b>
            {late}
        </section>
    }
    .into_any()
}

/// `INV-2026-0042 · Dinas Kesehatan`.
pub fn about_line(line: &RecordLine) -> String {
    match &line.number {
        Some(number) => [number, " · ", &line.agency_name].concat(),
        None => line.agency_name.clone(),
    }
}

/// What waits on this device for an innovation; nothing when nothing does.
pub fn waiting(innovation: InnovationId) -> AnyView {
    let requests = use_requests();
    (move || {
        let queue = requests.waiting_for(innovation);
        if queue.is_empty() {
            return None;
        }
        let items = queue
            .into_iter()
            .map(|request| {
                let at = request.since.wib();
                let (class, words) = match &request.refusal {
                    None => ("state local", ["Di perangkat ini ", &at.clock()].concat()),
                    Some(problem) => ("state failed", problem.words()),
                };
                view! {
                    <li>
                        <div><b>{request.about.what}</b></div>
                        <span class=class>{words}</span>
                    </li>
                }
            })
            .collect_view();
        Some(view! {
            <section class="card stack" aria-label="Di perangkat ini">
                <h2>"Di perangkat ini"</h2>
                <ul class="rows">{items}</ul>
                <p><a href=to::OUTBOX>"Lihat semua kiriman"</a></p>
            </section>
        })
    })
    .into_any()
}

/// A line of a history, as far as it says who did what.
#[derive(Deserialize)]
struct Line {
    by: String,
    action: String,
    at: Instant,
}

/// The newest lines of a history.
#[derive(Deserialize)]
struct Lines {
    items: Vec<Line>,
}

/// Who was faster, by the newest line of a history; `unknown` when that is not to be had.
pub async fn faster(history: String, unknown: &str) -> String {
    let lines = api::read::<Lines>(&history).await.ok();
    let line = lines.and_then(|lines| lines.items.into_iter().next());
    line.map_or_else(
        || unknown.to_owned(),
        |line| {
            let words = event::words(&line.action);
            let clock = line.at.wib().clock();
            [&line.by, " · ", words, " · pukul ", &clock, " WIB"].concat()
        },
    )
}

/// Calls `again` when a request about an innovation arrived that had waited on this device.
pub fn when_arrived(innovation: InnovationId, again: impl Fn() + 'static) {
    let requests = use_requests();
    let count = Memo::new(move |_| requests.waiting_for(innovation).len());
    Effect::new(move |before: Option<usize>| {
        let now = count.get();
        if before.is_some_and(|before| now < before) {
            again();
        }
        now
    });
}

/// A record, kept on the device.
pub fn record(innovation: InnovationId) -> Loaded<RecordView> {
    let source = Source::from(RecordShow { innovation });
    load_kept(
        ["record/", &innovation.to_string()].concat(),
        source.fresh(|view| clock::learn(view.now)),
    )
}

/// Hands a request about a record over to the outbox, and loads the record anew.
pub fn send<E>(
    action: Action,
    innovation: InnovationId,
    record: Loaded<RecordView>,
    what: &str,
    endpoint: E,
    body: E::Body,
    done: impl FnOnce() + 'static,
) where
    E: Endpoint + 'static,
{
    let name = untrack(|| record.with(|it| it.map(|it| it.line.name.clone())));
    let about = about(innovation, what, name.unwrap_or_default());
    action.send(about, endpoint, body, move |_| {
        done();
        record.reload();
    });
}

/// All agencies, kept on the device.
pub fn agencies() -> Loaded<Vec<Agency>> {
    load_kept("agencies", AgencyList {})
}

/// Agencies as choices, the first one empty.
pub fn agency_choices(
    agencies: Loaded<Vec<Agency>>,
    none: &'static str,
) -> Signal<Vec<(String, String)>> {
    Signal::derive(move || {
        let mut out = vec![(String::new(), none.to_owned())];
        agencies.with(|agencies| {
            out.extend(
                agencies
                    .into_iter()
                    .flatten()
                    .map(|it| (it.code.0.clone(), it.name.clone())),
            );
        });
        out
    })
}

/// Name of an agency; its code while the names are not here.
pub fn agency_name(agencies: Loaded<Vec<Agency>>, code: &AgencyCode) -> String {
    agencies.with(|agencies| {
        agencies
            .into_iter()
            .flatten()
            .find(|it| it.code == *code)
            .map_or_else(|| code.0.clone(), |it| it.name.clone())
    })
}
