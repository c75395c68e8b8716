//! A part of a record on the device: what was written, what is on its way, what the server confirmed.
//!
//! The same promise as a judge's sheet ([`crate::draft`]): a parcel that was attempted keeps its key and its
//! content until a definite answer came, and no text is ever lost: what the server or another tab holds instead is put
//! beside it, and the writer chooses or joins.

use serde::{Deserialize, Serialize};

use crate::{
    draft::{Elsewhere, Next, Synced},
    ids::IdempotencyKey,
    json,
    part::Content,
    problem::Code,
    time::Instant,
    wire::PartSave,
};

/// What was handed to the network and has no definite answer yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartParcel {
    /// Its idempotency key; the same for every attempt.
    pub key: IdempotencyKey,
    /// What is sent; the same for every attempt.
    pub body: PartSave,
}

/// A text of a part that differs from the one on screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartConflict {
    /// The other text.
    pub content: Content,
    /// Where it stands.
    pub at: Elsewhere,
}

/// What the device holds of one part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Stored")]
pub struct PartDraft {
    /// What is on screen.
    pub content: Content,
    /// The writer says it is done.
    pub done: bool,
    /// What the server held last, as far as this device knows.
    pub base: Content,
    /// "Sudah selesai" as the server holds it.
    pub base_done: bool,
    /// The server's version of `base`; 0 when it holds nothing.
    pub version: u32,
    /// When it was last changed here.
    pub changed_at: Option<Instant>,
    /// When the server last confirmed something (server time).
    pub sent_at: Option<Instant>,
    /// What is on its way.
    pub parcel: Option<PartParcel>,
    /// The server said that it holds something newer, not yet fetched.
    pub stale: bool,
    /// Other texts of the same part, until the writer has chosen; one at a time, the first first.
    pub conflicts: Vec<PartConflict>,
    /// Why the server will not take it; the text stays here.
    pub refusal: Option<Code>,
    /// Who wrote the record: a number of the tab, and its count of writes.
    pub stamp: (u32, u32),
}

/// A draft as this release or an earlier one stored it: earlier ones held at most one conflict, under `clash`.
#[derive(Deserialize)]
struct Stored {
    content: Content,
    done: bool,
    base: Content,
    base_done: bool,
    version: u32,
    changed_at: Option<Instant>,
    sent_at: Option<Instant>,
    parcel: Option<PartParcel>,
    stale: bool,
    #[serde(default)]
    clash: Option<Content>,
    #[serde(default)]
    conflicts: Vec<PartConflict>,
    refusal: Option<Code>,
    stamp: (u32, u32),
}

impl From<Stored> for PartDraft {
    fn from(it: Stored) -> Self {
        let mut draft = Self {
            content: it.content,
            done: it.done,
            base: it.base,
            base_done: it.base_done,
            version: it.version,
            changed_at: it.changed_at,
            sent_at: it.sent_at,
            parcel: it.parcel,
            stale: it.stale,
            conflicts: it.conflicts,
            refusal: it.refusal,
            stamp: it.stamp,
        };
        if let Some(other) = it.clash {
            let at = if other == draft.base {
                Elsewhere::Server
            } else {
                Elsewhere::Tab
            };
            draft.conflict(&other, at);
        }
        draft
    }
}

impl PartDraft {
    /// The draft of a part as the server holds it.
    pub fn of(content: Content, done: bool, version: u32) -> Self {
        Self {
            base: content.clone(),
            content,
            done,
            base_done: done,
            version,
            changed_at: None,
            sent_at: None,
            parcel: None,
            stale: false,
            conflicts: Vec::new(),
            refusal: None,
            stamp: (0, 0),
        }
    }

    /// Something here is not on the server yet.
    pub fn is_unsent(&self) -> bool {
        self.parcel.is_some() || self.content != self.base || self.done != self.base_done
    }

