//! Lists that come page by page: the button that brings the next page.

use klisida_domain::{
    activity::ActivityView,
    api::Endpoint,
    page::{AFTER, Cursor, Page},
    wire::{Empty, QueueView, RecordDesk, RecordPage},
};
use leptos::prelude::*;
use serde::de::DeserializeOwned;

use super::{
    Busy, Loaded, Press, announce,
    load::{Source, later},
    unique,
};
use crate::{
    api::{self, Fault},
    browser,
};

/// An answer with a page of a list in it.
pub trait Paged: DeserializeOwned + Clone + Send + Sync + 'static {
    /// Where the next page begins.
    fn next(&self) -> Option<&Cursor>;
    /// How many rows are here.
    fn count(&self) -> usize;
    /// The rows of a later page come behind those that are here; says how many came.
    fn append(&mut self, later: Self) -> usize;
}

impl<T: DeserializeOwned + Clone + Send + Sync + 'static> Paged for Page<T> {
    fn next(&self) -> Option<&Cursor> {
        self.next.as_ref()
    }

    fn count(&self) -> usize {
        self.items.len()
    }

    fn append(&mut self, later: Self) -> usize {
        let came = later.count();
        self.items.extend(later.items);
        self.next = later.next;
        came
    }
}

/// The same for an answer whose list has a name of its own.
macro_rules! paged {
    ($($answer:ident: $rows:ident;)+) => {$(
        impl Paged for $answer {
            fn next(&self) -> Option<&Cursor> {
                self.next.as_ref()
            }

            fn count(&self) -> usize {
                self.$rows.len()
            }

            fn append(&mut self, later: Self) -> usize {
                let came = later.count();
                self.$rows.extend(later.$rows);
                self.next = later.next;
                came
            }
        }
    )+};
}

paged! {
    RecordDesk: records;
    QueueView: items;
    ActivityView: attendance;
}

impl Paged for RecordPage {
    fn next(&self) -> Option<&Cursor> {
        self.next.as_ref()
    }

    fn count(&self) -> usize {
        let rows = &self.rows;
        rows.remarks.len()
            + rows.log.len()
            + rows.reviews.len()
            + rows.plans.len()
            + rows.attended.len()
    }

    fn append(&mut self, later: Self) -> usize {
        let came = later.count();
        let (here, rows) = (&mut self.rows, later.rows);
        here.remarks.extend(rows.remarks);
        here.log.extend(rows.log);
        here.reviews.extend(rows.reviews);
        here.plans.extend(rows.plans);
        here.attended.extend(rows.attended);
        self.next = later.next;
        came
    }
}

/// The address that goes on after a cursor.
fn after(path: &str, cursor: &Cursor) -> String {
    let between = if path.contains('?') { "&" } else { "?" };
    [path, between, AFTER, "=", &cursor.to_string()].concat()
}

/// Every row of a list, page after page: for lists to choose from.
pub fn whole<E, T>(endpoint: E) -> Source<Vec<T>>
where
    E: Endpoint<Body = Empty, Reply = Page<T>>,
    T: DeserializeOwned + 'static,
{
    let path = endpoint.path();
    Source::by(move || every(path.clone())).only(E::SPEC.access)
}

async fn every<T: DeserializeOwned>(path: String) -> Result<Vec<T>, Fault> {
    let mut page: Page<T> = api::read(&path).await?;
    let mut rows = page.items;
    while let Some(cursor) = page.next {
        page = api::read(&after(&path, &cursor)).await?;
        rows.extend(page.items);
    }
    Ok(rows)
}

/// Brings the next page, when there is one; says how many rows came. What was loaded anew meanwhile stays as it is.
pub async fn bring<T: Paged>(list: Loaded<T>) -> Result<usize, Fault> {
    let Some(cursor) = list.now().and_then(|it| it.next().cloned()) else {
        return Ok(0);
    };
    let later: T = api::read(&after(&list.path(), &cursor)).await?;
    let mut came = 0;
    list.change(|shown| {
        if shown.next() == Some(&cursor) {
            came = shown.append(later);
        }
    });
    Ok(came)
}

/// There is no further page.
fn is_over<T: Paged>(list: Loaded<T>) -> bool {
    list.now().is_none_or(|shown| shown.next().is_none())
}

