use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    draft::{Next, is_definite},
    judging::Mark,
};

const NOW: Instant = Instant(1_000);

fn key(n: u128) -> IdempotencyKey {
    IdempotencyKey(Uuid::from_u128(n))
}

fn mark(draft: &mut SheetDraft, criterion: Criterion, value: u8) {
    draft.edit(NOW, |sheet| {
        sheet.marks.insert(criterion, Mark::new(value).unwrap());
    });
}

/// The same choice wherever one is to be made.
fn all(pick: Pick) -> [Option<Pick>; CRITERIA] {
    [Some(pick); CRITERIA]
}

fn new() -> SheetDraft {
    Draft::new(Sheet::default(), 0, SheetState::Empty)
}

#[test]
fn an_attempted_parcel_keeps_key_and_content_while_the_judge_writes_on() {
    let mut draft = new();
    mark(&mut draft, Criterion::Novelty, 70);
    let first = draft.pack(key(1)).unwrap();
    mark(&mut draft, Criterion::Novelty, 71);
    assert_eq!(
        draft.pack(key(2)),
        Some(first.clone()),
        "same key, same body"
    );
    draft.arrived(key(1), 1, NOW);
    assert_eq!(draft.base, first.text);
    let second = draft.pack(key(2)).unwrap();
    assert_eq!((second.key, second.version), (key(2), 1));
    draft.arrived(key(2), 2, NOW);
    assert_eq!(draft.next(), Next::Rest);
}

#[test]
fn a_lost_answer_is_recognised_when_the_server_shows_the_sheet() {
    let mut draft = new();
    mark(&mut draft, Criterion::Novelty, 70);
    let parcel = draft.pack(key(1)).unwrap();
    mark(&mut draft, Criterion::Benefit, 50);
    draft.meet(&parcel.text, 1, SheetState::Draft);
    assert_eq!((draft.version, draft.next()), (1, Next::Send));
    assert!(draft.conflicts.is_empty());
}

#[test]
fn a_device_without_changes_takes_what_the_server_holds() {
    let mut other = new();
    mark(&mut other, Criterion::Novelty, 90);
    let mut draft = new();
    draft.meet(&other.text, 1, SheetState::Draft);
    assert_eq!((&draft.text, draft.next()), (&other.text, Next::Rest));
}

#[test]
fn a_stale_write_is_asked_about_only_where_both_sides_changed_a_criterion() {
    let mut other = new();
    mark(&mut other, Criterion::Novelty, 90);
    mark(&mut other, Criterion::Solution, 50);
    let mut draft = new();
    mark(&mut draft, Criterion::Novelty, 30);
    mark(&mut draft, Criterion::Benefit, 70);
    draft.pack(key(1)).unwrap();
    draft.refused(key(1), Code::StaleVersion);
    assert_eq!(draft.next(), Next::Fetch);
    draft.meet(&other.text, 3, SheetState::Draft);
    assert_eq!(draft.next(), Next::Choose);
    assert_eq!(draft.differences(), [Criterion::Novelty]);
    draft.settle_picks(NOW, [Some(Pick::Mine), None, None, None, None]);
    let parcel = draft.pack(key(2)).unwrap();
    assert_eq!(parcel.version, 3);
    let marks: Vec<_> = parcel.text.marks.values().map(|it| it.value()).collect();
    assert_eq!(marks, [30, 70, 50]);
}

#[test]
fn taking_what_the_server_holds_keeps_what_only_this_device_wrote() {
    let mut other = new();
    mark(&mut other, Criterion::Novelty, 90);
    let mut draft = new();
    mark(&mut draft, Criterion::Novelty, 30);
    mark(&mut draft, Criterion::Benefit, 70);
    draft.meet(&other.text, 1, SheetState::Draft);
    draft.settle_picks(NOW, [Some(Pick::Theirs), None, None, None, None]);
    let marks: Vec<_> = draft.text.marks.values().map(|it| it.value()).collect();
    assert_eq!((draft.next(), marks), (Next::Send, vec![90, 70]));
}

