//! Opening, closing and reopening: what each asks beside where the edition stands ([`Standing::allows`]).
//!
//! What is left out by a step is named and counted before it, and whoever takes the step says that number: a larger one that
//! came about meanwhile is refused.

use crate::{
    competition::{Act, Standing},
    problem::Code,
    time::{DAY, HOUR, Instant},
};

/// May an edition open in which so many dossiers are incomplete, when so many are known?
pub const fn may_open(incomplete: u32, known: u32) -> Result<(), Code> {
    if incomplete > known {
        Err(Code::DossiersIncomplete)
    } else {
        Ok(())
    }
}

/// An entry has too few locked sheets to be ranked.
pub const fn is_short(min_judges: u8, locked: u32) -> bool {
    locked < min_judges as u32
}

/// May the judging be closed when so many entries are short, and so many are known?
pub const fn may_close(short: u32, known: u32) -> Result<(), Code> {
    if short > known {
        Err(Code::EntriesShort)
    } else {
        Ok(())
    }
}

/// May the judging be reopened? Only from closed, and only while nobody has read a mark: it favours nobody then.
pub fn may_reopen(standing: Standing, marks_read: bool) -> Result<(), Code> {
    standing.allows(Act::Reopen)?;
    if marks_read {
        Err(Code::MarksRead)
    } else {
        Ok(())
    }
}

/// Days after which a deadline is far: more likely a slip of the year than meant, and public at once.
pub const FAR_DAYS: i64 = 90;

/// A deadline that must be meant.
pub fn is_far(closes_at: Instant, now: Instant) -> bool {
    closes_at > now.plus(FAR_DAYS * DAY)
}

/// A far deadline is taken when whoever sets it says that it is meant.
fn is_meant(closes_at: Instant, now: Instant, meant: bool) -> Result<(), Code> {
    if is_far(closes_at, now) && !meant {
        Err(Code::DeadlineFar)
    } else {
        Ok(())
    }
}

/// May the deadline move there? Only later and into the future.
pub fn may_extend(
    before: Instant,
    closes_at: Instant,
    now: Instant,
    meant: bool,
) -> Result<(), Code> {
    if closes_at <= before || closes_at <= now {
        return Err(Code::DeadlineNotLater);
    }
    is_meant(closes_at, now, meant)
}

/// May the deadline move there? Later, or, while an extension can still be taken back, earlier again: not before the deadline that
/// stood before it, and only until that passes. Whether judges rely on the time given, the write itself asks.
pub fn may_move(
    current: Instant,
    extended_from: Option<Instant>,
    closes_at: Instant,
    now: Instant,
    meant: bool,
) -> Result<(), Code> {
    let Some(before) = extended_from.filter(|_| closes_at < current) else {
        return may_extend(current, closes_at, now, meant);
    };
    if before <= now {
        Err(Code::ExtensionStands)
    } else if closes_at < before {
        Err(Code::DeadlineBeforeExtension)
    } else {
        Ok(())
    }
}

/// May the judging, reopened, run until then? Closing has shortened the deadline, so that reopening always names one.
pub fn runs_until(
    opens_at: Instant,
    closes_at: Instant,
    now: Instant,
    meant: bool,
) -> Result<(), Code> {
    if closes_at <= now {
        Err(Code::ClosingInPast)
    } else if closes_at.0 < opens_at.0.saturating_add(HOUR) {
        Err(Code::ClosingBeforeOpening)
    } else {
        is_meant(closes_at, now, meant)
    }
}

