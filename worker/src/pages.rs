//! Public pages: complete HTML documents from `klisida_views`.

use klisida_domain::problem::Code;

use crate::{
    ctx::Ctx,
    failure::Failure,
    http::{Answer, Keep},
};

/// The page at a path.
#[expect(clippy::unused_async, reason = "pages read the database")]
pub async fn serve(_ctx: &Ctx, _path: &str, _query: &str) -> Result<Answer, Failure> {
    Err(Code::NotFound.into())
}

/// The page that says that something is missing or broken.
pub fn fault(code: Code, request_id: &str) -> Answer {
    Answer::html(format!(
        "<!doctype html><html lang=\"id\"><title>{}</title><p>{} {request_id}",
        code.status(),
        code.words()
    ))
    .status(code.status())
    .keep(Keep::Never)
}
