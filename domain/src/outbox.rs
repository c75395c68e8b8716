//! What waits on a device for the server, and in which order it goes.
//!
//! One list for drafts, requests and files. An item is named by an id that is the same for every attempt; it may have to
//! wait for others ([`after`]), and [`next`] says which one goes now. Who keeps and sends the items is the app's.

use crate::{
    ids::{AssignmentId, EvidenceId, IdempotencyKey, InnovationId},
    part::Part,
    time::Instant,
};

/// What waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemId {
    /// A judge's sheet.
    Sheet(AssignmentId),
    /// A part of a record.
    Part(InnovationId, Part),
    /// A write under its idempotency key.
    Request(IdempotencyKey),
    /// A photo or file.
    File(EvidenceId),
    /// What is typed in a form, by its place on the device. Nobody sends it by itself: its person does, from the form.
    Form(String),
}

/// Items of one lane go one after another. Files have their own: a long upload does not keep a text waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Drafts and requests.
    Texts,
    /// Photos and files.
    Files,
}

impl Lane {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Texts, Self::Files];
}

/// What an item does for the others about the same innovation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Begins the record: the server does not know the innovation before it.
    Begins,
    /// A draft of the record.
    Draft,
    /// Hands the record in, as its drafts are by then.
    HandsIn,
    /// Anything else that is written once.
    Write,
    /// A photo or file.
    File,
}

/// An item as the order sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Which.
    pub id: ItemId,
    /// The innovation that it is about; none for a judge's sheet, say.
    pub about: Option<InnovationId>,
    /// What it does.
    pub role: Role,
    /// Changed or handed over.
    pub since: Instant,
    /// Its person must do something first: choose between two texts, mend what was refused, find a connection without
    /// a price.
    pub held: bool,
}

impl Waiting {
    /// The lane that it goes in.
    pub const fn lane(&self) -> Lane {
        match self.role {
            Role::File => Lane::Files,
            _ => Lane::Texts,
        }
    }

    /// This item goes after `other`.
    fn follows(&self, other: &Self) -> bool {
        if self.about.is_none() || self.about != other.about || self.id == other.id {
            return false;
        }
        match (self.role, other.role) {
            (Role::Begins, _) => false,
            (_, Role::Begins) | (Role::HandsIn, Role::Draft) => true,
            // Writes about one innovation keep their order; one that was refused stands in nobody's way.
            (Role::HandsIn | Role::Write, Role::HandsIn | Role::Write) => {
                !other.held && (other.since, place(&other.id)) < (self.since, place(&self.id))
            }
            _ => false,
        }
    }
}

/// An order among writes of the same instant: that of their keys.
const fn place(id: &ItemId) -> u128 {
    match id {
        ItemId::Request(key) => key.0.as_u128(),
        _ => 0,
    }
}

/// The items of `all` that must arrive before `item`.
pub fn after<'a>(item: &Waiting, all: &'a [Waiting]) -> Vec<&'a Waiting> {
    all.iter().filter(|other| item.follows(other)).collect()
}

/// The item of a lane that goes now: the oldest that is not held, was not `tried` in this round, and has nothing to wait for.
pub fn next<'a>(all: &'a [Waiting], lane: Lane, tried: &[ItemId]) -> Option<&'a Waiting> {
    all.iter()
        .filter(|item| {
            item.lane() == lane
                && !item.held
                && !tried.contains(&item.id)
                && after(item, all).is_empty()
        })
        .min_by_key(|item| (item.since, place(&item.id)))
}

