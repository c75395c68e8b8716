use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::draft::Next;

fn text(value: &str) -> Content {
    Content::Text(value.to_owned())
}

fn part(value: &str, done: bool) -> PartText {
    PartText {
        content: text(value),
        done,
    }
}

fn part_draft(content: Content, done: bool, version: u32) -> PartDraft {
    Draft::new(PartText { content, done }, version, ())
}

fn key(n: u128) -> IdempotencyKey {
    IdempotencyKey(Uuid::from_u128(n))
}

fn written(value: &str) -> PartDraft {
    let mut draft = part_draft(text("awal"), false, 1);
    draft.edit(Instant(1), |it| it.content = text(value));
    draft
}

#[test]
fn an_attempt_keeps_its_key_and_content_until_it_is_answered() {
    let mut draft = written("satu");
    let first = draft.pack(key(1)).unwrap();
    draft.edit(Instant(2), |it| it.content = text("dua"));
    assert_eq!(draft.pack(key(2)), Some(first));
    draft.arrived(key(1), 2, Instant(3));
    assert!(draft.is_unsent(), "what was written meanwhile still waits");
    assert_eq!(draft.pack(key(3)).unwrap().version, 2);
}

#[test]
fn a_newer_text_of_a_colleague_is_put_beside_the_own_one() {
    let mut draft = written("punya saya");
    draft.pack(key(1));
    draft.refused(key(1), Code::StaleVersion);
    assert_eq!(draft.next(), Next::Fetch);
    draft.meet(&part("punya rekan", true), 2, ());
    assert_eq!(draft.next(), Next::Choose);
    assert_eq!(
        draft.text.content,
        text("punya saya"),
        "nothing typed is lost"
    );
    draft.settle(Instant(4), &part("gabungan", false));
    let parcel = draft.pack(key(2)).unwrap();
    assert_eq!((parcel.version, parcel.text.content), (2, text("gabungan")));
}

#[test]
fn a_lost_answer_is_no_clash() {
    let mut draft = written("satu");
    draft.pack(key(1));
    // The server stored it, the answer got lost, and a fresh look shows it.
    draft.meet(&part("satu", false), 2, ());
    assert_eq!(draft.next(), Next::Rest);
}

#[test]
fn an_untouched_part_takes_what_the_server_has() {
    let mut draft = part_draft(text("awal"), false, 1);
    draft.meet(&part("baru", true), 2, ());
    assert_eq!(
        (&draft.text.content, draft.text.done),
        (&text("baru"), true)
    );
}

#[test]
fn a_refused_text_stays_and_goes_out_after_the_next_change() {
    let mut draft = written("satu");
    draft.pack(key(1));
    draft.refused(key(1), Code::PartClosed);
    assert_eq!(
        (draft.next(), &draft.text.content),
        (Next::Rest, &text("satu"))
    );
    draft.edit(Instant(3), |it| it.content = text("dua"));
    assert_eq!(draft.next(), Next::Send);
}

#[test]
fn a_sent_draft_gives_way_to_what_a_colleague_has_written_since() {
    let mut draft = written("punya saya");
    assert!(draft.counts_over(5), "unsent");
    draft.pack(key(1));
    draft.arrived(key(1), 2, Instant(3));
    assert!(draft.counts_over(2));
    assert!(!draft.counts_over(3), "the record holds something newer");
    draft.edit(Instant(4), |it| it.content = text("lagi"));
    draft.meet(&part("punya rekan", false), 3, ());
    assert!(draft.counts_over(4), "a conflict waits for a choice");
}

#[test]
fn ticking_done_while_a_colleague_writes_is_no_conflict() {
    let mut draft = part_draft(text("awal"), false, 1);
    draft.edit(Instant(1), |it| it.done = true);
    draft.pack(key(1));
    draft.refused(key(1), Code::StaleVersion);
    draft.meet(&part("punya rekan", false), 2, ());
    assert_eq!(draft.next(), Next::Send, "nothing to choose between");
    let parcel = draft.pack(key(2)).unwrap();
    assert_eq!(
        (parcel.text.content, parcel.text.done, parcel.version),
        (text("punya rekan"), true, 2)
    );
}

#[test]
fn writing_while_a_colleague_ticks_done_keeps_the_tick() {
    let mut draft = written("punya saya");
    draft.meet(&part("awal", true), 2, ());
    let parcel = draft.pack(key(1)).unwrap();
    assert_eq!(
        (parcel.text.content, parcel.text.done),
        (text("punya saya"), true)
    );
}

