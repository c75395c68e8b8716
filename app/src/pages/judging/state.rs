//! What the judge's screens say about a sheet; plain functions of what is known.

use klisida_domain::{
    competition::{BANDS, Recorded, Standing},
    draft::{SheetDraft, Text},
    judging::{AssignmentState, Sheet, SheetState},
    law::{CRITERIA, Criterion},
    problem::Code,
    queue::{Pile, Progress},
    text,
    time::Instant,
    wire::{JudgeEdition, JudgeItem},
};
use klisida_views::state::State;

/// Number of an entry as people say it: `E-08`.
pub fn number(number: u32) -> String {
    let gap = if number < 10 { "E-0" } else { "E-" };
    [gap, &number.to_string()].concat()
}

/// Where the edition stands now: what the Worker said, carried on by the clock.
pub fn standing(edition: &JudgeEdition, now: Instant) -> Standing {
    match edition.standing {
        Standing::Scheduled | Standing::Judging | Standing::TimeUp => {
            Standing::at(Recorded::Opened, edition.opens_at, edition.closes_at, now)
        }
        said => said,
    }
}

/// Why nothing can be written in a sheet; none while it can.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Judging has not begun.
    NotOpen,
    /// Judging is over; something here was never counted.
    ClosedUnsent,
    /// Judging is over.
    Closed,
    /// The judge declared a relation.
    Related,
    /// The coordinator took the entry from this judge.
    Removed,
    /// The entry was withdrawn.
    Withdrawn,
    /// Locked by the judge.
    Locked,
}

/// Why nothing can be written in a sheet.
pub fn stop(item: &JudgeItem, draft: &SheetDraft, standing: Standing) -> Option<Stop> {
    if item.state == AssignmentState::Conflict {
        return Some(Stop::Related);
    }
    if item.withdrawn || draft.refusal == Some(Code::EntryWithdrawn) {
        return Some(Stop::Withdrawn);
    }
    if item.state == AssignmentState::Removed || draft.refusal == Some(Code::AssignmentEnded) {
        return Some(Stop::Removed);
    }
    match standing {
        Standing::Draft | Standing::Scheduled => return Some(Stop::NotOpen),
        Standing::TimeUp | Standing::Closed | Standing::Published | Standing::Cancelled => {
            return Some(if draft.is_unsent() {
                Stop::ClosedUnsent
            } else {
                Stop::Closed
            });
        }
        Standing::Judging => {}
    }
    if draft.refusal == Some(Code::JudgingClosed) {
        return Some(Stop::ClosedUnsent);
    }
    (draft.state == SheetState::Locked).then_some(Stop::Locked)
}

/// Where a sheet is kept, in the three words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Class of the mark.
    pub class: &'static str,
    /// The words.
    pub words: String,
}

/// What is known around a sheet when its status is said.
#[derive(Clone, Copy, Debug)]
pub struct Around {
    /// It is on its way.
    pub sending: bool,
    /// There is a connection.
    pub online: bool,
    /// The device's storage works.
    pub keeps: bool,
}

/// Where a sheet is kept.
pub fn status(draft: &SheetDraft, around: Around) -> Status {
    let waits = draft.is_unsent() || !draft.conflicts.is_empty();
    if !waits {
        let state = match draft.sent_at {
            Some(at) => State::Sent(at),
            None if draft.version > 0 => {
                return Status {
                    class: State::Sent(Instant(0)).class(),
                    words: "Terkirim".to_owned(),
                };
            }
            None => State::Empty,
        };
        return Status {
            class: state.class(),
            words: state.words(),
        };
    }
    let local = draft.changed_at.map_or(State::Failed, State::Local);
    let (state, more) = if !around.keeps {
        (State::Failed, " · jangan tutup halaman ini")
    } else if !draft.conflicts.is_empty() {
        (local, " · menunggu pilihan Anda")
    } else if let Some(code) = draft.refusal {
        (
            if Sheet::is_final(code) {
                local
            } else {
                State::Failed
            },
            " · tidak dikirim",
        )
    } else if around.sending && around.online {
        (State::Sending, "")
    } else if around.online {
        (local, "")
    } else {
        (local, " · menunggu sinyal")
    };
    Status {
        class: state.class(),
        words: [&state.words(), more].concat(),
    }
}