/// What goes first so that the item `id` can go: itself, or the oldest of what it waits for, or of what that waits for. None
/// when it is not there any more, or when something that it waits for is held.
pub fn towards<'a>(all: &'a [Waiting], id: &ItemId) -> Option<&'a Waiting> {
    let mut item = all.iter().find(|item| item.id == *id)?;
    // Each step goes to a beginning, a draft, or an older write: it ends.
    for _ in 0..all.len() {
        let before = after(item, all);
        match before
            .into_iter()
            .min_by_key(|it| (it.since, place(&it.id)))
        {
            None => return Some(item),
            Some(first) if first.held => return None,
            Some(first) => item = first,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn innovation(n: u8) -> InnovationId {
        InnovationId(Uuid::from_u128(u128::from(n)))
    }

    fn item(n: u16, about: u8, role: Role, since: i64) -> Waiting {
        let id = Uuid::from_u128(u128::from(n));
        let about = innovation(about);
        Waiting {
            id: match role {
                Role::Draft => ItemId::Part(about, Part::ALL[usize::from(n) % Part::ALL.len()]),
                Role::File => ItemId::File(EvidenceId(id)),
                _ => ItemId::Request(IdempotencyKey(id)),
            },
            about: Some(about),
            role,
            since: Instant(since),
            held: false,
        }
    }

    #[test]
    fn handing_in_waits_for_the_parts_and_everything_waits_for_the_beginning() {
        let all = [
            item(1, 1, Role::HandsIn, 1),
            item(2, 1, Role::Draft, 5),
            item(3, 1, Role::Begins, 9),
            item(4, 1, Role::File, 2),
            item(5, 2, Role::Write, 7),
        ];
        let first = next(&all, Lane::Texts, &[]).unwrap();
        assert_eq!(first, &all[4], "another innovation is not held up");
        let tried = [all[4].id.clone()];
        assert_eq!(next(&all, Lane::Texts, &tried), Some(&all[2]));
        assert_eq!(next(&all, Lane::Files, &[]), None, "the file waits too");
        assert_eq!(towards(&all, &all[0].id), Some(&all[2]));
        let begun: Vec<_> = all
            .iter()
            .filter(|it| it.role != Role::Begins)
            .cloned()
            .collect();
        assert_eq!(towards(&begun, &all[0].id), Some(&all[1]));
        assert_eq!(next(&begun, Lane::Files, &[]), Some(&all[3]));
    }

    #[test]
    fn a_part_that_waits_for_a_choice_keeps_only_the_submission_back() {
        let mut part = item(1, 1, Role::Draft, 1);
        part.held = true;
        let all = [
            part,
            item(2, 1, Role::HandsIn, 2),
            item(3, 1, Role::Write, 3),
        ];
        assert_eq!(towards(&all, &all[1].id), None);
        // A comment handed over after it keeps its place behind it.
        assert_eq!(next(&all, Lane::Texts, &[]), None);
        let alone = [all[0].clone(), all[2].clone()];
        assert_eq!(next(&alone, Lane::Texts, &[]), Some(&alone[1]));
    }

    #[test]
    fn a_refused_write_stands_in_nobodys_way_but_a_refused_beginning_does() {
        let mut refused = item(1, 1, Role::Write, 1);
        refused.held = true;
        let all = [refused, item(2, 1, Role::Write, 2)];
        assert_eq!(next(&all, Lane::Texts, &[]), Some(&all[1]));
        let mut begins = item(1, 1, Role::Begins, 1);
        begins.held = true;
        let all = [begins, item(2, 1, Role::Write, 2)];
        assert_eq!(next(&all, Lane::Texts, &[]), None);
    }

    /// What becomes of one attempt.
    #[derive(Clone, Copy, Debug)]
    enum Luck {
        Arrives,
        RequestLost,
        AnswerLost,
        Refused,
    }

    fn role() -> impl Strategy<Value = Role> {
        prop_oneof![
            1 => Just(Role::Begins),
            3 => Just(Role::Draft),
            1 => Just(Role::HandsIn),
            3 => Just(Role::Write),
            2 => Just(Role::File),
        ]
    }

    fn luck() -> impl Strategy<Value = Luck> {
        prop_oneof![
            Just(Luck::Arrives),
            Just(Luck::RequestLost),
            Just(Luck::AnswerLost),
            Just(Luck::Refused)
        ]
    }

    /// A server that applies an id once, and a device that may close at any moment: what waits is on it.
    struct World {
        device: Vec<Waiting>,
        applied: BTreeMap<String, u32>,
        order: Vec<Waiting>,
    }

    impl World {
        /// One round of a lane, as the app goes about it.
        fn round(&mut self, lane: Lane, lucks: &mut impl Iterator<Item = Luck>) {
            let mut tried = Vec::new();
            while let Some(item) = next(&self.device, lane, &tried).cloned() {
                let before: Vec<_> = after(&item, &self.device).into_iter().cloned().collect();
                assert!(before.is_empty(), "{item:?} before {before:?}");
                let luck = lucks.next().unwrap_or(Luck::Arrives);
                if matches!(luck, Luck::Arrives | Luck::AnswerLost) {
                    let times = self.applied.entry(format!("{:?}", item.id)).or_default();
                    if *times == 0 {
                        self.order.push(item.clone());
                        *times = 1;
                    }
                }
                match luck {
                    Luck::Arrives => self.device.retain(|it| it.id != item.id),
                    Luck::Refused => {
                        for it in &mut self.device {
                            it.held |= it.id == item.id;
                        }
                    }
                    // The next round, or the next start of the app, tries again.
                    Luck::RequestLost | Luck::AnswerLost => tried.push(item.id),
                }
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        /// Whatever is lost and refused in whatever order: nothing overtakes what it must follow, each is applied once, and
        /// what nothing holds back arrives when the connection is back.
        #[test]
        fn each_item_is_applied_once_and_after_what_it_follows(
            items in proptest::collection::vec((0_u8..3, role(), 0_i64..20), 1..16),
            lucks in proptest::collection::vec(luck(), 0..80),
        ) {
            let mut all: Vec<Waiting> = Vec::new();
            for (n, (about, role, since)) in items.into_iter().enumerate() {
                let it = item(u16::try_from(n).unwrap(), about, role, since);
                let twice = all.iter().any(|other| other.id == it.id
                    || (role == Role::Begins && other.role == role && other.about == it.about));
                if !twice {
                    all.push(it);
                }
            }
            let mut world = World { device: all.clone(), applied: BTreeMap::new(), order: Vec::new() };
            let mut lucks = lucks.into_iter();
            for turn in 0..6 {
                world.round(Lane::ALL[turn % 2], &mut lucks);
            }
            for it in &mut world.device {
                it.held = false;
            }
            for turn in 0..4 {
                world.round(Lane::ALL[turn % 2], &mut core::iter::empty());
            }
            prop_assert!(world.device.is_empty(), "{:?}", world.device);
            prop_assert_eq!(world.order.len(), all.len());
            for (at, item) in world.order.iter().enumerate() {
                for later in &world.order[at + 1..] {
                    let must = later.role == Role::Begins || (later.role == Role::Draft && item.role == Role::HandsIn);
                    prop_assert!(later.about != item.about || !must, "{item:?} overtook {later:?}");
                }
            }
        }
    }
}
