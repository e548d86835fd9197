//! Figures over all contracts, without people.
use shared::follow_up::{FirstStart, fulfilment};
use shared::id::ContractId;
use shared::model::Kind;
use shared::state::{Rows, State};
use shared::time::Day;

/// Sums.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FiguresModel {
    /// Contracts with a promise.
    pub contracts: usize,
    /// Places promised.
    pub places: u32,
    /// Places somebody is in today.
    pub running: u32,
    /// Whole months promised.
    pub months_promised: u32,
    /// Whole months served.
    pub months_served: u32,
    /// Days that nobody is planned for.
    pub days_lacking: i64,
    /// Contracts in which nobody started in time.
    pub missed: usize,
}

impl FiguresModel {
    /// Of all contracts of a state.
    #[must_use]
    pub fn of(state: &State, today: Day) -> Self {
        let mut sum = Self::default();
        for entity in state.all(Kind::Contract) {
            let Some(one) = fulfilment(state, ContractId::from(entity.id), today) else {
                continue;
            };
            sum.contracts += 1;
            sum.places += u32::from(one.places_promised);
            sum.running += u32::try_from(one.slots.iter().filter(|slot| slot.is_running).count())
                .unwrap_or_default();
            sum.months_promised += u32::from(one.places_promised) * u32::from(one.months_each);
            sum.months_served += one.months_served;
            sum.days_lacking += one.days_lacking;
            sum.missed += usize::from(matches!(one.first_start, FirstStart::Missed { .. }));
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screens::sample::{Sample, day};

    #[test]
    fn whole_months_are_summed_over_contracts() {
        let sample = Sample::running("2026-09-01");
        let sum = FiguresModel::of(&sample.state, day("2026-11-15"));
        assert_eq!(
            (
                sum.contracts,
                sum.places,
                sum.running,
                sum.months_promised,
                sum.months_served
            ),
            (1, 1, 1, 4, 2)
        );
    }
}
