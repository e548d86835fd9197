//! Who is on the site now, from the same day's list that the tablet shows.
use shared::model::Attendance;

use crate::screens::site::model::{Answer, PersonModel, SiteModel};

/// The list, each part by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MusterModel {
    /// Said to be here.
    pub here: Vec<Option<String>>,
    /// Expected, and nothing certain is said: they are looked for too.
    pub unknown: Vec<Option<String>>,
    /// Said to be away.
    pub away: Vec<Option<String>>,
}

impl MusterModel {
    /// From the day's list.
    #[must_use]
    pub fn of(site: &SiteModel) -> Self {
        let mut model = Self::default();
        for PersonModel { name, answer, .. } in &site.people {
            let part = match answer {
                Answer::Said(Attendance::Present { .. }) => &mut model.here,
                Answer::Said(Attendance::Absent { .. }) => &mut model.away,
                Answer::Open | Answer::Disputed => &mut model.unknown,
            };
            part.push(name.clone());
        }
        model
    }
}

#[cfg(test)]
mod tests {
    use shared::model::AbsenceReason;

    use super::*;
    use crate::screens::sample::{Sample, day};

    fn muster(sample: &Sample) -> (usize, usize, usize) {
        let today = day("2026-11-24");
        let site = SiteModel::of(&sample.state, sample.site, today, today).unwrap();
        let model = MusterModel::of(&site);
        (model.here.len(), model.unknown.len(), model.away.len())
    }

    #[test]
    fn who_is_not_known_to_be_away_is_looked_for() {
        let open = Sample::running("2026-11-02");
        assert_eq!(muster(&open), (0, 1, 0));
        let here = open.clone().present("2026-11-24", 480);
        assert_eq!(muster(&here), (1, 0, 0));
        let disputed = here.authority_says("2026-11-24", AbsenceReason::Sick);
        assert_eq!(muster(&disputed), (0, 1, 0));
        let away = open.authority_says("2026-11-24", AbsenceReason::Sick);
        assert_eq!(muster(&away), (0, 0, 1));
        assert_eq!(muster(&Sample::planned("2026-11-20")), (0, 0, 0));
    }
}