/// "3 dari 5 terisi".
pub fn filled_words(filled: usize) -> String {
    [
        &filled.to_string(),
        " dari ",
        &CRITERIA.to_string(),
        " terisi",
    ]
    .concat()
}

/// "53,20 dari 70" of a weighted sum in hundredths and the weight it comes from.
pub fn sum_words((sum, of): (u32, u32)) -> String {
    [&text::hundredths(i64::from(sum)), " dari ", &of.to_string()].concat()
}

/// Who sees the marks, where the judge's competitions stand as given.
pub fn secrecy_words(standings: &[Standing]) -> &'static str {
    let over = |it: &Standing| {
        matches!(
            it,
            Standing::Closed | Standing::Published | Standing::Cancelled
        )
    };
    if standings.is_empty() || !standings.iter().all(over) {
        "Nilai Anda tidak terlihat siapa pun sampai penilaian ditutup."
    } else if standings.contains(&Standing::Published) {
        "Penilaian sudah ditutup dan hasilnya diumumkan."
    } else {
        "Penilaian sudah ditutup. Koordinator dapat membaca nilai untuk menyusun hasil; setiap pembacaan dicatat."
    }
}

/// "81–100".
pub fn range(band: usize) -> String {
    BANDS.get(band).map_or_else(String::new, |band| {
        [&band.from.to_string(), "–", &band.to.to_string()].concat()
    })
}

/// The judge's own habit in one sentence; none while there is too little to see.
pub fn mirror_words(counts: [u32; 5]) -> Option<String> {
    let all: u32 = counts.iter().sum();
    if all < 5 {
        return None;
    }
    let (band, most) = counts.iter().enumerate().max_by_key(|(_, count)| **count)?;
    Some(
        [
            "Anda memberi ",
            &range(band),
            " pada ",
            &most.to_string(),
            " dari ",
            &all.to_string(),
            " nilai.",
        ]
        .concat(),
    )
}

/// The criteria still without a mark, for the reason why a sheet cannot be locked.
pub fn missing_words(draft: &SheetDraft) -> Option<String> {
    let missing: Vec<_> = Criterion::ALL
        .iter()
        .filter(|it| !draft.text.marks.contains_key(it))
        .map(|it| it.label())
        .collect();
    (!missing.is_empty()).then(|| ["Belum dinilai: ", &missing.join(", "), "."].concat())
}

/// The tag of an item in the list: class and words.
pub fn tag(progress: Progress, item: &JudgeItem) -> (&'static str, String) {
    match progress.pile {
        Pile::Waiting => ("tag", "Belum dinilai".to_owned()),
        Pile::Begun if progress.is_full() => ("tag warn", "Lengkap, belum dikunci".to_owned()),
        Pile::Begun => ("tag doing", filled_words(progress.filled as usize)),
        Pile::Done => ("tag done", "✓ Terkunci".to_owned()),
        Pile::Apart if item.withdrawn => ("tag", "Entri dikeluarkan".to_owned()),
        Pile::Apart if item.state == AssignmentState::Conflict => {
            ("tag", "Ada hubungan".to_owned())
        }
        Pile::Apart => ("tag", "Tugas berakhir".to_owned()),
    }
}

/// A size as people read it: `84 kB`, `1,2 MB`.
pub fn size_words(bytes: usize) -> String {
    if bytes < 1_000_000 {
        [&bytes.div_ceil(1_000).to_string(), " kB"].concat()
    } else {
        let tenths = bytes / 100_000;
        [
            &(tenths / 10).to_string(),
            ",",
            &(tenths % 10).to_string(),
            " MB",
        ]
        .concat()
    }
}

/// "14.02", with the day when it was not today.
pub fn moment(at: Instant, now: Instant) -> String {
    let (then, today) = (at.wib(), now.wib());
    if then.date_long() == today.date_long() {
        then.clock()
    } else {
        [&then.date_short(), " pukul ", &then.clock()].concat()
    }
}

#[cfg(test)]
mod tests {
    use klisida_domain::{
        ids::{AssignmentId, IdempotencyKey},
        judging::{Mark, Sheet},
    };
    use uuid::Uuid;

    use super::*;

    const AROUND: Around = Around {
        sending: false,
        online: true,
        keeps: true,
    };

    fn at(clock: &str) -> Instant {
        Instant::from_wib_field(&["2026-10-07T", clock].concat()).unwrap()
    }

