//! What has happened to a tender, a contract or a placement, and what is to come: out of the rows that this device has, newest
//! first. Who did it is told where the rows say so; a day alone has no author.
use shared::id::{CandidateId, ContractId, OrganisationId, PlacementId, TenderId, UserId};
use shared::model::{
    Body, EndReason, Kind, Meeting, MeetingKind, MeetingState, NoStartReason, Placement,
    PlacementState, Sheet, SheetState, Task, TaskState, TenderState,
};
use shared::state::{Rows as _, State, find};
use shared::time::{Day, Millis, Month};
use shared::time_of_day::TimeOfDay;

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// The last day for tenders.
    Deadline,
    /// Awarded.
    Awarded(OrganisationId),
    /// A contract was signed.
    Signed(ContractId),
    /// The work begins.
    WorkBegins,
    /// The work ends.
    WorkEnds,
    /// The first must have begun by then.
    FirstStartBy,
    /// Somebody is to begin.
    ToStart(CandidateId),
    /// Somebody began.
    Started(CandidateId),
    /// The planned end.
    ToEnd(CandidateId),
    /// Ended before its time.
    EndedEarly(CandidateId, EndReason),
    /// Served to its end.
    Completed(CandidateId),
    /// Never began; the planned day.
    DidNotStart(CandidateId, NoStartReason),
    /// A month was signed.
    Attested(Month),
    /// A month was confirmed.
    Confirmed(Month),
    /// A disputed day was settled; why.
    Settled(Day, String),
    /// A signed day was corrected; why.
    Corrected(Day, String),
    /// A meeting is planned; when on the day.
    MeetingPlanned(MeetingKind, Option<TimeOfDay>),
    /// A meeting was held; what was noted in words.
    MeetingHeld(MeetingKind, Option<String>),
    /// A meeting was called off.
    MeetingCancelled(MeetingKind),
    /// The note of a meeting on this day was corrected.
    NoteCorrected(Day),
    /// A task is to be done.
    TaskDue(String),
    /// A task was done.
    TaskDone(String),
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happening {
    /// On this day.
    pub on: Day,
    /// At this instant, where the rows know it.
    pub at: Option<Millis>,
    /// Who, where the rows know it.
    pub by: Option<UserId>,
    /// What.
    pub what: What,
}

fn on(day: Day, what: What) -> Happening {
    Happening {
        on: day,
        at: None,
        by: None,
        what,
    }
}

/// The day of an instant, where the device is.
type DayOf = fn(Millis) -> Day;

/// Of a tender.
#[must_use]
pub fn of_tender(state: &State, id: TenderId) -> Vec<Happening> {
    let Some(tender) = find::tender(state, id) else {
        return Vec::new();
    };
    let mut all: Vec<Happening> = tender
        .deadline
        .map(|day| on(day, What::Deadline))
        .into_iter()
        .collect();
    match tender.state {
        TenderState::Open => {}
        TenderState::Awarded {
            contractor,
            on: day,
        } => all.push(on(day, What::Awarded(contractor))),
    }
    for entity in state.children(Kind::Contract, id.uuid()) {
        if let Body::Contract(contract) = &entity.body {
            all.push(on(
                contract.signed_on,
                What::Signed(ContractId::from(entity.id)),
            ));
        }
    }
    newest_first(all)
}

/// Of a contract: its own days, and those of everybody in its slots.
#[must_use]
pub fn of_contract(state: &State, id: ContractId, today: Day) -> Vec<Happening> {
    let Some(contract) = find::contract(state, id) else {
        return Vec::new();
    };
    let mut all = vec![
        on(contract.signed_on, What::Signed(id)),
        on(contract.starts, What::WorkBegins),
        on(contract.ends, What::WorkEnds),
    ];
    let mut has_begun = false;
    for slot in state.children(Kind::Slot, id.uuid()) {
        for entity in state.children(Kind::Placement, slot.id) {
            if let Body::Placement(placement) = &entity.body {
                has_begun |= placement.state.served().is_some();
                life(placement, today, &mut all);
            }
        }
    }
    if !has_begun {
        all.push(on(contract.terms.first_start_by, What::FirstStartBy));
    }
    newest_first(all)
}

/// Of a placement: its life, and what was said of its months after they were signed.
#[must_use]
pub fn of_placement(state: &State, id: PlacementId, today: Day, day_of: DayOf) -> Vec<Happening> {
    let Some(placement) = find::placement(state, id) else {
        return Vec::new();
    };
    let mut all = Vec::new();
    life(placement, today, &mut all);
    for entity in state.children(Kind::Sheet, id.uuid()) {
        if let Body::Sheet(sheet) = &entity.body {
            months(sheet, day_of, &mut all);
        }
    }
    for entity in state.children(Kind::Meeting, id.uuid()) {
        if let Body::Meeting(body) = &entity.body {
            meeting(body, day_of, &mut all);
        }
    }
    for entity in state.children(Kind::Task, id.uuid()) {
        if let Body::Task(body) = &entity.body {
            all.push(task(body, day_of));
        }
    }
    newest_first(all)
}

