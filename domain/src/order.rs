//! Sorting with one sort for all types: the standard one is compiled anew for every type that it meets
//! (docs/decisions/0012).

use core::{cmp::Ordering, mem::take};

/// Sorts; equals stay in the order in which they were.
pub fn sort_by<T>(items: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let list: &[T] = items;
    let order = ordered(list.len(), &|a, b| match (list.get(a), list.get(b)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ordering::Equal,
    });
    let mut slots: Vec<Option<T>> = take(items).into_iter().map(Some).collect();
    items.extend(
        order
            .into_iter()
            .filter_map(|n| slots.get_mut(n).and_then(Option::take)),
    );
}

/// Sorts by a key; equals stay in the order in which they were.
pub fn sort_by_key<T, K: Ord>(items: &mut Vec<T>, key: impl Fn(&T) -> K) {
    sort_by(items, |a, b| key(a).cmp(&key(b)));
}

/// Sorts things that have an order.
pub fn sort<T: Ord>(items: &mut Vec<T>) {
    sort_by(items, T::cmp);
}

/// The places `0..length`, sorted by what stands there.
fn ordered(length: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..length).collect();
    order.sort_by(|a, b| compare(*a, *b));
    order
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn sorts_as_the_standard_one_does_and_keeps_equals_in_order(
            mut items in proptest::collection::vec((0_u8..5, any::<u16>()), 0..60)
        ) {
            let mut wanted = items.clone();
            wanted.sort_by_key(|it| it.0);
            sort_by_key(&mut items, |it| it.0);
            prop_assert_eq!(&items, &wanted);
            wanted.sort_unstable();
            sort(&mut items);
            prop_assert_eq!(items, wanted);
        }
    }
}