#[test]
fn different_criteria_of_two_devices_or_tabs_merge_by_themselves() {
    let mut other = new();
    mark(&mut other, Criterion::Novelty, 90);
    let mut draft = new();
    mark(&mut draft, Criterion::Benefit, 70);
    draft.meet(&other.text, 1, SheetState::Draft);
    let parcel = draft.pack(key(1)).unwrap();
    let values = |sheet: &Sheet| {
        sheet
            .marks
            .values()
            .map(|it| it.value())
            .collect::<Vec<_>>()
    };
    assert_eq!((parcel.version, values(&parcel.text)), (1, vec![90, 70]));

    let start = new();
    let (mut one, mut two) = (start.clone(), start.clone());
    mark(&mut one, Criterion::Novelty, 90);
    one.join(Some(&start), Some(&start), 1);
    let one_last = one.clone();
    mark(&mut two, Criterion::Benefit, 70);
    two.join(Some(&one), Some(&start), 2);
    assert_eq!((two.next(), values(&two.text)), (Next::Send, vec![90, 70]));
    one.join(Some(&two), Some(&one_last), 1);
    assert_eq!((one.next(), &one.text), (Next::Send, &two.text));
}

#[test]
fn a_mark_taken_away_elsewhere_is_a_change_like_any_other() {
    let mut start = new();
    mark(&mut start, Criterion::Novelty, 90);
    let start = SheetDraft::new(start.text, 1, SheetState::Draft);
    let mut draft = start.clone();
    mark(&mut draft, Criterion::Benefit, 70);
    draft.meet(&Sheet::default(), 2, SheetState::Draft);
    assert!(draft.conflicts.is_empty() && !draft.text.marks.contains_key(&Criterion::Novelty));
    let mut both = start;
    mark(&mut both, Criterion::Novelty, 80);
    both.meet(&Sheet::default(), 2, SheetState::Draft);
    assert_eq!(both.differences(), [Criterion::Novelty]);
}

#[test]
fn after_closing_the_text_stays_and_is_sent_only_when_judging_reopens() {
    let mut draft = new();
    mark(&mut draft, Criterion::Novelty, 70);
    draft.pack(key(1)).unwrap();
    draft.refused(key(1), Code::JudgingClosed);
    assert_eq!((draft.next(), draft.text.marks.len()), (Next::Rest, 1));
    draft.judging_open();
    assert_eq!(draft.next(), Next::Send);
}

#[test]
fn a_sheet_locked_elsewhere_waits_for_its_reopening() {
    let mut draft = new();
    mark(&mut draft, Criterion::Novelty, 70);
    draft.pack(key(1)).unwrap();
    draft.refused(key(1), Code::SheetLocked);
    assert_eq!(draft.next(), Next::Fetch);
    draft.meet(&Sheet::default(), 1, SheetState::Locked);
    assert_eq!(draft.next(), Next::Rest, "locked: nothing is sent");
    draft.turned(SheetState::Draft, 2, NOW);
    assert_eq!(draft.pack(key(2)).unwrap().version, 2);
}

#[test]
fn a_note_of_spaces_is_no_note() {
    let mut draft = new();
    draft.edit(NOW, |sheet| {
        sheet.notes.insert(Criterion::Novelty, "  ".to_owned());
    });
    assert!(!draft.is_unsent());
}

#[test]
fn an_open_answer_is_not_a_no() {
    for code in Code::ALL {
        let open =
            matches!(code.status(), 401 | 426 | 429 | 500 | 503) && *code != Code::BadCredentials;
        assert_eq!(is_definite(*code), !open, "{}", code.code());
    }
}

#[test]
fn a_choice_made_in_one_tab_is_not_asked_for_again_in_either() {
    let note = |draft: &mut SheetDraft, text: &str| {
        draft.edit(NOW, |sheet| {
            sheet.notes.insert(Criterion::ALL[0], text.to_owned());
        });
    };
    let start = new();
    let (mut one, mut two) = (start.clone(), start.clone());
    note(&mut one, "tab satu");
    one.join(Some(&start), Some(&start), 1);
    let one_last = one.clone();
    note(&mut two, "tab dua");
    two.join(Some(&one), Some(&start), 2);
    let two_last = two.clone();
    assert_eq!(two.next(), Next::Choose);
    // The first takes over what it finds; that it writes this anew is no news to the second.
    one.join(Some(&two), Some(&one_last), 1);
    let one_last = one.clone();
    assert_eq!(one.next(), Next::Choose);
    two.settle_picks(NOW, all(Pick::Mine));
    two.join(Some(&one), Some(&two_last), 2);
    assert_eq!(two.next(), Next::Send);
    one.join(Some(&two), Some(&one_last), 1);
    assert_eq!((one.next(), &one.text), (Next::Send, &two.text));
}

