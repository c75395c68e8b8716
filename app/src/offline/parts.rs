//! Parts of records as drafts: one record a part, under `part/<innovation>/<part>` of the person signed in.

use klisida_domain::{
    api::{PartPut, RecordShow},
    draft::{Parcel, PartText},
    ids::InnovationId,
    json,
    outbox::ItemId,
    part::{Content, Part},
    time::Instant,
    wire::{Empty, PartView, Saved},
};
use serde::Deserialize;

use super::{
    drafts::{self, Drafts, Held, HeldDraft, Kind},
    sender::Later,
};
use crate::{
    api::{self, Fault},
    paths as to,
};

/// The parts of records.
pub struct Parts;

/// The keeper and sender of parts.
pub type PartSender = Drafts<Parts>;
/// A part on this device.
pub type HeldPart = HeldDraft<PartText>;

/// What is read of a record here.
#[derive(Deserialize)]
struct Found {
    parts: Vec<PartView>,
}

/// What the server holds of a part.
pub fn heard(part: Part, view: Option<&PartView>) -> Held<PartText> {
    let text = view.map_or_else(
        || PartText::open(Content::empty(part)),
        |it| PartText {
            content: it.content.clone(),
            done: it.done,
        },
    );
    (text, view.map_or(0, |it| it.version), ())
}

impl Kind for Parts {
    type Key = (InnovationId, Part);
    type Text = PartText;

    const PLACE: &'static str = "part/";

    fn place((innovation, part): Self::Key) -> String {
        [Self::PLACE, &innovation.to_string(), "/", part.code()].concat()
    }

    fn key(place: &str) -> Option<Self::Key> {
        let (innovation, part) = place.strip_prefix(Self::PLACE)?.split_once('/')?;
        Some((innovation.parse().ok()?, part.parse().ok()?))
    }

    fn id((innovation, part): Self::Key) -> ItemId {
        ItemId::Part(innovation, part)
    }

    fn of(item: &ItemId) -> Option<Self::Key> {
        match item {
            ItemId::Part(innovation, part) => Some((*innovation, *part)),
            _ => None,
        }
    }

    fn about((innovation, _): Self::Key) -> Option<InnovationId> {
        Some(innovation)
    }

    fn heading((_, part): Self::Key, title: &str) -> String {
        [part.label(), ": ", title].concat()
    }

    fn page((innovation, part): Self::Key) -> String {
        to::fill(innovation, part)
    }

    fn size(text: &PartText) -> usize {
        json::write(&text.content).map_or(0, |text| text.len())
    }

    fn fetch(
        (innovation, part): Self::Key,
    ) -> Later<'static, Result<Option<Held<PartText>>, Fault>> {
        Box::pin(async move {
            let found: Found = api::part(&RecordShow { innovation }, &Empty {}).await?;
            let theirs = found.parts.iter().find(|it| it.part == part);
            Ok(theirs.map(|it| heard(part, Some(it))))
        })
    }

    fn save(
        (innovation, part): Self::Key,
        parcel: Parcel<PartText>,
    ) -> Later<'static, Result<(u32, Instant), Fault>> {
        Box::pin(async move {
            let key = parcel.key;
            let endpoint = PartPut { innovation, part };
            let saved: Saved = api::call_keyed(&endpoint, &parcel.into(), key).await?;
            Ok((saved.version, saved.at))
        })
    }
}

/// Starts the sender.
pub fn start() -> PartSender {
    drafts::start(None)
}
