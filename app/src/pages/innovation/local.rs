//! A record begun on this device that the server does not know yet: enough to show its room and to write its parts.

use klisida_domain::{
    access::STARTERS,
    account::{Actor, Role},
    agency::AgencyCode,
    clinic::Relation,
    gate::Facts,
    ids::InnovationId,
    json,
    law::Stage,
    part::{Content, Identity, Part},
    problem::Problem,
    stage::Course,
    time::Instant,
    turn::Durations,
    wire::{
        Member, PartView, PersonRef, RecordEnds, RecordLine, RecordNew, RecordRows, RecordView,
    },
};
use serde::{Deserialize, Serialize};

use crate::{
    clock,
    store::{Room, Store},
};

/// Where they are kept.
const PREFIX: &str = "record-new/";

/// A record as it was begun here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Local {
    /// What is sent.
    pub body: RecordNew,
    /// Name of the agency.
    pub agency_name: String,
    /// Begun at.
    pub since: Instant,
    /// Why the server will not have it.
    pub refusal: Option<Problem>,
}

fn key(id: InnovationId) -> String {
    [PREFIX, &id.to_string()].concat()
}

impl Local {
    /// The one with this id.
    pub async fn find(store: Store, id: InnovationId) -> Option<Self> {
        store.draft(&key(id)).await
    }

    /// All of the signed-in person, oldest first.
    pub async fn all(store: Store) -> Vec<Self> {
        let kept = store.list(Room::Drafts, PREFIX).await.unwrap_or_default();
        kept.iter()
            .filter_map(|(_, text)| json::read(text).ok())
            .collect()
    }

    /// Keeps it; false when this device keeps nothing.
    pub async fn keep(&self, store: Store) -> bool {
        store.set_draft(&key(self.body.id), self).await.is_ok()
    }

    /// The server has it, or nobody wants it any more.
    pub async fn forget(store: Store, id: InnovationId) {
        let _ = store.remove(Room::Drafts, &key(id)).await;
    }

    /// What the identity part begins with.
    pub fn identity(&self) -> Content {
        Content::Identity(Identity {
            name: self.body.name.clone(),
            idea: self.body.idea.clone(),
            kind: self.body.kind,
            ..Identity::default()
        })
    }

    /// As a line of the list.
    pub fn line(&self, actor: &Actor) -> RecordLine {
        let agency = self
            .body
            .agency
            .clone()
            .or_else(|| actor.agencies_as(STARTERS).first().copied().cloned())
            .unwrap_or_else(|| AgencyCode(String::new()));
        RecordLine {
            id: self.body.id,
            number: None,
            name: self.body.name.clone(),
            agency,
            agency_name: self.agency_name.clone(),
            course: Course::entering(Stage::DrumUp),
            since: self.since,
            facilitator: None,
            reviewer: None,
            held: false,
            interest: false,
            asked: false,
            relation: Relation {
                own: true,
                member: true,
                coordinator: actor.is(Role::AgencyCoordinator),
                head: actor.is(Role::AgencyHead),
                clinic: false,
                reader: false,
            },
            told: None,
            version: 0,
        }
    }

    /// As a record, so that its room and its parts work before the server knows it.
    pub fn view(&self, actor: &Actor) -> RecordView {
        RecordView {
            line: self.line(actor),
            now: clock::now(),
            durations: Durations::default(),
            slug: String::new(),
            revision: 0,
            parts: vec![PartView {
                part: Part::Identity,
                version: 0,
                content: self.identity(),
                done: false,
                at: self.since,
                by: actor.name.clone(),
            }],
            open: Vec::new(),
            members: vec![Member {
                person: PersonRef {
                    id: actor.person,
                    name: actor.name.clone(),
                },
                lead: true,
            }],
            facts: Facts::default(),
            states: Vec::new(),
            waiting: Vec::new(),
            open_remarks: Vec::new(),
            rows: RecordRows::default(),
            ends: RecordEnds::default(),
            evidence: Vec::new(),
            criteria: Vec::new(),
            regional: false,
            legacy: false,
            first_used: None,
            asked_at: None,
            asked_by: None,
            asked_revision: None,
            askable: None,
            published_revision: None,
            published_at: None,
            head_releases: false,
            related: Vec::new(),
        }
    }
}