/// The button below a list that brings its next page. It keeps the focus while there are more pages; after the last one the
/// focus goes to the words that say so. What came is announced.
pub fn more<T: Paged>(list: Loaded<T>) -> AnyView {
    let there = Memo::new(move |_| list.with(|shown| shown.is_some_and(|it| it.next().is_some())));
    button(there, move || async move {
        let came = bring(list).await?;
        Ok((came, is_over(list)))
    })
}

/// The pages behind a first one that came with another answer.
pub struct Onward<T: Send + Sync + 'static> {
    /// What came so far.
    rows: Loaded<T>,
    start: StoredValue<Option<Cursor>>,
}

impl<T: Send + Sync + 'static> Clone for Onward<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Onward<T> {}

/// The pages after `start`; none when the list is here whole.
pub fn onward<E>(start: Option<&Cursor>, endpoint: E) -> Onward<E::Reply>
where
    E: Endpoint<Body = Empty>,
    E::Reply: Paged,
{
    Onward {
        rows: later(endpoint.into()),
        start: StoredValue::new(start.cloned()),
    }
}

impl<T: Paged> Onward<T> {
    /// Looks at what came so far; follows changes.
    pub fn with<R>(self, look: impl FnOnce(Option<&T>) -> R) -> R {
        self.rows.with(look)
    }

    async fn bring(self) -> Result<usize, Fault> {
        if self.rows.now().is_some() {
            return bring(self.rows).await;
        }
        let Some(cursor) = self.start.try_get_value().flatten() else {
            return Ok(0);
        };
        let first: T = api::read(&after(&self.rows.path(), &cursor)).await?;
        let came = first.count();
        self.rows.set(first);
        Ok(came)
    }

    /// The button that brings the next page.
    pub fn button(self) -> AnyView {
        let there = Memo::new(move |_| {
            self.rows.with(|rows| match rows {
                Some(rows) => rows.next().is_some(),
                None => self.start.with_value(Option::is_some),
            })
        });
        button(there, move || async move {
            let came = self.bring().await?;
            Ok((came, is_over(self.rows)))
        })
    }
}

/// The button over anything that brings a page and says how many rows came and whether they were the last.
fn button<Answer>(there: Memo<bool>, bring: impl Fn() -> Answer + Send + Sync + 'static) -> AnyView
where
    Answer: Future<Output = Result<(usize, bool), Fault>> + 'static,
{
    let busy = Busy::new();
    let fault = RwSignal::new(None::<String>);
    let ended = RwSignal::new(false);
    let end = unique("habis");
    let to_end = end.clone();
    let press = Callback::new(move |()| {
        let (answer, end) = (bring(), to_end.clone());
        busy.run(async move {
            match answer.await {
                Ok((came, over)) => {
                    fault.try_set(None);
                    if came > 0 {
                        announce(&[&came.to_string(), " baris lagi dimuat."].concat());
                    }
                    if over {
                        ended.try_set(true);
                        browser::soon(move || browser::focus(&end));
                    }
                }
                Err(problem) => {
                    fault.try_set(Some(problem.words()));
                }
            }
        });
    });
    frame(there, ended, end, busy, fault, press)
}

/// What stands below the list; not generic.
fn frame(
    there: Memo<bool>,
    ended: RwSignal<bool>,
    end: String,
    busy: Busy,
    fault: RwSignal<Option<String>>,
    press: Callback<()>,
) -> AnyView {
    let button = move || {
        there.get().then(|| {
            view! { <Press label="Muat lagi" class="btn plain" busy=busy on=press/> }
        })
    };
    let over = move || {
        let end = end.clone();
        (ended.get() && !there.get()).then(|| {
            view! { <p class="soft" id=end tabindex="-1">"Semua sudah tampil."</p> }
        })
    };
    view! {
        <div class="actions">{button}</div>
        {over}
        <p class="soft" role="alert">{move || fault.get()}</p>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_is_asked_for_where_the_first_was() {
        let cursor = Cursor::number(7, "a");
        let end = [AFTER, "=", &cursor.to_string()].concat();
        assert_eq!(
            after("/api/v1/people", &cursor),
            format!("/api/v1/people?{end}")
        );
        assert_eq!(
            after("/api/v1/queue?lajur=kami", &cursor),
            format!("/api/v1/queue?lajur=kami&{end}")
        );
    }
}