/// Judges may still be given time, so that what they could not send may come to count.
pub fn more_time(standing: Standing, marks_read: bool) -> bool {
    standing.allows(Act::Extend).is_ok() || may_reopen(standing, marks_read).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_step_leaves_out_must_be_known_to_the_last_entry() {
        for (there, known) in [(0, 0), (0, 3), (3, 3), (2, 3)] {
            assert_eq!(may_open(there, known), Ok(()), "{there} {known}");
            assert_eq!(may_close(there, known), Ok(()), "{there} {known}");
        }
        for (there, known) in [(1, 0), (4, 3), (u32::MAX, 0)] {
            assert_eq!(may_open(there, known), Err(Code::DossiersIncomplete));
            assert_eq!(may_close(there, known), Err(Code::EntriesShort));
        }
    }

    #[test]
    fn an_entry_is_short_below_the_minimum_of_its_edition() {
        for least in 3..=15_u8 {
            for locked in 0..=20 {
                assert_eq!(is_short(least, locked), locked < u32::from(least));
            }
        }
    }

    #[test]
    fn reopening_in_every_standing_with_marks_read_and_unread() {
        use Standing as S;
        for standing in S::ALL {
            let unread = match standing {
                S::Draft => Err(Code::JudgingNotOpen),
                S::Scheduled | S::Judging | S::TimeUp => Err(Code::JudgingNotClosed),
                S::Closed => Ok(()),
                S::Published => Err(Code::AlreadyPublished),
                S::Cancelled => Err(Code::EditionCancelled),
            };
            assert_eq!(may_reopen(standing, false), unread, "{standing:?}");
            let read = unread.and(Err(Code::MarksRead));
            assert_eq!(may_reopen(standing, true), read, "{standing:?}");
        }
    }

    #[test]
    fn time_is_promised_only_while_it_can_be_given() {
        use Standing as S;
        for standing in S::ALL {
            for read in [false, true] {
                let can = match standing {
                    S::Draft | S::Published | S::Cancelled => false,
                    S::Scheduled | S::Judging | S::TimeUp => true,
                    S::Closed => !read,
                };
                assert_eq!(more_time(standing, read), can, "{standing:?} {read}");
            }
        }
    }

    #[test]
    fn a_deadline_moves_later_only_and_far_only_when_it_is_meant() {
        let (before, now) = (Instant(10 * DAY), Instant(5 * DAY));
        let to = |at, meant| may_extend(before, Instant(at), now, meant);
        for at in [0, 5 * DAY, 10 * DAY] {
            assert_eq!(to(at, true), Err(Code::DeadlineNotLater));
        }
        assert_eq!(to(10 * DAY + 1, false), Ok(()));
        assert_eq!(to(95 * DAY, false), Ok(()));
        assert_eq!(to(95 * DAY + 1, false), Err(Code::DeadlineFar));
        assert_eq!(to(3_650 * DAY, true), Ok(()));
        let late = Instant(20 * DAY);
        assert_eq!(
            may_extend(before, Instant(15 * DAY), late, true),
            Err(Code::DeadlineNotLater),
            "later than the deadline, and over"
        );
        let again = |meant| runs_until(now, Instant(96 * DAY), now, meant);
        assert_eq!(again(false), Err(Code::DeadlineFar));
        assert_eq!(again(true), Ok(()));
        assert!(Code::DeadlineFar.words().contains(&format!(" {FAR_DAYS} ")));
    }

    #[test]
    fn an_extension_is_taken_back_to_the_deadline_before_it_until_that_passes() {
        let (before, current) = (Instant(10 * DAY), Instant(20 * DAY));
        let to = |at, now, from| may_move(current, from, Instant(at), Instant(now), false);
        for at in [10 * DAY, 15 * DAY, 20 * DAY - 1] {
            assert_eq!(to(at, 5 * DAY, Some(before)), Ok(()));
            assert_eq!(to(at, 10 * DAY, Some(before)), Err(Code::ExtensionStands));
            assert_eq!(to(at, 5 * DAY, None), Err(Code::DeadlineNotLater));
        }
        let early = to(10 * DAY - 1, 5 * DAY, Some(before));
        assert_eq!(early, Err(Code::DeadlineBeforeExtension));
        assert_eq!(to(21 * DAY, 5 * DAY, Some(before)), Ok(()), "later still");
        assert_eq!(
            to(20 * DAY, 5 * DAY, Some(before)),
            Err(Code::DeadlineNotLater)
        );
    }

    #[test]
    fn a_reopened_judging_ends_in_the_future_and_an_hour_after_it_opens() {
        let (opens, now) = (Instant(10 * HOUR), Instant(20 * HOUR));
        let until = |at| runs_until(opens, Instant(at), now, false);
        assert_eq!(until(20 * HOUR), Err(Code::ClosingInPast));
        assert_eq!(until(20 * HOUR + 1), Ok(()));
        let early = |at| runs_until(opens, Instant(at), Instant(0), false);
        assert_eq!(early(11 * HOUR - 1), Err(Code::ClosingBeforeOpening));
        assert_eq!(early(11 * HOUR), Ok(()));
    }
}