    /// What to do next.
    pub fn next(&self) -> Next {
        if !self.conflicts.is_empty() {
            Next::Choose
        } else if self.stale {
            Next::Fetch
        } else if self.refusal.is_none() && self.is_unsent() {
            Next::Send
        } else {
            Next::Rest
        }
    }

    /// The writer wrote something. A refusal is forgotten: the next attempt may fare better.
    pub fn edit(&mut self, now: Instant, change: impl FnOnce(&mut Content, &mut bool)) {
        change(&mut self.content, &mut self.done);
        // As the server will read it: what was pasted is plain text here, too.
        self.content = json::cleaned(self.content.clone());
        self.changed_at = Some(now);
        self.refusal = None;
    }

    /// What to send now: the parcel without an answer, or a new one under `key`.
    pub fn pack(&mut self, key: IdempotencyKey) -> Option<PartParcel> {
        if self.next() != Next::Send {
            return None;
        }
        if self.parcel.is_none() {
            self.parcel = Some(PartParcel {
                key,
                body: PartSave {
                    version: self.version,
                    content: self.content.clone(),
                    done: self.done,
                },
            });
        }
        self.parcel.clone()
    }

    /// The server stored the parcel of this key as `version`, at `at` (server time).
    pub fn arrived(&mut self, key: IdempotencyKey, version: u32, at: Instant) {
        let Some(parcel) = self.parcel.take_if(|parcel| parcel.key == key) else {
            return;
        };
        self.sent_at = Some(at);
        if version > self.version {
            self.base = parcel.body.content;
            self.base_done = parcel.body.done;
            self.version = version;
        }
    }

    /// The server gave a definite no to the parcel of this key.
    pub fn refused(&mut self, key: IdempotencyKey, code: Code) {
        if self.parcel.take_if(|parcel| parcel.key == key).is_none() {
            return;
        }
        match code {
            Code::StaleVersion | Code::KeyReused => self.stale = true,
            _ => self.refusal = Some(code),
        }
    }

    /// The server holds `theirs` as `version`. Text and tick are merged apart from one another, each against what both
    /// sides came from: only a text that was changed on both sides is a conflict.
    pub fn meet(&mut self, theirs: &Content, done: bool, version: u32) {
        if version < self.version {
            return;
        }
        self.stale = false;
        if version == self.version {
            return;
        }
        // A text still to be chosen from is not known to this writer, even if it went out from here.
        let open = self.conflicts.iter().any(|it| it.content == *theirs);
        // Whatever is still on its way carries an older version: the server has it by now, or will refuse it.
        let sent = self.parcel.take().map(|parcel| parcel.body);
        let arrived = sent.filter(|body| !open && body.content == *theirs);
        let was_done = arrived.as_ref().map_or(self.base_done, |body| {
            if body.done == done {
                done
            } else {
                self.base_done
            }
        });
        let before = core::mem::replace(&mut self.base, theirs.clone());
        self.base_done = done;
        self.version = version;
        // The text that the server held before is superseded there.
        self.conflicts
            .retain(|it| it.at != Elsewhere::Server && it.content != *theirs);
        if self.done == was_done {
            self.done = done;
        }
        if arrived.is_some() {
            return;
        }
        if self.content == before && !open {
            self.content = theirs.clone();
        } else if open || *theirs != before {
            self.conflict(theirs, Elsewhere::Server);
        }
    }

    /// Takes what another tab knows of the server, what it has on its way, and its tick; not its texts.
    fn learn(&mut self, other: &Self, last: Option<&Self>) {
        let ticked = match last {
            Some(last) => self.done == last.done,
            None => self.done == self.base_done && other.done != other.base_done,
        };
        if ticked {
            self.done = other.done;
        }
        self.meet(&other.base, other.base_done, other.version);
        self.sent_at = self.sent_at.max(other.sent_at);
        self.changed_at = self.changed_at.max(other.changed_at);
        if other.version == self.version {
            self.stale |= other.stale;
            if self.parcel.is_none() {
                self.parcel.clone_from(&other.parcel);
            }
        }
    }

