//! What changed between two texts, word by word: for a reviewer who read the earlier one.

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

/// Cells of the table of the longest common words; a pair of texts beyond it is told as one replacement.
const MOST_CELLS: usize = 4_000_000;

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

fn alike(a: &str, b: &str) -> bool {
    a.trim() == b.trim()
}

fn add(runs: &mut Vec<Run>, change: Change, text: &str) {
    match runs.last_mut() {
        Some(run) if run.change == change => run.text.push_str(text),
        _ => runs.push(Run {
            change,
            text: text.to_owned(),
        }),
    }
}

/// What changed from `before` to `now`, in the order of reading: what was removed stands before what replaced it.
pub fn words(before: &str, now: &str) -> Vec<Run> {
    let (old, new) = (pieces(before), pieces(now));
    let head = old
        .iter()
        .zip(&new)
        .take_while(|(a, b)| alike(a, b))
        .count();
    let tail = old
        .iter()
        .skip(head)
        .rev()
        .zip(new.iter().skip(head).rev())
        .take_while(|(a, b)| alike(a, b))
        .count();
    let middle_old = old.get(head..old.len() - tail).unwrap_or_default();
    let middle_new = new.get(head..new.len() - tail).unwrap_or_default();
    let mut runs = Vec::new();
    for piece in new.iter().take(head) {
        add(&mut runs, Change::Same, piece);
    }
    middle(&mut runs, middle_old, middle_new);
    for piece in new.iter().skip(new.len() - tail) {
        add(&mut runs, Change::Same, piece);
    }
    runs
}

/// The longest common words of what differs.
fn middle(runs: &mut Vec<Run>, old: &[&str], new: &[&str]) {
    let width = new.len() + 1;
    let cells = (old.len() + 1).saturating_mul(width);
    let mut common = vec![0_u16; if cells > MOST_CELLS { 0 } else { cells }];
    let get = |common: &[u16], a: usize, b: usize| common.get(a * width + b).copied().unwrap_or(0);
    if !common.is_empty() {
        for (a, left) in old.iter().enumerate().rev() {
            for (b, right) in new.iter().enumerate().rev() {
                let best = if alike(left, right) {
                    get(&common, a + 1, b + 1).saturating_add(1)
                } else {
                    get(&common, a + 1, b).max(get(&common, a, b + 1))
                };
                if let Some(cell) = common.get_mut(a * width + b) {
                    *cell = best;
                }
            }
        }
    }
    let (mut a, mut b) = (0, 0);
    while let (Some(left), Some(right)) = (old.get(a), new.get(b)) {
        if !common.is_empty() && alike(left, right) {
            add(runs, Change::Same, right);
            (a, b) = (a + 1, b + 1);
        } else if common.is_empty() || get(&common, a + 1, b) >= get(&common, a, b + 1) {
            add(runs, Change::Removed, left);
            a += 1;
        } else {
            add(runs, Change::Added, right);
            b += 1;
        }
    }
    for left in old.iter().skip(a) {
        add(runs, Change::Removed, left);
    }
    for right in new.iter().skip(b) {
        add(runs, Change::Added, right);
    }
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