#[test]
fn what_was_chosen_in_another_tab_is_asked_about_where_the_judge_wrote_on() {
    let note = |draft: &mut SheetDraft, text: &str| {
        draft.edit(NOW, |sheet| {
            sheet.notes.insert(Criterion::ALL[0], text.to_owned());
        });
    };
    let mut start = new();
    note(&mut start, "di server");
    let (sent, mut one) = (start.text.clone(), new());
    note(&mut one, "tab satu");
    one.meet(&sent, 1, SheetState::Draft);
    one.join(None, None, 1);
    let (stored, mut two) = (one.clone(), one.clone());
    two.settle_picks(NOW, all(Pick::Theirs));
    two.join(Some(&stored), Some(&stored), 2);
    note(&mut one, "tab satu, lebih lanjut");
    one.join(Some(&two), Some(&stored), 1);
    let others: Vec<_> = one.conflicts.iter().map(|it| &it.text).collect();
    assert_eq!(others, [&sent], "the choice is not overwritten in silence");
}

#[test]
fn what_was_put_back_in_another_tab_is_asked_about_where_the_judge_wrote_on() {
    let note = |draft: &mut SheetDraft, at: usize, text: &str| {
        draft.edit(NOW, |sheet| {
            sheet.notes.insert(Criterion::ALL[at], text.to_owned());
        });
    };
    let mut on_server = new();
    note(&mut on_server, 1, "di server");
    let on_server = SheetDraft::new(on_server.text, 1, SheetState::Draft);
    let (mut one, mut two) = (on_server.clone(), on_server.clone());
    note(&mut one, 1, "tab satu");
    one.join(Some(&on_server), Some(&on_server), 1);
    note(&mut two, 1, "tab dua");
    two.join(Some(&one), Some(&on_server), 2);
    let two_last = two.clone();
    // Both tabs now show "tab dua" and ask about "tab satu". One of them wants neither: what the server holds.
    let mut chooser = two.clone();
    chooser.settle_picks(NOW, all(Pick::Mine));
    note(&mut chooser, 1, "di server");
    assert_eq!(chooser.text, on_server.text);
    chooser.join(Some(&two), Some(&two_last), 1);
    note(&mut two, 1, "tab dua, lebih lanjut");
    two.join(Some(&chooser), Some(&two_last), 2);
    let others: Vec<_> = two.conflicts.iter().map(|it| &it.text).collect();
    assert_eq!(
        others,
        [&on_server.text],
        "the choice is not overwritten in silence"
    );
}

/// A server as the Worker behaves: idempotency before version, version before write.
#[derive(Default)]
struct Server {
    sheet: Sheet,
    version: u32,
    replies: BTreeMap<IdempotencyKey, u32>,
    bodies: BTreeMap<IdempotencyKey, Parcel<Sheet>>,
}

impl Server {
    fn put(&mut self, parcel: &Parcel<Sheet>) -> Result<u32, Code> {
        let body = &*self.bodies.entry(parcel.key).or_insert(parcel.clone());
        assert_eq!(*body, *parcel, "one key never carries two bodies");
        if let Some(version) = self.replies.get(&parcel.key) {
            return Ok(*version);
        }
        if parcel.version != self.version {
            return Err(Code::StaleVersion);
        }
        self.version += 1;
        self.sheet = parcel.text.clone();
        self.replies.insert(parcel.key, self.version);
        Ok(self.version)
    }
}

/// Tabs on devices: tabs of one device share the stored record.
struct World {
    server: Server,
    stores: [SheetDraft; 2],
    tabs: Vec<SheetDraft>,
    /// What each tab stored or read last.
    last: Vec<SheetDraft>,
    numbers: [u32; 3],
    keys: u128,
    typed: BTreeSet<String>,
    let_go: BTreeSet<String>,
}

impl World {
    fn new() -> Self {
        Self {
            server: Server::default(),
            stores: [new(), new()],
            tabs: vec![new(), new(), new()],
            last: vec![new(), new(), new()],
            numbers: [1, 2, 3],
            keys: 0,
            typed: BTreeSet::new(),
            let_go: BTreeSet::new(),
        }
    }

    /// Tabs 0 and 1 share a device, tab 2 has its own.
    fn write(&mut self, tab: usize) {
        let store = &mut self.stores[usize::from(tab == 2)];
        let draft = &mut self.tabs[tab];
        draft.join(Some(&*store), Some(&self.last[tab]), self.numbers[tab]);
        *store = draft.clone();
        self.last[tab] = draft.clone();
    }

