//! What changed between two texts, word by word: for a reviewer who read the earlier one.

use similar::{Algorithm, DiffOp, DiffTag, capture_diff_slices};

/// What became of a run of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// In both.
    Same,
    /// Only in the newer text.
    Added,
    /// Only in the earlier text.
    Removed,
}

/// Words in a row with the same fate, with the space behind each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// What became of them.
    pub change: Change,
    /// The words.
    pub text: String,
}

/// Pairs of words that are compared at most; two texts with more are told as one replacement.
const MOST_PAIRS: usize = 4_000_000;

/// The words of a text, each with the white space behind it.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut spaced) = (0, false);
    for (at, c) in text.char_indices() {
        if c.is_whitespace() {
            spaced = true;
        } else if spaced {
            pieces.push(text.get(start..at).unwrap_or_default());
            (start, spaced) = (at, false);
        }
    }
    if start < text.len() {
        pieces.push(text.get(start..).unwrap_or_default());
    }
    pieces
}

fn add(runs: &mut Vec<Run>, change: Change, pieces: Option<&[&str]>) {
    let text = pieces.unwrap_or_default().concat();
    match runs.last_mut() {
        _ if text.is_empty() => {}
        Some(run) if run.change == change => run.text.push_str(&text),
        _ => runs.push(Run { change, text }),
    }
}

/// What changed from `before` to `now`, in the order of reading: what was removed stands before what replaced it.
pub fn words(before: &str, now: &str) -> Vec<Run> {
    let (old, new) = (pieces(before), pieces(now));
    let bare =
        |pieces: &[&str]| -> Vec<String> { pieces.iter().map(|it| it.trim().to_owned()).collect() };
    let changes = if old.len().saturating_mul(new.len()) > MOST_PAIRS {
        vec![DiffOp::Replace {
            old_index: 0,
            old_len: old.len(),
            new_index: 0,
            new_len: new.len(),
        }]
    } else {
        capture_diff_slices(Algorithm::Myers, &bare(&old), &bare(&new))
    };
    let mut runs = Vec::new();
    for change in changes {
        let (tag, from, to) = change.as_tag_tuple();
        if tag == DiffTag::Equal {
            add(&mut runs, Change::Same, new.get(to));
        } else {
            add(&mut runs, Change::Removed, old.get(from));
            add(&mut runs, Change::Added, new.get(to));
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(before: &str, now: &str) -> String {
        words(before, now)
            .into_iter()
            .map(|run| match run.change {
                Change::Same => run.text,
                Change::Added => format!("[+{}]", run.text),
                Change::Removed => format!("[-{}]", run.text),
            })
            .collect()
    }

    #[test]
    fn a_reviewer_sees_what_was_put_in_and_what_was_taken_out() {
        assert_eq!(
            shown("Obat diantar dalam 14 hari.", "Obat diantar dalam 3 hari."),
            "Obat diantar dalam [-14 ][+3 ]hari."
        );
        assert_eq!(shown("a b c", "a c"), "a [-b ]c");
        assert_eq!(shown("", "baru"), "[+baru]");
        assert_eq!(shown("sama  saja", "sama saja"), "sama saja");
    }

    #[test]
    fn two_long_texts_without_anything_in_common_are_one_replacement() {
        let (before, now) = ("a ".repeat(2_100), "b ".repeat(2_100));
        let changes: Vec<_> = words(&before, &now).iter().map(|it| it.change).collect();
        assert_eq!(changes, [Change::Removed, Change::Added]);
    }

    proptest! {
        #[test]
        fn the_newer_text_is_what_is_left_without_the_removed(
            before in "[ab ]{0,30}",
            now in "[ab \n]{0,30}",
        ) {
            let left: String = words(&before, &now)
                .into_iter()
                .filter(|run| run.change != Change::Removed)
                .map(|run| run.text)
                .collect();
            prop_assert_eq!(left, now);
        }
    }
}
