//! From the contract to the handlers. A noun names its handlers in its own file; an endpoint of the contract that nobody answers
//! does not compile here.
//!
//! A handler is `async fn(ctx: &Ctx, endpoint: E, body: E::Body) -> Result<E::Reply, Failure>`; access by
//! role was checked before, relation and state are the handler's to check with `klisida_domain::access::may`.

use core::{
    future::{Future, ready},
    pin::Pin,
};

use klisida_domain::{
    api::{Endpoint, Route},
    endpoints,
};

use crate::{ctx::Ctx, failure::Failure, gate, json};

/// A handler's future. Boxed, so that the dispatcher's state machine stays small.
pub type Work<'a> = Pin<Box<dyn Future<Output = Result<String, Failure>> + 'a>>;

/// What answers an endpoint.
pub trait Answer: Endpoint + Sized {
    /// Reads the body, lets the handler work, spells the reply.
    fn answer<'a>(self, ctx: &'a Ctx, body: &str) -> Work<'a>;

    /// The reply to a write that happened before: as it was stored, unless the noun says otherwise.
    fn again<'a>(self, _: &'a Ctx, _: &str, kept: String) -> Work<'a> {
        done(Ok(kept))
    }
}

/// The handlers of a noun: `Endpoint: handler;`. Where the stored reply to an earlier write is not what is sent again:
/// `Endpoint: handler, again: function;`.
macro_rules! answers {
    ($($endpoint:ident: $handler:ident $(, again: $again:ident)?;)+) => {$(
        impl $crate::dispatch::Answer for klisida_domain::api::$endpoint {
            fn answer<'a>(
                self,
                ctx: &'a $crate::ctx::Ctx,
                body: &str,
            ) -> $crate::dispatch::Work<'a> {
                $crate::dispatch::call(ctx, self, body, $handler)
            }

            $(fn again<'a>(
                self,
                ctx: &'a $crate::ctx::Ctx,
                body: &str,
                kept: String,
            ) -> $crate::dispatch::Work<'a> {
                $again(ctx, self, body, kept)
            })?
        }
    )+};
}
pub(crate) use answers;

/// Endpoints of bytes, not JSON: `serve.rs` calls their handlers.
macro_rules! bytes {
    ($($endpoint:ident;)+) => {$(
        impl $crate::dispatch::Answer for klisida_domain::api::$endpoint {
            fn answer<'a>(
                self,
                _: &'a $crate::ctx::Ctx,
                _: &str,
            ) -> $crate::dispatch::Work<'a> {
                $crate::dispatch::done(Err(klisida_domain::problem::Code::NotFound.into()))
            }
        }
    )+};
}
pub(crate) use bytes;

/// What `answers!` makes of a handler.
pub fn call<'a, E: Endpoint, F: Future<Output = Result<E::Reply, Failure>> + 'a>(
    ctx: &'a Ctx,
    endpoint: E,
    body: &str,
    handler: impl FnOnce(&'a Ctx, E, E::Body) -> F,
) -> Work<'a> {
    match gate::parse::<E::Body>(body) {
        Ok(body) => {
            let work = handler(ctx, endpoint, body);
            Box::pin(async move { Ok(json::write(&work.await?)?) })
        }
        Err(failure) => done(Err(failure)),
    }
}

/// What is known already.
pub fn done<'a>(reply: Result<String, Failure>) -> Work<'a> {
    Box::pin(ready(reply))
}

/// For a reply that is too large to keep: it is made again.
pub fn afresh<'a, E: Answer>(ctx: &'a Ctx, endpoint: E, body: &str, _: String) -> Work<'a> {
    endpoint.answer(ctx, body)
}

macro_rules! every {
    ($($endpoint:ident)+) => {
        /// Lets the handler of a route answer.
        pub fn run<'a>(ctx: &'a Ctx, route: Route, body: &str) -> Work<'a> {
            match route { $(Route::$endpoint(it) => it.answer(ctx, body),)+ }
        }

        /// The reply to a write that happened before.
        pub fn again<'a>(ctx: &'a Ctx, route: Route, body: &str, kept: String) -> Work<'a> {
            match route { $(Route::$endpoint(it) => it.again(ctx, body, kept),)+ }
        }
    };
}
endpoints!(every);
