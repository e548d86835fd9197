//! What waits for an earlier command of its chain stands with it, once that is in the list.
use shared::id::ReplicaId;
use shared::verdict::{Outcome, Parked};

/// Where an item stands in its chain.
pub type Place = (ReplicaId, u64);

/// An item, and those that wait for it or for one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group<T> {
    /// The one to deal with.
    pub first: T,
    /// Nothing has to be done about these.
    pub waiting: Vec<T>,
}

/// The command for which one waits.
#[must_use]
pub const fn awaited(outcome: &Outcome) -> Option<u64> {
    match outcome {
        Outcome::Parked {
            why: Parked::DependsOn { no },
        } => Some(*no),
        _ => None,
    }
}

/// The items in their order, those that wait under what they wait for. `place` tells where an item stands, `on` for which command of the
/// same chain it waits.
#[must_use]
pub fn grouped<T>(
    items: Vec<T>,
    place: impl Fn(&T) -> Place,
    on: impl Fn(&T) -> Option<u64>,
) -> Vec<Group<T>> {
    let places: Vec<(Place, Option<u64>)> = items.iter().map(|one| (place(one), on(one))).collect();
    let first_of = |start: usize| {
        let mut at = start;
        // A command waits for an earlier one, so that this ends.
        while let ((replica, no), Some(on)) = places[at] {
            let earlier = places
                .iter()
                .position(|(other, _)| *other == (replica, on) && on < no);
            match earlier {
                Some(earlier) => at = earlier,
                None => break,
            }
        }
        at
    };
    let firsts: Vec<usize> = (0..items.len()).map(first_of).collect();
    let mut groups: Vec<(usize, Group<T>)> = Vec::new();
    let mut later = Vec::new();
    for (at, item) in items.into_iter().enumerate() {
        if firsts[at] == at {
            let waiting = Vec::new();
            groups.push((
                at,
                Group {
                    first: item,
                    waiting,
                },
            ));
        } else {
            later.push((firsts[at], item));
        }
    }
    for (first, item) in later {
        if let Some((_, group)) = groups.iter_mut().find(|(at, _)| *at == first) {
            group.waiting.push(item);
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    type Item = (u128, u64, Option<u64>);

    fn groups(items: &[Item]) -> Vec<(u64, Vec<u64>)> {
        let place = |item: &Item| (Uuid::from_u128(item.0).into(), item.1);
        let groups = grouped(items.to_vec(), place, |item| item.2);
        let told = |group: Group<Item>| {
            let waiting = group.waiting.into_iter().map(|item| item.1);
            (group.first.1, waiting.collect())
        };
        groups.into_iter().map(told).collect()
    }

    #[test]
    fn what_waits_stands_under_what_it_waits_for_whatever_the_order() {
        let items = [
            (1, 9, Some(4)),
            (1, 7, None),
            (2, 5, Some(4)),
            (1, 4, Some(2)),
            (1, 2, None),
        ];
        let wanted = vec![(7, vec![]), (5, vec![]), (2, vec![9, 4])];
        assert_eq!(groups(&items), wanted);
    }

    #[test]
    fn what_cannot_be_is_no_endless_search() {
        assert_eq!(
            groups(&[(1, 3, Some(3)), (1, 4, Some(5)), (1, 5, Some(4))]),
            [(3, vec![]), (4, vec![5])]
        );
    }
}
