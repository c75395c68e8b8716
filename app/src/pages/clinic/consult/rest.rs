//! The later pages of the lists inside a record.

use klisida_domain::{
    api::RecordMore,
    ids::InnovationId,
    page::{Cursor, Inner},
    wire::RecordRows,
};
use leptos::prelude::*;

use crate::ui::onward;

/// The later pages of a list inside the record, below its first.
pub fn rest(
    innovation: InnovationId,
    list: Inner,
    start: Option<&Cursor>,
    row: impl Fn(&RecordRows) -> Vec<AnyView> + Send + Sync + 'static,
) -> AnyView {
    let later = onward(start, RecordMore { innovation, list });
    let rows = move || {
        later.with(|page| page.map(|page| view! { <ul class="rows">{row(&page.rows)}</ul> }))
    };
    view! { {rows} {later.button()} }.into_any()
}
