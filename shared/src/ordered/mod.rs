//! Ordered maps, sets and sorting that weigh little. Surprising choice: not `BTreeMap` and `sort_by`. Those are compiled anew for
//! each pair of types, 5 to 10 kB each time, and were a fifth of the app's module; a sorted vector is a twentieth of that. Keys
//! come mostly in order (numbers of a chain, rows of a page), which appends.
mod map;
mod set;

use std::cmp::Ordering;

pub use map::{Entry, Map};
pub use set::Set;

/// Sorts, and keeps the order of what is equal.
pub fn sort_by<T>(items: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let order = order(items.len(), &|a, b| match (items.get(a), items.get(b)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ordering::Equal,
    });
    let mut from: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(
        order
            .into_iter()
            .filter_map(|place| from.get_mut(place).and_then(Option::take)),
    );
}

/// Sorts by a key, and keeps the order of what is equal.
pub fn sort_by_key<T, K: Ord>(items: &mut Vec<T>, key: impl Fn(&T) -> K) {
    sort_by(items, |a, b| key(a).cmp(&key(b)));
}

/// The one sort that is compiled.
fn order(len: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..len).collect();
    order.sort_by(|a, b| compare(*a, *b));
    order
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    /// A small generator: the same numbers in every run.
    fn numbers(seed: u64) -> impl Iterator<Item = u64> {
        std::iter::successors(Some(seed), |n| {
            Some(
                n.wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407),
            )
        })
        .map(|n| n >> 33)
    }

    #[test]
    fn a_map_does_what_the_standard_one_does() {
        for seed in 0..50 {
            let (mut ours, mut theirs) = (Map::new(), BTreeMap::new());
            let mut random = numbers(seed);
            let mut next = || random.next().unwrap();
            for _ in 0..400 {
                let (what, key, value) = (next() % 8, next() % 60, next());
                match what {
                    0 | 1 => assert_eq!(ours.insert(key, value), theirs.insert(key, value)),
                    2 => assert_eq!(ours.remove(&key), theirs.remove(&key)),
                    3 => {
                        *ours.entry(key).or_default() +=
                            *theirs.entry(key).and_modify(|v| *v /= 2).or_default() / 3
                    }
                    4 => assert_eq!(ours.pop_first(), theirs.pop_first()),
                    5 => {
                        ours.retain(|k, _| k % 7 != value % 7);
                        theirs.retain(|k, _| k % 7 != value % 7);
                    }
                    6 => assert_eq!(
                        ours.range(key..key + 9).collect::<Vec<_>>(),
                        theirs.range(key..key + 9).collect::<Vec<_>>()
                    ),
                    _ => assert_eq!(ours.get(&key).is_some(), theirs.contains_key(&key)),
                }
                for (key, value) in &mut theirs {
                    if let Some(same) = ours.get_mut(key) {
                        *value = *same;
                    }
                }
                assert!(ours.iter().eq(theirs.iter()));
                assert_eq!(ours.last_key_value(), theirs.last_key_value());
            }
            assert_eq!(
                serde_json::to_string(&ours).unwrap(),
                serde_json::to_string(&theirs).unwrap()
            );
            let list: Vec<(u64, u64)> = numbers(seed).zip(numbers(seed + 1)).take(99).collect();
            assert!(
                list.iter()
                    .copied()
                    .collect::<Map<_, _>>()
                    .into_iter()
                    .eq(list.iter().copied().collect::<BTreeMap<_, _>>())
            );
        }
    }

    #[test]
    fn a_set_does_what_the_standard_one_does() {
        let (mut ours, mut theirs) = (Set::new(), BTreeSet::new());
        for number in numbers(7).take(2_000) {
            let (is_taken, number) = (number % 3 == 0, number % 50);
            if is_taken {
                assert_eq!(ours.remove(&number), theirs.remove(&number));
            } else {
                assert_eq!(ours.insert(number), theirs.insert(number));
            }
            assert!(ours.iter().eq(theirs.iter()));
            assert!(ours.range(10..=20).eq(theirs.range(10..=20)));
            assert_eq!(ours.contains(&number), !is_taken);
        }
        let text = serde_json::to_string(&ours).unwrap();
        assert_eq!(text, serde_json::to_string(&theirs).unwrap());
        assert_eq!(serde_json::from_str::<Set<u64>>(&text).unwrap(), ours);
    }

    #[test]
    fn sorting_keeps_the_order_of_what_is_equal() {
        let mut ours: Vec<(u64, usize)> = numbers(3).map(|n| n % 20).zip(0..500).collect();
        let mut theirs = ours.clone();
        sort_by_key(&mut ours, |(key, _)| *key);
        theirs.sort_by_key(|(key, _)| *key);
        assert_eq!(ours, theirs);
    }
}