fn life(placement: &Placement, today: Day, all: &mut Vec<Happening>) {
    let who = placement.candidate;
    match placement.state {
        PlacementState::Planned => {
            all.push(on(placement.planned_start, What::ToStart(who)));
            all.push(on(placement.planned_end, What::ToEnd(who)));
        }
        PlacementState::Started { on: day } => {
            all.push(on(day, What::Started(who)));
            all.push(on(placement.planned_end, What::ToEnd(who)));
        }
        PlacementState::EndedEarly {
            started,
            on: day,
            reason,
        } => {
            all.push(on(started, What::Started(who)));
            all.push(on(day, What::EndedEarly(who, reason)));
        }
        PlacementState::Completed { started, on: day } => {
            all.push(on(started, What::Started(who)));
            all.push(on(day, What::Completed(who)));
        }
        PlacementState::DidNotStart { reason } => {
            let day = placement.planned_start.min(today);
            all.push(on(day, What::DidNotStart(who, reason)));
        }
    }
}

fn meeting(meeting: &Meeting, day_of: DayOf, all: &mut Vec<Happening>) {
    let kind = meeting.kind;
    match meeting.state {
        MeetingState::Planned { on: day, at } => all.push(on(day, What::MeetingPlanned(kind, at))),
        MeetingState::Cancelled { on: day } => all.push(on(day, What::MeetingCancelled(kind))),
        MeetingState::Held { on: day } => {
            let last = meeting.note();
            let text = last.and_then(|last| last.note.text.as_ref());
            all.push(Happening {
                by: meeting.notes.first().map(|first| first.by),
                ..on(day, What::MeetingHeld(kind, text.map(ToString::to_string)))
            });
        }
    }
    for version in meeting.notes.iter().skip(1) {
        all.push(Happening {
            on: day_of(version.at),
            at: Some(version.at),
            by: Some(version.by),
            what: What::NoteCorrected(version.on),
        });
    }
}

fn task(task: &Task, day_of: DayOf) -> Happening {
    let title = task.title.to_string();
    match task.state {
        TaskState::Open => on(task.due, What::TaskDue(title)),
        TaskState::Done { by, at } => Happening {
            on: day_of(at),
            at: Some(at),
            by: Some(by),
            what: What::TaskDone(title),
        },
    }
}

fn months(sheet: &Sheet, day_of: DayOf, all: &mut Vec<Happening>) {
    let mut said = |at: Millis, by: UserId, what| {
        all.push(Happening {
            on: day_of(at),
            at: Some(at),
            by: Some(by),
            what,
        });
    };
    match sheet.state {
        SheetState::Open => {}
        SheetState::Attested { attest } => said(attest.at, attest.by, What::Attested(sheet.month)),
        SheetState::Confirmed { attest, confirm } => {
            said(attest.at, attest.by, What::Attested(sheet.month));
            said(confirm.at, confirm.by, What::Confirmed(sheet.month));
        }
    }
    for (number, entry) in &sheet.days {
        let Some(day) = sheet.month.day(*number) else {
            continue;
        };
        if let Some(settled) = &entry.settled {
            said(
                settled.at,
                settled.by,
                What::Settled(day, settled.note.to_string()),
            );
        }
        for correction in &entry.corrections {
            said(
                correction.at,
                correction.by,
                What::Corrected(day, correction.reason.to_string()),
            );
        }
    }
}

fn newest_first(mut all: Vec<Happening>) -> Vec<Happening> {
    shared::ordered::sort_by(&mut all, |a, b| (b.on, b.at).cmp(&(a.on, a.at)));
    all
}

#[cfg(test)]
mod tests {
    use shared::model::Signature;

    use super::*;
    use crate::screens::sample::{Sample, day};

    fn told(all: &[Happening]) -> Vec<(String, &What)> {
        all.iter()
            .map(|one| (one.on.to_string(), &one.what))
            .collect()
    }

    #[test]
    fn a_contract_tells_its_own_days_and_those_of_its_people_newest_first() {
        let sample = Sample::running("2026-09-01").ended_early("2026-10-10");
        let all = of_contract(&sample.state, sample.contract, day("2026-11-24"));
        assert_eq!(
            told(&all),
            [
                ("2027-09-01".to_owned(), &What::WorkEnds),
                (
                    "2026-10-10".to_owned(),
                    &What::EndedEarly(sample.candidate, EndReason::GotJob)
                ),
                ("2026-09-01".to_owned(), &What::Signed(sample.contract)),
                ("2026-09-01".to_owned(), &What::WorkBegins),
                ("2026-09-01".to_owned(), &What::Started(sample.candidate)),
            ]
        );
        let planned = Sample::planned("2026-12-01");
        let all = of_contract(&planned.state, planned.contract, day("2026-11-24"));
        assert!(
            all.iter().any(|one| one.what == What::FirstStartBy),
            "{all:?}"
        );
    }

    #[test]
    fn a_placement_tells_who_signed_and_when() {
        let sample = Sample::running("2026-09-01");
        let by = sample.supervisor;
        let attest = Signature {
            by,
            at: Millis(1_790_000_000_000),
        };
        let sample = sample.signed("2026-09-10", SheetState::Attested { attest });
        let all = of_placement(&sample.state, sample.placement, day("2026-11-24"), |at| {
            Day::at(at, 120)
        });
        let signed = all
            .iter()
            .find(|one| matches!(one.what, What::Attested(_)))
            .unwrap();
        assert_eq!(
            (signed.by, signed.at, signed.on.to_string().as_str()),
            (Some(by), Some(attest.at), "2026-09-21")
        );
        assert_eq!(
            all.first().map(|one| &one.what),
            Some(&What::ToEnd(sample.candidate))
        );
    }
}
