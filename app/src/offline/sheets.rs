//! The judge's sheets as drafts: one record an assignment, under `sheet/<assignment>` of the person signed in.

use klisida_domain::{
    api::{SheetPut, SheetShow},
    draft::{Draft, Parcel, SheetDraft},
    ids::{AssignmentId, InnovationId},
    json,
    judging::{Sheet, SheetState},
    outbox::ItemId,
    time::Instant,
    wire::Empty,
};
use leptos::{prelude::*, task::spawn_local};
use serde::Deserialize;

use super::{
    drafts::{self, Drafts, Held, HeldDraft, Kind},
    outbox,
    sender::Later,
};
use crate::{
    api::{self, Fault},
    paths as to,
};

/// The judge's sheets.
pub struct Judged;

/// The keeper and sender of sheets.
pub type SheetSender = Drafts<Judged>;
/// A sheet on this device.
pub type HeldSheet = HeldDraft<Sheet>;

/// What is read of an entry here.
#[derive(Deserialize)]
struct Theirs {
    item: TheirState,
    sheet: Sheet,
}

#[derive(Deserialize)]
struct TheirState {
    version: u32,
    sheet: SheetState,
}

impl Kind for Judged {
    type Key = AssignmentId;
    type Text = Sheet;

    const PLACE: &'static str = "sheet/";

    fn place(key: AssignmentId) -> String {
        [Self::PLACE, &key.to_string()].concat()
    }

    fn key(place: &str) -> Option<AssignmentId> {
        place.strip_prefix(Self::PLACE)?.parse().ok()
    }

    fn id(key: AssignmentId) -> ItemId {
        ItemId::Sheet(key)
    }

    fn of(item: &ItemId) -> Option<AssignmentId> {
        match item {
            ItemId::Sheet(assignment) => Some(*assignment),
            _ => None,
        }
    }

    fn about(_: AssignmentId) -> Option<InnovationId> {
        None
    }

    fn heading(_: AssignmentId, title: &str) -> String {
        ["Lembar nilai: ", title].concat()
    }

    fn page(key: AssignmentId) -> String {
        to::sheet(key)
    }

    fn size(text: &Sheet) -> usize {
        json::write(text).map_or(0, |text| text.len())
    }

    fn fetch(assignment: AssignmentId) -> Later<'static, Result<Option<Held<Sheet>>, Fault>> {
        Box::pin(async move {
            let entry: Theirs = api::part(&SheetShow { assignment }, &Empty {}).await?;
            Ok(Some((entry.sheet, entry.item.version, entry.item.sheet)))
        })
    }

    fn save(
        assignment: AssignmentId,
        parcel: Parcel<Sheet>,
    ) -> Later<'static, Result<(u32, Instant), Fault>> {
        Box::pin(async move {
            let key = parcel.key;
            let saved = api::call_keyed(&SheetPut { assignment }, &parcel.into(), key).await?;
            Ok((saved.version, saved.at))
        })
    }
}

/// What lists say of the sheets on this device. Looking does not bring the sender along: as long as none of its sheets
/// lies here there is nothing to see.
#[derive(Clone, Copy)]
pub struct Sheets {
    ways: RwSignal<Option<Ways>>,
    settled: RwSignal<bool>,
}

/// Ways to a sender that is here.
#[derive(Clone, Copy)]
struct Ways {
    draft: Callback<AssignmentId, Option<SheetDraft>>,
    judging_open: Callback<AssignmentId>,
}

/// Provides the look at the sheets.
pub fn provide() {
    provide_context(Sheets {
        ways: RwSignal::new(None),
        settled: RwSignal::new(false),
    });
}

/// The look at the sheets.
pub fn use_sheets() -> Sheets {
    expect_context()
}

impl Sheets {
    /// Looks at all sheets on this device; follows changes of each.
    pub fn look<R>(self, look: impl FnOnce(&dyn Fn(AssignmentId) -> Option<SheetDraft>) -> R) -> R {
        let ways = self.ways.get();
        look(&|assignment| ways?.draft.run(assignment))
    }

    /// Judging is open (again): what was refused for lateness goes out, now or when the sender is here.
    pub fn judging_open(self, assignment: AssignmentId) {
        if let Some(ways) = self.ways.get() {
            ways.judging_open.run(assignment);
        }
    }

    /// What lies on this device is known: from now on a list changes its order only when somebody writes, and not under
    /// the finger of whoever has just come.
    pub fn is_settled(self) -> bool {
        self.settled.get()
    }

    /// Nothing lies here, or all of it was read.
    pub fn settle(self) {
        self.settled.try_set(true);
    }
}

/// The sender of this app.
pub fn use_sheet_sender() -> SheetSender {
    outbox::started(|| {
        let sheets = use_sheets();
        let sender: SheetSender = drafts::start(Some(Callback::new(move |()| sheets.settle())));
        sheets.ways.set(Some(Ways {
            draft: Callback::new(move |assignment| sender.look(|draft| draft(assignment))),
            judging_open: Callback::new(move |assignment| sender.judging_open(assignment)),
        }));
        sender
    })
}

impl SheetSender {
    /// Judging is open (again): what was refused for lateness goes out.
    pub fn judging_open(self, assignment: AssignmentId) {
        spawn_local(async move {
            // At the start of the app this device's sheets may not be remembered yet.
            self.remember(assignment).await;
            let late = self
                .held(assignment)
                .is_some_and(|held| held.draft.with_untracked(|draft| draft.refusal.is_some()));
            if late {
                self.change(assignment, Draft::judging_open);
                let _ = self.deliver(assignment).await;
            }
        });
    }
}
