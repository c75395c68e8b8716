//! The Worker of KLISIDA: API, public HTML, D1, sessions.
//!
//! From the address to the file: `serve.rs` is the course of a request, `dispatch.rs` the table of
//! handlers, `<noun>.rs` the handlers of a noun, `db/<noun>.rs` its SQL.

use worker::{Context, Env, Request, Response, event};

mod ctx;
mod db;
mod dispatch;
mod failure;
mod gate;
mod http;
mod log;
mod operation;
mod pages;
mod secret;
mod serve;
mod session;

#[event(fetch)]
async fn fetch(request: Request, env: Env, context: Context) -> worker::Result<Response> {
    serve::serve(request, env, context).await
}
