//! The Worker of KLISIDA: API, public HTML, D1, sessions.
//!
//! From the address to the file: `serve.rs` is the course of a request, `dispatch.rs` leads to the handlers, `<noun>.rs` has the
//! handlers of a noun and says which endpoints they answer, `<noun>/rows.rs` its SQL, `db/<noun>.rs` SQL that others need, too.

use worker::{Context, Env, Request, Response, ScheduleContext, ScheduledEvent, event};

// One reader and one writer for both sides (docs/decisions/0012-small-worker.md).
use klisida_domain::json;

mod account;
mod activity;
mod catalogue;
mod clinic;
mod conflict;
mod crash;
mod cron;
mod ctx;
#[macro_use]
mod db;
mod device;
mod dispatch;
mod edition;
mod entry;
mod evidence;
mod failure;
mod file;
mod gate;
mod grant;
mod home;
mod http;
mod import;
mod invitation;
mod json_path;
mod judging;
mod legacy;
mod link;
mod log;
mod note;
mod operation;
mod pages;
mod panel;
mod part;
mod password;
mod person;
mod proposal;
mod publication;
mod queue;
mod record;
mod remark;
mod result;
mod review;
mod secret;
mod serve;
mod session;
mod setting;
mod sheet;
mod showcase;
mod step;
mod throttle;
mod timetable;

#[event(fetch)]
async fn fetch(request: Request, env: Env, context: Context) -> worker::Result<Response> {
    serve::serve(request, env, context).await
}

#[event(scheduled)]
async fn scheduled(event: ScheduledEvent, env: Env, _: ScheduleContext) {
    cron::run(&event, &env).await;
}

/// A panic ends the requests that are under way here; `entry.js` answers them with the words left now. The log
/// learns where it was, never what it held.
#[event(start)]
fn start() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map_or_else(String::new, |at| format!("{}:{}", at.file(), at.line()));
        worker::console_error!("{{\"outcome\":\"panic\",\"cause\":\"{place}\"}}");
    }));
    crash::leave_words();
}