    fn item() -> JudgeItem {
        JudgeItem {
            assignment: AssignmentId(Uuid::from_u128(1)),
            number: 8,
            name: "Kios Maritim".to_owned(),
            agency: "Dinas Perikanan".to_owned(),
            state: AssignmentState::Active,
            withdrawn: false,
            sheet: SheetState::Empty,
            filled: 0,
            version: 0,
        }
    }

    fn written() -> SheetDraft {
        let mut draft = SheetDraft::new(Sheet::default(), 0, SheetState::Empty);
        draft.edit(at("14:32"), |sheet| {
            sheet
                .marks
                .insert(Criterion::Novelty, Mark::new(70).unwrap());
        });
        draft
    }

    #[test]
    fn nothing_is_called_sent_that_the_server_has_not_confirmed() {
        let mut draft = written();
        assert_eq!(status(&draft, AROUND).words, "Di perangkat ini 14.32");
        assert_eq!(
            status(
                &draft,
                Around {
                    online: false,
                    ..AROUND
                }
            )
            .words,
            "Di perangkat ini 14.32 · menunggu sinyal"
        );
        assert_eq!(
            status(
                &draft,
                Around {
                    sending: true,
                    ..AROUND
                }
            )
            .words,
            "Mengirim"
        );
        let key = IdempotencyKey(Uuid::from_u128(7));
        draft.pack(key);
        draft.arrived(key, 1, at("14:33"));
        assert_eq!(status(&draft, AROUND).words, "Terkirim 14.33");
        assert_eq!(
            status(
                &draft,
                Around {
                    online: false,
                    ..AROUND
                }
            )
            .words,
            "Terkirim 14.33"
        );
    }

    #[test]
    fn a_device_that_keeps_nothing_says_so() {
        let words = status(
            &written(),
            Around {
                keeps: false,
                ..AROUND
            },
        )
        .words;
        assert!(words.ends_with("jangan tutup halaman ini"), "{words}");
    }

    #[test]
    fn what_came_too_late_is_said_and_kept() {
        let mut draft = written();
        assert_eq!(stop(&item(), &draft, Standing::Judging), None);
        assert_eq!(
            stop(&item(), &draft, Standing::TimeUp),
            Some(Stop::ClosedUnsent)
        );
        let key = IdempotencyKey(Uuid::from_u128(7));
        draft.pack(key);
        draft.refused(key, Code::JudgingClosed);
        assert_eq!(
            stop(&item(), &draft, Standing::Judging),
            Some(Stop::ClosedUnsent)
        );
        assert_eq!(
            status(&draft, AROUND).words,
            "Di perangkat ini 14.32 · tidak dikirim"
        );
    }

    #[test]
    fn an_entry_that_left_the_list_stops_whatever_the_clock_says() {
        let related = JudgeItem {
            state: AssignmentState::Conflict,
            ..item()
        };
        assert_eq!(
            stop(&related, &written(), Standing::Judging),
            Some(Stop::Related)
        );
        let withdrawn = JudgeItem {
            withdrawn: true,
            ..item()
        };
        assert_eq!(
            stop(&withdrawn, &written(), Standing::Closed),
            Some(Stop::Withdrawn)
        );
    }

    #[test]
    fn marks_are_called_secret_only_while_they_are() {
        let secret = "tidak terlihat siapa pun";
        assert!(secrecy_words(&[]).contains(secret));
        assert!(secrecy_words(&[Standing::Published, Standing::Judging]).contains(secret));
        for over in [Standing::Closed, Standing::Published, Standing::Cancelled] {
            assert!(!secrecy_words(&[over]).contains(secret), "{over:?}");
        }
    }

    #[test]
    fn the_mirror_speaks_of_the_own_marks_only_once_there_are_some() {
        assert_eq!(mirror_words([0, 0, 1, 2, 1]), None);
        assert_eq!(
            mirror_words([0, 0, 0, 1, 9]).as_deref(),
            Some("Anda memberi 81–100 pada 9 dari 10 nilai.")
        );
    }

    #[test]
    fn numbers_and_sizes_read_as_people_say_them() {
        assert_eq!(number(8), "E-08");
        assert_eq!(number(112), "E-112");
        assert_eq!(sum_words((5_320, 70)), "53,20 dari 70");
        assert_eq!(size_words(83_400), "84 kB");
        assert_eq!(size_words(1_250_000), "1,2 MB");
    }
}
