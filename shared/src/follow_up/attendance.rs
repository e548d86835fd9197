//! Attendance shown beside what is served: it never changes the served time.

use crate::id::PlacementId;
use crate::model::{AbsenceReason, Attendance, Body, Kind};
use crate::ordered::Map;
use crate::state::Rows;
use crate::time::Day;

/// Days away for one reason.
pub type Absence = Map<AbsenceReason, u32>;

/// What the month sheets say, days up to a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AttendanceSum {
    /// Days present.
    pub days_present: u32,
    /// Minutes present.
    pub minutes_present: u32,
    /// Days away, by reason (`NotShown` where the reader may not see it).
    pub absent: Absence,
    /// Days on which statements differ and nobody has settled it.
    pub days_disputed: u32,
}

impl AttendanceSum {
    /// Of one placement, as far as its sheets are visible here. Days outside `from..=to` are left out.
    #[must_use]
    pub fn of(rows: &dyn Rows, placement: PlacementId, from: Day, to: Day) -> Self {
        let mut sum = Self::default();
        for entity in rows.children(Kind::Sheet, placement.uuid()) {
            let Body::Sheet(sheet) = &entity.body else {
                continue;
            };
            for (number, entry) in &sheet.days {
                let inside = sheet
                    .month
                    .day(*number)
                    .is_some_and(|day| from <= day && day <= to);
                if !inside {
                    continue;
                }
                match entry.holds() {
                    Some(Attendance::Present { minutes }) => {
                        sum.days_present += 1;
                        sum.minutes_present += u32::from(minutes.get());
                    }
                    Some(Attendance::Absent { reason }) => {
                        *sum.absent.entry(reason).or_default() += 1
                    }
                    None if entry.is_disputed() => sum.days_disputed += 1,
                    None => {}
                }
            }
        }
        sum
    }

    /// Days away, whatever the reason.
    #[must_use]
    pub fn days_absent(&self) -> u32 {
        self.absent.values().sum()
    }
}