    fn type_note(&mut self, tab: usize, criterion: Criterion, text: String) {
        let draft = &mut self.tabs[tab];
        if let Some(old) = draft.text.notes.get(&criterion) {
            self.let_go.insert(old.clone());
        }
        draft.edit(NOW, |sheet| {
            sheet.notes.insert(criterion, text.clone());
        });
        self.typed.insert(text);
        self.write(tab);
    }

    fn send(&mut self, tab: usize, request_lost: bool, answer_lost: bool) {
        self.write(tab);
        self.keys += 1;
        let Some(parcel) = self.tabs[tab].pack(key(self.keys)) else {
            return;
        };
        self.write(tab);
        if request_lost {
            return;
        }
        let answer = self.server.put(&parcel);
        if answer_lost {
            return;
        }
        match answer {
            Ok(version) => self.tabs[tab].arrived(parcel.key, version, NOW),
            Err(code) => self.tabs[tab].refused(parcel.key, code),
        }
        self.write(tab);
    }

    fn fetch(&mut self, tab: usize) {
        let (sheet, version) = (self.server.sheet.clone(), self.server.version);
        self.tabs[tab].meet(&sheet, version, SheetState::Draft);
        self.write(tab);
    }

    fn settle(&mut self, tab: usize, take: u8) {
        let draft = &mut self.tabs[tab];
        let Some(conflict) = draft.conflicts.first().cloned() else {
            return;
        };
        let mut picks = [None; CRITERIA];
        for (n, criterion) in Criterion::ALL.iter().enumerate() {
            let theirs = take & (1 << n) != 0;
            if !draft.differences().contains(criterion) {
                continue;
            }
            picks[n] = Some(if theirs { Pick::Theirs } else { Pick::Mine });
            let loser = if theirs { &draft.text } else { &conflict.text };
            if let Some(text) = loser.notes.get(criterion) {
                self.let_go.insert(text.clone());
            }
        }
        draft.settle_picks(NOW, picks);
        self.write(tab);
    }

    fn reload(&mut self, tab: usize) {
        self.tabs[tab] = self.stores[usize::from(tab == 2)].clone();
        self.last[tab] = self.tabs[tab].clone();
        // A tab opened anew is another tab.
        self.numbers[tab] += 3;
    }
}

#[derive(Clone, Debug)]
enum Op {
    Type(usize, usize),
    Send(usize, bool, bool),
    Fetch(usize),
    Settle(usize, u8),
    Reload(usize),
}

fn op() -> impl Strategy<Value = Op> {
    let tab = 0..3_usize;
    prop_oneof![
        3 => (tab.clone(), 0..CRITERIA).prop_map(|(t, c)| Op::Type(t, c)),
        3 => (tab.clone(), any::<bool>(), any::<bool>()).prop_map(|(t, a, b)| Op::Send(t, a, b)),
        1 => tab.clone().prop_map(Op::Fetch),
        1 => (tab.clone(), any::<u8>()).prop_map(|(t, p)| Op::Settle(t, p)),
        1 => tab.prop_map(Op::Reload),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// Whatever the order of tabs, devices, retries and closed tabs: in the end all agree with
    /// the server, and no text is gone that its writer did not replace or turn down.
    #[test]
    fn no_interleaving_of_tabs_and_retries_loses_a_text(ops in proptest::collection::vec(op(), 0..60)) {
        let mut world = World::new();
        for (n, op) in ops.iter().enumerate() {
            match *op {
                Op::Type(tab, c) => world.type_note(tab, Criterion::ALL[c], format!("teks {n}")),
                Op::Send(tab, request, answer) => world.send(tab, request, answer),
                Op::Fetch(tab) => world.fetch(tab),
                Op::Settle(tab, picks) => world.settle(tab, picks),
                Op::Reload(tab) => world.reload(tab),
            }
        }
        // Back online, every tab closed once, every clash settled.
        for tab in [0, 1, 2, 0, 2, 1, 0] {
            world.reload(tab);
            for _ in 0..60 {
                match world.tabs[tab].next() {
                    Next::Rest => {}
                    Next::Send => world.send(tab, false, false),
                    Next::Fetch => world.fetch(tab),
                    Next::Choose => world.settle(tab, 0b01010),
                }
            }
            world.fetch(tab);
            prop_assert_eq!(world.tabs[tab].next(), Next::Rest);
            prop_assert_eq!(&world.tabs[tab].text, &world.server.sheet);
        }
        let kept: BTreeSet<_> = world.server.sheet.notes.values().cloned().collect();
        for text in &world.typed {
            prop_assert!(kept.contains(text) || world.let_go.contains(text), "lost: {}", text);
        }
    }
}