#[test]
fn the_unsent_text_of_another_tab_and_of_a_colleague_both_wait_for_a_choice() {
    let mut draft = written("layar ini");
    let mut other = written("tab lain");
    other.stamp = (2, 1);
    draft.join(Some(&other), None, 1);
    draft.meet(&part("rekan", false), 2, ());
    draft.meet(&part("rekan lagi", false), 3, ());
    let others: Vec<_> = draft
        .conflicts
        .iter()
        .map(|it| (it.text.content.clone(), it.at))
        .collect();
    assert_eq!(
        others,
        [
            (text("tab lain"), Elsewhere::Tab),
            (text("rekan lagi"), Elsewhere::Server)
        ]
    );
    draft.settle(Instant(5), &part("layar ini dan tab lain", false));
    assert_eq!(
        draft.next(),
        Next::Choose,
        "the colleague's text is asked for next"
    );
    draft.settle(Instant(6), &part("semua", false));
    let parcel = draft.pack(key(1)).unwrap();
    assert_eq!((parcel.text.content, parcel.version), (text("semua"), 3));
}

#[test]
fn a_choice_made_in_one_tab_is_not_asked_for_again_in_the_other() {
    let mut one = written("punya saya");
    one.meet(&part("punya rekan", false), 2, ());
    one.join(None, None, 1);
    let (stored, mut two) = (one.clone(), one.clone());
    one.settle(Instant(4), &part("gabungan", false));
    one.join(Some(&stored), Some(&stored), 1);
    two.join(Some(&one), Some(&stored), 2);
    assert_eq!(
        (two.next(), two.text.content),
        (Next::Send, text("gabungan"))
    );
}

#[test]
fn what_was_typed_back_to_the_beginning_is_a_change_like_any_other() {
    let start = part_draft(text("awal"), false, 0);
    let mut one = start.clone();
    one.edit(Instant(1), |it| it.content = text("ketik"));
    one.join(Some(&start), Some(&start), 1);
    let (stored, mut two) = (one.clone(), one.clone());
    // The other tab heard of a colleague's text, and the person kept the own one.
    two.meet(&part("rekan", false), 1, ());
    two.settle(Instant(2), &part("ketik", false));
    two.join(Some(&stored), Some(&stored), 2);
    one.edit(Instant(3), |it| it.content = text("awal"));
    one.join(Some(&two), Some(&stored), 1);
    let parcel = one.pack(key(1)).expect("nothing to choose between");
    assert_eq!((parcel.text.content, parcel.version), (text("awal"), 1));
}

#[test]
fn a_conflict_stored_by_an_earlier_release_is_read() {
    let old = r#"{"content":{"type":"text","value":"saya"},"done":false,
        "base":{"type":"text","value":"rekan"},"base_done":false,"version":2,"changed_at":1,"sent_at":null,
        "parcel":null,"stale":false,"clash":{"type":"text","value":"rekan"},"refusal":null,"stamp":[7,3]}"#;
    let draft: PartDraft = json::read(old).unwrap();
    assert_eq!(draft.text.content, text("saya"));
    assert_eq!(
        draft.conflicts,
        [Conflict {
            text: part("rekan", false),
            was: part("rekan", false),
            at: Elsewhere::Server,
            sure: true,
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
        let draft = part_draft(text("awal"), false, 0);
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
            (parcel.version == self.version()).then(|| {
                self.server
                    .push((parcel.text.content, parcel.text.done, true));
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
        self.tabs[tab].meet(&PartText { content, done }, version, ());
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
                self.alive.remove(&plain(&self.tabs[tab].text.content));
                self.alive.insert(typed.clone());
                self.own.insert(typed.clone());
                self.tabs[tab].edit(Instant(1), |it| it.content = text(&typed));
                self.keep(tab);
            }
            1 => {
                self.tabs[tab].edit(Instant(1), |it| it.done = !it.done);
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
                let mine = draft.text.content.clone();
                let (chosen, left) = if how == 0 {
                    (other.text.content, mine)
                } else {
                    (mine, other.text.content)
                };
                self.alive.remove(&plain(&left));
                self.own.insert(plain(&chosen));
                draft.settle(Instant(3), &PartText::open(chosen));
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
        held.push(&self.store.text.content);
        held.extend(self.store.conflicts.iter().map(|it| &it.text.content));
        for typed in &self.alive {
            assert!(held.iter().any(|it| plain(it) == *typed), "{typed} is lost");
        }
        for draft in self.tabs.iter().chain([&self.store]) {
            assert!(
                draft.conflicts.is_empty()
                    || draft.text.content == draft.base.content
                    || self.own.contains(&plain(&draft.text.content)),
                "a conflict with {:?}, which nobody here wrote and the server no longer holds",
                draft.text.content
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