    /// Puts the texts of another tab beside the own one, those that both had already settled excepted.
    fn weigh(&mut self, stored: &Self, last: Option<&Self>) {
        let known = last.map(|it| &it.conflicts[..]).unwrap_or_default();
        let among = |list: &[PartConflict], it: &PartConflict| {
            list.iter().any(|other| other.content == it.content)
        };
        // Chosen from in the other tab.
        self.conflicts
            .retain(|it| !among(known, it) || among(&stored.conflicts, it));
        let moved = last.is_none_or(|last| last.content != stored.content);
        if moved && stored.content != stored.base {
            self.conflict(&stored.content, Elsewhere::Tab);
        }
        for it in stored.conflicts.iter().filter(|it| !among(known, it)) {
            self.conflict(&it.content, it.at);
        }
    }

    fn conflict(&mut self, other: &Content, at: Elsewhere) {
        if *other != self.content && self.conflicts.iter().all(|it| it.content != *other) {
            self.conflicts.push(PartConflict {
                content: other.clone(),
                at,
            });
        }
    }

    /// The writer chose or joined the text on screen and the first of the others: `chosen` goes out, unless another
    /// text still waits for a choice.
    pub fn settle(&mut self, now: Instant, chosen: Content) {
        if !self.conflicts.is_empty() {
            self.conflicts.remove(0);
        }
        self.content = chosen;
        let content = &self.content;
        self.conflicts.retain(|it| it.content != *content);
        self.changed_at = Some(now);
        self.refusal = None;
    }

    /// Throws what was not sent away.
    pub fn discard(&mut self) {
        self.parcel = None;
        self.conflicts.clear();
        self.refusal = None;
        self.content = self.base.clone();
        self.done = self.base_done;
    }
}

impl Synced for PartDraft {
    fn stamp(&self) -> (u32, u32) {
        self.stamp
    }

    fn set_stamp(&mut self, stamp: (u32, u32)) {
        self.stamp = stamp;
    }

