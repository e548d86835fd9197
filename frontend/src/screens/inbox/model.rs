//! Days that two sides tell differently, as far as this person has a word in them; and a command said once more.
use shared::command::{Command, RecordAttendance, RetractAttendance};
use shared::id::PlacementId;
use shared::model::{Body, Kind, Side, Statement};
use shared::state::{Rows, State, find};
use shared::time::Day;

use crate::replica::Me;
use crate::screens::frame::model::sites;
use crate::screens::site::model::entry;

/// A disputed day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    /// Whose.
    pub placement: PlacementId,
    /// Which day.
    pub day: Day,
    /// What was said, oldest first.
    pub statements: Vec<Statement>,
    /// Which of them this person can take back.
    pub own: Option<usize>,
    /// Whether this person settles it.
    pub may_settle: bool,
}

impl Dispute {
    /// What the other side said.
    #[must_use]
    pub fn other(&self) -> Option<&Statement> {
        let own = self.statements.get(self.own?)?;
        let mut others = self.statements.iter();
        others.find(|said| said.attendance != own.attendance)
    }

    /// Takes back one's own statement.
    #[must_use]
    pub fn withdraw(&self) -> Option<RetractAttendance> {
        Some(RetractAttendance {
            placement: self.placement,
            day: self.day,
            replaces: Some(self.statements.get(self.own?)?.cmd),
        })
    }

    /// Says the same as the other side.
    #[must_use]
    pub fn agree(&self) -> Option<RecordAttendance> {
        Some(RecordAttendance {
            placement: self.placement,
            day: self.day,
            attendance: self.other()?.attendance,
            replaces: Some(self.statements.get(self.own?)?.cmd),
        })
    }
}

/// All of this person, oldest day first.
#[must_use]
pub fn disputes(state: &State, me: &Me) -> Vec<Dispute> {
    let led = sites(me);
    let mut found = Vec::new();
    for row in state.all(Kind::Sheet) {
        let Body::Sheet(sheet) = &row.body else {
            continue;
        };
        let leads = led.contains(&sheet.site);
        let may_settle = find::candidate(state, sheet.candidate)
            .is_some_and(|candidate| candidate.caseworkers.contains(&me.user));
        if !leads && !may_settle {
            continue;
        }
        for number in sheet.disputed_days() {
            let (Some(entry), Some(day)) = (sheet.days.get(&number), sheet.month.day(number))
            else {
                continue;
            };
            let statements = entry.statements.clone();
            let own = statements.iter().position(|said| said.by == me.user);
            // Whoever leads the site also speaks for a colleague who has gone home.
            let own = own.or_else(|| {
                let ours = |said: &Statement| leads && said.side == Side::Contractor;
                statements.iter().position(ours)
            });
            found.push(Dispute {
                placement: sheet.placement,
                day,
                statements,
                own,
                may_settle,
            });
        }
    }
    shared::ordered::sort_by_key(&mut found, |dispute| dispute.day);
    found
}

/// The same command, made anew over what stands now: a statement is said in place of the one that is seen now.
#[must_use]
pub fn again(state: &State, command: Command) -> Command {
    let seen = |placement, day| {
        let entry = entry(state, placement, day)?;
        entry.statements.last().map(|said| said.cmd)
    };
    match command {
        Command::RecordAttendance(said) => {
            let replaces = seen(said.placement, said.day);
            RecordAttendance { replaces, ..said }.into()
        }
        Command::RetractAttendance(said) => {
            let replaces = seen(said.placement, said.day);
            RetractAttendance { replaces, ..said }.into()
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use shared::model::{AbsenceReason, Role};

    use super::*;
    use crate::screens::sample::{Sample, day, me};

    #[test]
    fn the_caseworker_sees_the_dispute_and_can_agree_or_take_back() {
        let sample = Sample::running("2026-09-01")
            .present("2026-10-01", 480)
            .authority_says("2026-10-01", AbsenceReason::Sick)
            .present("2026-10-02", 480);
        // `me` is the sample's caseworker.
        let found = disputes(&sample.state, &me(&[Role::Caseworker]));
        assert_eq!(found.len(), 1);
        let dispute = &found[0];
        assert_eq!(dispute.day, day("2026-10-01"));
        assert!(dispute.may_settle);
        assert_eq!(dispute.own, Some(1));
        let agreed = dispute.agree().unwrap();
        assert_eq!(agreed.attendance, dispute.statements[0].attendance);
        assert_eq!(agreed.replaces, Some(dispute.statements[1].cmd));
        assert_eq!(
            dispute.withdraw().unwrap().replaces,
            Some(dispute.statements[1].cmd)
        );
    }

    #[test]
    fn whoever_has_no_word_in_it_sees_no_dispute() {
        let sample = Sample::running("2026-09-01")
            .present("2026-10-01", 480)
            .authority_says("2026-10-01", AbsenceReason::Sick);
        let mut other = me(&[Role::ContractManager]);
        other.user = sample.supervisor;
        assert!(disputes(&sample.state, &other).is_empty());
    }
}
