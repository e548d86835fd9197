//! Days that two sides tell differently, as far as this person has a word in them; and a command said once more.
use shared::command::{Agreeing, Command, RecordAttendance, RetractAttendance};
use shared::id::PlacementId;
use shared::model::{Attendance, Body, Kind, Sheet, Side, Statement};
use shared::state::{Rows, State, find};
use shared::time::{Day, Millis};

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
    /// What the trainee says is not right, and when they said so.
    pub objected: Option<(Attendance, Millis)>,
    /// Which of the statements this person can take back.
    pub own: Option<usize>,
    /// Whether this person can say the same as the other side, which ends the dispute (`agreement`).
    pub agrees: bool,
    /// Whether this person settles it.
    pub may_settle: bool,
}

impl Dispute {
    /// Whether the statements differ; else it is the trainee alone who says that it is not right.
    #[must_use]
    pub fn differs(&self) -> bool {
        let mut two = self.statements.windows(2);
        two.any(|two| two[0].attendance != two[1].attendance)
    }

    /// Whether a statement is of the other side than one's own.
    #[must_use]
    pub fn is_others(&self, said: &Statement) -> bool {
        let own = self.own.and_then(|own| self.statements.get(own));
        own.is_none_or(|own| own.side != said.side)
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
            // Whoever leads the site also speaks for a colleague who has gone home.
            let by = me.user;
            let agreeing = Agreeing { by, leads };
            let objection = entry.trainee.objection;
            found.push(Dispute {
                placement: sheet.placement,
                day,
                statements: entry.statements.clone(),
                objected: entry
                    .objected()
                    .map(|said| said.attendance)
                    .zip(objection.map(|said| said.at)),
                own: agreeing.own(entry),
                agrees: !agreeing.commands(entry, sheet.placement, day).is_empty(),
                may_settle,
            });
        }
    }
    shared::ordered::sort_by_key(&mut found, |dispute| dispute.day);
    found
}

/// What lets this person's side say the same as the other and ends the dispute; empty where that is not in their hands.
#[must_use]
pub fn agreement(state: &State, me: &Me, placement: PlacementId, day: Day) -> Vec<Command> {
    let sheet = find::sheet(state, Sheet::id_of(placement, day.in_month()));
    let leads = sheet.is_some_and(|sheet| sites(me).contains(&sheet.site));
    let by = me.user;
    entry(state, placement, day).map_or_else(Vec::new, |entry| {
        Agreeing { by, leads }.commands(entry, placement, day)
    })
}

/// The same command, made anew over what stands now: a statement is said in place of the one that is seen now.
#[must_use]
pub fn again(state: &State, command: Command) -> Command {
    let seen = |placement, day| {
        let entry = entry(state, placement, day)?;
        // A caseworker changes only their own, whatever is named.
        entry.said_by(Side::Contractor).map(|said| said.cmd)
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
        let agreed = RecordAttendance {
            placement: sample.placement,
            day: dispute.day,
            attendance: dispute.statements[0].attendance,
            replaces: Some(dispute.statements[1].cmd),
        };
        let caseworker = me(&[Role::Caseworker]);
        let agree = agreement(&sample.state, &caseworker, dispute.placement, dispute.day);
        assert_eq!(agree, [agreed.into()]);
        assert!(dispute.agrees);
        assert!(dispute.differs() && dispute.is_others(&dispute.statements[0]));
        assert_eq!(
            dispute.withdraw().unwrap().replaces,
            Some(dispute.statements[1].cmd)
        );
    }

    #[test]
    fn what_the_trainee_objects_to_stands_beside_the_statement_and_is_not_agreed_to() {
        let sample = Sample::running("2026-09-01")
            .present("2026-10-01", 480)
            .objected("2026-10-01");
        let found = disputes(&sample.state, &me(&[Role::Caseworker]));
        let dispute = &found[0];
        let said = dispute.statements[0].attendance;
        assert_eq!(dispute.objected, Some((said, Millis(7))));
        assert!(!dispute.differs() && dispute.may_settle && !dispute.agrees);
        // Nor can the caseworker, who says otherwise, agree with what is objected to.
        let sample = sample.authority_says("2026-10-01", AbsenceReason::Sick);
        let dispute = &disputes(&sample.state, &me(&[Role::Caseworker]))[0];
        assert!(dispute.differs() && !dispute.agrees);
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