    fn meet_other(&mut self, stored: &Self, last: Option<&Self>) {
        let unmoved = last.is_some_and(|last| {
            (&self.content, &self.conflicts) == (&last.content, &last.conflicts)
        });
        // Put back to the base while another text of this tab is on its way is a change, too.
        let nothing_own =
            self.content == self.base && self.parcel.is_none() && self.conflicts.is_empty();
        if unmoved || nothing_own {
            let mut joined = stored.clone();
            joined.learn(self, last);
            *self = joined;
        } else {
            self.learn(stored, last);
            self.weigh(stored, last);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn text(value: &str) -> Content {
        Content::Text(value.to_owned())
    }

    fn key(n: u128) -> IdempotencyKey {
        IdempotencyKey(Uuid::from_u128(n))
    }

    fn written(value: &str) -> PartDraft {
        let mut draft = PartDraft::of(text("awal"), false, 1);
        draft.edit(Instant(1), |content, _| *content = text(value));
        draft
    }

    #[test]
    fn an_attempt_keeps_its_key_and_content_until_it_is_answered() {
        let mut draft = written("satu");
        let first = draft.pack(key(1)).unwrap();
        draft.edit(Instant(2), |content, _| *content = text("dua"));
        assert_eq!(draft.pack(key(2)), Some(first));
        draft.arrived(key(1), 2, Instant(3));
        assert!(draft.is_unsent(), "what was written meanwhile still waits");
        assert_eq!(draft.pack(key(3)).unwrap().body.version, 2);
    }

    #[test]
    fn a_newer_text_of_a_colleague_is_put_beside_the_own_one() {
        let mut draft = written("punya saya");
        draft.pack(key(1));
        draft.refused(key(1), Code::StaleVersion);
        assert_eq!(draft.next(), Next::Fetch);
        draft.meet(&text("punya rekan"), true, 2);
        assert_eq!(draft.next(), Next::Choose);
        assert_eq!(draft.content, text("punya saya"), "nothing typed is lost");
        draft.settle(Instant(4), text("gabungan"));
        let parcel = draft.pack(key(2)).unwrap();
        assert_eq!(
            (parcel.body.version, parcel.body.content),
            (2, text("gabungan"))
        );
    }

    #[test]
    fn a_lost_answer_is_no_clash() {
        let mut draft = written("satu");
        draft.pack(key(1));
        // The server stored it, the answer got lost, and a fresh look shows it.
        draft.meet(&text("satu"), false, 2);
        assert_eq!(draft.next(), Next::Rest);
    }

    #[test]
    fn an_untouched_part_takes_what_the_server_has() {
        let mut draft = PartDraft::of(text("awal"), false, 1);
        draft.meet(&text("baru"), true, 2);
        assert_eq!((&draft.content, draft.done), (&text("baru"), true));
    }

    #[test]
    fn a_refused_text_stays_and_goes_out_after_the_next_change() {
        let mut draft = written("satu");
        draft.pack(key(1));
        draft.refused(key(1), Code::PartClosed);
        assert_eq!((draft.next(), &draft.content), (Next::Rest, &text("satu")));
        draft.edit(Instant(3), |content, _| *content = text("dua"));
        assert_eq!(draft.next(), Next::Send);
    }

    #[test]
    fn ticking_done_while_a_colleague_writes_is_no_conflict() {
        let mut draft = PartDraft::of(text("awal"), false, 1);
        draft.edit(Instant(1), |_, done| *done = true);
        draft.pack(key(1));
        draft.refused(key(1), Code::StaleVersion);
        draft.meet(&text("punya rekan"), false, 2);
        assert_eq!(draft.next(), Next::Send, "nothing to choose between");
        let body = draft.pack(key(2)).unwrap().body;
        assert_eq!(
            (body.content, body.done, body.version),
            (text("punya rekan"), true, 2)
        );
    }

    #[test]
    fn writing_while_a_colleague_ticks_done_keeps_the_tick() {
        let mut draft = written("punya saya");
        draft.meet(&text("awal"), true, 2);
        let body = draft.pack(key(1)).unwrap().body;
        assert_eq!((body.content, body.done), (text("punya saya"), true));
    }

    #[test]
    fn the_unsent_text_of_another_tab_and_of_a_colleague_both_wait_for_a_choice() {
        let mut draft = written("layar ini");
        let mut other = written("tab lain");
        other.stamp = (2, 1);
        draft.join(Some(&other), None, 1);
        draft.meet(&text("rekan"), false, 2);
        draft.meet(&text("rekan lagi"), false, 3);
        let others: Vec<_> = draft
            .conflicts
            .iter()
            .map(|it| (it.content.clone(), it.at))
            .collect();
        assert_eq!(
            others,
            [
                (text("tab lain"), Elsewhere::Tab),
                (text("rekan lagi"), Elsewhere::Server)
            ]
        );
        draft.settle(Instant(5), text("layar ini dan tab lain"));
        assert_eq!(
            draft.next(),
            Next::Choose,
            "the colleague's text is asked for next"
        );
        draft.settle(Instant(6), text("semua"));
        let body = draft.pack(key(1)).unwrap().body;
        assert_eq!((body.content, body.version), (text("semua"), 3));
    }

    #[test]
    fn a_choice_made_in_one_tab_is_not_asked_for_again_in_the_other() {
        let mut one = written("punya saya");
        one.meet(&text("punya rekan"), false, 2);
        one.join(None, None, 1);
        let (stored, mut two) = (one.clone(), one.clone());
        one.settle(Instant(4), text("gabungan"));
        one.join(Some(&stored), Some(&stored), 1);
        two.join(Some(&one), Some(&stored), 2);
        assert_eq!((two.next(), two.content), (Next::Send, text("gabungan")));
    }

    #[test]
    fn a_conflict_stored_by_an_earlier_release_is_read() {
        let old = r#"{"content":{"type":"text","value":"saya"},"done":false,
            "base":{"type":"text","value":"rekan"},"base_done":false,"version":2,"changed_at":1,"sent_at":null,
            "parcel":null,"stale":false,"clash":{"type":"text","value":"rekan"},"refusal":null,"stamp":[7,3]}"#;
        let draft: PartDraft = json::read(old).unwrap();
        assert_eq!(draft.content, text("saya"));
        assert_eq!(
            draft.conflicts,
            [PartConflict {
                content: text("rekan"),
                at: Elsewhere::Server
            }]
        );
        let again: PartDraft = json::read(&json::write(&draft).unwrap()).unwrap();
        assert_eq!(again, draft);
        let plain = old.replace(
            r#""clash":{"type":"text","value":"rekan"},"#,
            r#""clash":null,"#,
        );
        let draft: PartDraft = json::read(&plain).unwrap();
        assert!(draft.conflicts.is_empty());
    }

    /// One server, one store of the device, two tabs of it and a colleague.
    struct World {
        /// What the server held, version after version, and whether this device wrote it.
        server: Vec<(Content, bool, bool)>,
        answers: std::collections::HashMap<IdempotencyKey, u32>,
        store: PartDraft,
        tabs: [PartDraft; 2],
        /// What each tab stored or read last.
        last: [PartDraft; 2],
        /// What was typed here and that no later typing or choice replaced.
        alive: std::collections::BTreeSet<String>,
        /// Everything that was typed or chosen here.
        own: std::collections::BTreeSet<String>,
        n: u128,
    }

    fn plain(content: &Content) -> String {
        content.text().unwrap_or_default().to_owned()
    }

    impl World {
        fn new() -> Self {
            let draft = PartDraft::of(text("awal"), false, 0);
            Self {
                server: vec![(text("awal"), false, false)],
                answers: std::collections::HashMap::new(),
                store: draft.clone(),
                tabs: [draft.clone(), draft.clone()],
                last: [draft.clone(), draft],
                alive: std::collections::BTreeSet::new(),
                own: std::collections::BTreeSet::new(),
                n: 0,
            }
        }

        fn version(&self) -> u32 {
            u32::try_from(self.server.len() - 1).unwrap()
        }

        /// As the app does in one transaction: join what another tab stored, then store.
        fn keep(&mut self, tab: usize) {
            let number = u32::try_from(tab).unwrap() + 1;
            self.tabs[tab].join(Some(&self.store), Some(&self.last[tab]), number);
            self.store = self.tabs[tab].clone();
            self.last[tab] = self.store.clone();
        }

        /// Sends; `loss` 1 loses the request, 2 the answer.
        fn send(&mut self, tab: usize, loss: u8) {
            self.keep(tab);
            let key = key(self.n);
            let Some(parcel) = self.tabs[tab].pack(key) else {
                return;
            };
            self.keep(tab);
            if loss == 1 {
                return;
            }
            let known = self.answers.get(&parcel.key).copied();
            let answer = known.or_else(|| {
                (parcel.body.version == self.version()).then(|| {
                    self.server
                        .push((parcel.body.content, parcel.body.done, true));
                    let version = self.version();
                    self.answers.insert(parcel.key, version);
                    version
                })
            });
            if loss == 2 {
                return;
            }
            match answer {
                Some(version) => self.tabs[tab].arrived(parcel.key, version, Instant(2)),
                None => self.tabs[tab].refused(parcel.key, Code::StaleVersion),
            }
            self.keep(tab);
        }

        fn fetch(&mut self, tab: usize) {
            let (content, done, _) = self.server.last().unwrap().clone();
            let version = self.version();
            self.tabs[tab].meet(&content, done, version);
            self.keep(tab);
        }

        fn step(&mut self, step: u8, tab: usize, how: u8) {
            self.n += 1;
            match step {
                0 => {
                    // Sometimes what is typed is what was there at first.
                    let typed = if how == 2 {
                        "awal".to_owned()
                    } else {
                        format!("ketik {}", self.n)
                    };
                    self.alive.remove(&plain(&self.tabs[tab].content));
                    self.alive.insert(typed.clone());
                    self.own.insert(typed.clone());
                    self.tabs[tab].edit(Instant(1), |content, _| *content = text(&typed));
                    self.keep(tab);
                }
                1 => {
                    self.tabs[tab].edit(Instant(1), |_, done| *done = !*done);
                    self.keep(tab);
                }
                2 => self.send(tab, how),
                3 => self.fetch(tab),
                4 => {
                    let done = self.server.last().unwrap().1;
                    let theirs = text(&format!("rekan {}", self.n));
                    self.server.push((theirs, done ^ (how == 1), false));
                }
                5 => {
                    let draft = &mut self.tabs[tab];
                    let Some(other) = draft.conflicts.first().cloned() else {
                        return;
                    };
                    let mine = draft.content.clone();
                    let (chosen, left) = if how == 0 {
                        (other.content, mine)
                    } else {
                        (mine, other.content)
                    };
                    self.alive.remove(&plain(&left));
                    self.own.insert(plain(&chosen));
                    draft.settle(Instant(3), chosen);
                    self.keep(tab);
                }
                6 => {
                    if let Some(parcel) = self.tabs[tab].parcel.clone() {
                        self.tabs[tab].refused(parcel.key, Code::NotYourTurn);
                        self.keep(tab);
                    }
                }
                // The tab is closed and opened again: it reads what is stored.
                _ => {
                    self.tabs[tab] = self.store.clone();
                    self.last[tab] = self.store.clone();
                }
            }
        }

        fn check(&self) {
            let mut held: Vec<&Content> = self.server.iter().map(|it| &it.0).collect();
            held.push(&self.store.content);
            held.extend(self.store.conflicts.iter().map(|it| &it.content));
            for typed in &self.alive {
                assert!(held.iter().any(|it| plain(it) == *typed), "{typed} is lost");
            }
            for draft in self.tabs.iter().chain([&self.store]) {
                assert!(
                    draft.conflicts.is_empty()
                        || draft.content == draft.base
                        || self.own.contains(&plain(&draft.content)),
                    "a conflict with {:?}, which nobody here wrote and the server no longer holds",
                    draft.content
                );
            }
            for pair in self.server.windows(2) {
                assert!(
                    !pair[1].2 || (&pair[0].0, pair[0].1) != (&pair[1].0, pair[1].1),
                    "applied twice: {:?}",
                    pair[1]
                );
                let theirs = plain(&pair[1].0);
                assert!(
                    !pair[1].2
                        || !theirs.starts_with("rekan")
                        || pair[0].0 == pair[1].0
                        || self.own.contains(&theirs),
                    "put back to the earlier {theirs}"
                );
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        /// Whatever happens in whatever order, with a colleague, two tabs, losses and restarts: every text typed here
        /// is at the server, on the device or in a conflict, and nothing is applied twice.
        #[test]
        fn nothing_typed_is_ever_lost(
            steps in proptest::collection::vec((0_u8..8, 0_usize..2, 0_u8..3), 1..40)
        ) {
            let mut world = World::new();
            for (step, tab, how) in steps {
                world.step(step, tab, how);
                world.check();
            }
            // In the end the signal is back, and the person looks at one tab after the other and chooses: the server
            // has what is on screen.
            for _ in 0..60 {
                for tab in 0..2 {
                    world.n += 1;
                    world.keep(tab);
                    match world.tabs[tab].next() {
                        Next::Choose => world.step(5, tab, 1),
                        Next::Fetch => world.step(3, tab, 0),
                        Next::Send => world.step(2, tab, 0),
                        Next::Rest => {}
                    }
                    world.check();
                }
            }
            for tab in 0..2 {
                let draft = &world.tabs[tab];
                prop_assert!(draft.refusal.is_some() || !draft.is_unsent(), "{draft:?}");
            }
        }
    }
}
