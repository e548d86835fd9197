//! What waits for an earlier command of its chain stands with it, once that is in the list.
use shared::id::ReplicaId;
use shared::verdict::{Outcome, Parked};

/// Where an item stands in its chain, and for which command of the same chain it waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The chain.
    pub replica: ReplicaId,
    /// Its number there.
    pub no: u64,
    /// The number of an earlier one.
    pub on: Option<u64>,
}

/// An item to deal with, by its place in the list, and those that wait for it or for one of them: nothing has to be done about these.
pub type Group = (usize, Vec<usize>);

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

/// The items in their order, those that wait under what they wait for.
#[must_use]
pub fn grouped(places: &[Place]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let firsts: Vec<usize> = (0..places.len()).map(|at| first_of(places, at)).collect();
    for (at, first) in firsts.iter().enumerate() {
        if *first == at {
            let waiting = (0..firsts.len()).filter(|other| *other != at && firsts[*other] == at);
            groups.push((at, waiting.collect()));
        }
    }
    groups
}

/// A command waits for an earlier one, so that this ends.
fn first_of(places: &[Place], mut at: usize) -> usize {
    loop {
        let Place { replica, no, on } = places[at];
        let is_it =
            |other: &Place| other.replica == replica && on == Some(other.no) && other.no < no;
        match places.iter().position(is_it) {
            Some(earlier) => at = earlier,
            None => return at,
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn groups(items: &[(u128, u64, Option<u64>)]) -> Vec<Group> {
        let place = |item: &(u128, u64, Option<u64>)| Place {
            replica: Uuid::from_u128(item.0).into(),
            no: item.1,
            on: item.2,
        };
        grouped(&items.iter().map(place).collect::<Vec<_>>())
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
        assert_eq!(groups(&items), [(1, vec![]), (2, vec![]), (4, vec![0, 3])]);
    }

    #[test]
    fn what_cannot_be_is_no_endless_search() {
        let items = [(1, 3, Some(3)), (1, 4, Some(5)), (1, 5, Some(4))];
        assert_eq!(groups(&items), [(0, vec![]), (1, vec![2])]);
    }
}
