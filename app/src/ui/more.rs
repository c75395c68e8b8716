//! Lists that come page by page: the button that brings the next page.

use klisida_domain::{
    activity::ActivityView,
    api::Endpoint,
    page::{AFTER, Cursor, Page},
    wire::{Empty, QueueView, RecordDesk, RecordPage},
};
use leptos::prelude::*;

use super::{Busy, Loaded, Press, announce, unique};
use crate::{
    api::{self, Fault},
    browser,
};

/// An answer with a page of a list in it.
pub trait Paged: Clone + Send + Sync + 'static {
    /// Where the next page begins.
    fn next(&self) -> Option<&Cursor>;
    /// How many rows are here.
    fn count(&self) -> usize;
    /// The rows of a later page come behind those that are here; says how many came.
    fn append(&mut self, later: Self) -> usize;
}

impl<T: Clone + Send + Sync + 'static> Paged for Page<T> {
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

/// A query that goes on after a cursor.
fn after(query: &str, cursor: &Cursor) -> String {
    let between = if query.is_empty() { "" } else { "&" };
    [query, between, AFTER, "=", &cursor.to_string()].concat()
}

/// Every row of a list, page after page: for lists to choose from.
pub async fn whole<E, T>(endpoint: E, query: &str) -> Result<Vec<T>, Fault>
where
    E: Endpoint<Body = Empty, Reply = Page<T>>,
{
    let mut page = api::call_query(&endpoint, query, &Empty {}).await?;
    let mut rows = page.items;
    while let Some(cursor) = page.next {
        page = api::call_query(&endpoint, &after(query, &cursor), &Empty {}).await?;
        rows.extend(page.items);
    }
    Ok(rows)
}

/// Brings the next page, when there is one; says how many rows came. What was loaded anew meanwhile stays as it is.
pub async fn bring<E>(list: Loaded<E::Reply>, endpoint: &E, query: &str) -> Result<usize, Fault>
where
    E: Endpoint<Body = Empty>,
    E::Reply: Paged,
{
    let Some(cursor) = list.get_untracked().and_then(|it| it.next().cloned()) else {
        return Ok(0);
    };
    let later = api::call_query(endpoint, &after(query, &cursor), &Empty {}).await?;
    let mut came = 0;
    list.change(|shown| {
        if shown.next() == Some(&cursor) {
            came = shown.append(later);
        }
    });
    Ok(came)
}

/// The button below a list that brings its next page. It keeps the focus while there are more pages; after the last one the
/// focus goes to the words that say so. What came is announced.
pub fn more<E>(list: Loaded<E::Reply>, endpoint: E, query: String) -> AnyView
where
    E: Endpoint<Body = Empty> + Clone + Send + Sync + 'static,
    E::Reply: Paged,
{
    let there = Memo::new(move |_| list.with(|shown| shown.is_some_and(|it| it.next().is_some())));
    button(there, move || {
        let (endpoint, query) = (endpoint.clone(), query.clone());
        async move {
            let came = bring(list, &endpoint, &query).await?;
            let over = list
                .get_untracked()
                .is_none_or(|shown| shown.next().is_none());
            Ok((came, over))
        }
    })
}

/// The pages behind a first one that came with another answer.
pub struct Onward<E: Endpoint> {
    /// What came so far.
    rows: RwSignal<Option<E::Reply>>,
    next: RwSignal<Option<Cursor>>,
    endpoint: StoredValue<E>,
}

impl<E: Endpoint> Clone for Onward<E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E: Endpoint> Copy for Onward<E> {}

/// The pages after `start`; none when the list is here whole.
pub fn onward<E>(start: Option<&Cursor>, endpoint: E) -> Onward<E>
where
    E: Endpoint<Body = Empty> + Send + Sync + 'static,
    E::Reply: Paged,
{
    Onward {
        rows: RwSignal::new(None),
        next: RwSignal::new(start.cloned()),
        endpoint: StoredValue::new(endpoint),
    }
}

impl<E> Onward<E>
where
    E: Endpoint<Body = Empty> + Clone + Send + Sync + 'static,
    E::Reply: Paged,
{
    /// Looks at what came so far; follows changes.
    pub fn with<R>(self, look: impl FnOnce(Option<&E::Reply>) -> R) -> R {
        self.rows.with(|rows| look(rows.as_ref()))
    }

    async fn bring(self) -> Result<usize, Fault> {
        let (Some(cursor), Some(endpoint)) = (
            self.next.try_get_untracked().flatten(),
            self.endpoint.try_get_value(),
        ) else {
            return Ok(0);
        };
        let later = api::call_query(&endpoint, &after("", &cursor), &Empty {}).await?;
        let (mut came, mut next) = (0, None);
        self.rows.try_update(|rows| {
            if let Some(rows) = rows {
                came = rows.append(later);
                next = rows.next().cloned();
            } else {
                came = later.count();
                next = later.next().cloned();
                *rows = Some(later);
            }
        });
        self.next.try_set(next);
        Ok(came)
    }

    /// The button that brings the next page.
    pub fn button(self) -> AnyView {
        let there = Memo::new(move |_| self.next.with(Option::is_some));
        let bring = move || async move {
            self.bring().await.map(|came| {
                let over = self
                    .next
                    .try_get_untracked()
                    .is_none_or(|next| next.is_none());
                (came, over)
            })
        };
        button(there, bring)
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
