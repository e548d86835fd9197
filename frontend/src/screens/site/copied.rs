//! What was said on the last day before, to be said again of those who have no answer yet.
use crate::view::*;
use shared::command::RecordAttendance;
use shared::id::PlacementId;
use shared::model::{AbsenceReason, Attendance, DayEntry};
use shared::state::State;
use shared::time::Day;

use super::model::{Answer, PersonModel, entry, is_open};
use super::person;
use crate::components::Undo;
use crate::replica::use_replica;
use crate::signals::{Var, handler};
use crate::word;
use crate::words::{codes, dates};

/// Days back that are looked through: past a weekend and a holiday, no longer.
const BACK_MAX: i64 = 7;

/// What can be said again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// The day that is filled in.
    pub day: Day,
    /// The day it is taken from.
    pub from: Day,
    /// What held then of those who have no answer now.
    pub said: Vec<(PlacementId, Attendance)>,
}

impl Copied {
    /// From the last day before on which something holds for somebody without an answer. Nothing for days to come.
    #[must_use]
    pub fn of(state: &State, people: &[PersonModel], day: Day, today: Day) -> Option<Self> {
        if day > today {
            return None;
        }
        (1..=BACK_MAX).find_map(|back| {
            let from = day.plus_days(-back);
            let said: Vec<_> = people
                .iter()
                .filter(|person| person.answer == Answer::Open && !person.is_signed)
                .filter_map(|person| {
                    let holds = entry(state, person.placement, from).and_then(DayEntry::holds)?;
                    can_be_said(holds).then_some((person.placement, holds))
                })
                .collect();
            (!said.is_empty()).then_some(Self { day, from, said })
        })
    }
}

/// A reason that this reader may not see cannot be said again.
fn can_be_said(attendance: Attendance) -> bool {
    attendance
        != Attendance::Absent {
            reason: AbsenceReason::NotShown,
        }
}

/// The button: says it all at once and offers to take it back.
pub fn button(copy: Copied, undo: Undo, wrong: Var<Option<String>>) -> AnyView {
    let replica = use_replica();
    let day = copy.day;
    let label = if copy.from == replica.today().get_untracked().plus_days(-1) {
        word!(tablet.copy_yesterday).to_owned()
    } else {
        word!(tablet.copy_day, day = dates::long(copy.from))
    };
    let say = move |_| {
        // Somebody may have been answered for in this very moment.
        let state = replica.state().get_untracked();
        let mut said = copy.said.clone();
        said.retain(|(placement, _)| is_open(&state, *placement, day));
        for (placement, attendance) in said.clone() {
            let answer = replica.dispatch(RecordAttendance {
                placement,
                day,
                attendance,
                replaces: None,
            });
            leptos::task::spawn_local(async move {
                if let Err(error) = answer.await {
                    wrong.set(Some(codes::dispatch(&error)));
                }
            });
        }
        let what = word!(
            tablet.copied,
            day = dates::long(copy.from),
            count = said.len()
        );
        undo.offer(what, move || {
            for (placement, _) in &said {
                person::take_back(replica, *placement, day, wrong);
            }
        });
    };
    view! { <button class="button" data-look="quiet" data-does="copy" type="button" on:click=handler(say)>{label}</button> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screens::sample::{Sample, day};
    use crate::screens::site::model::SiteModel;
    use shared::model::{SheetState, Signature};
    use shared::time::Millis;

    fn copy(sample: &Sample, on: &str) -> Option<Copied> {
        SiteModel::of(&sample.state, sample.site, day(on), day("2026-11-24"))?.copy
    }

    #[test]
    fn the_last_day_with_an_answer_is_said_again_past_the_weekend() {
        let sample = Sample::running("2026-11-02").present("2026-11-20", 420);
        let found = copy(&sample, "2026-11-23").unwrap();
        assert_eq!(found.from, day("2026-11-20"));
        let [(placement, Attendance::Present { minutes })] = found.said.as_slice() else {
            panic!("{:?}", found.said)
        };
        assert_eq!((*placement, minutes.get()), (sample.placement, 420));
    }

    #[test]
    fn who_has_an_answer_keeps_it_and_a_day_to_come_gets_none() {
        let sample = Sample::running("2026-11-02").present("2026-11-23", 480);
        assert!(copy(&sample, "2026-11-24").is_some());
        assert_eq!(copy(&sample, "2026-11-25"), None);
        assert_eq!(copy(&sample.present("2026-11-24", 60), "2026-11-24"), None);
    }

    #[test]
    fn what_is_disputed_or_long_ago_or_signed_is_not_said_again() {
        let disputed = Sample::running("2026-11-02")
            .present("2026-11-23", 480)
            .authority_says("2026-11-23", AbsenceReason::Sick);
        assert_eq!(copy(&disputed, "2026-11-24"), None);
        let old = Sample::running("2026-11-02").present("2026-11-16", 480);
        assert_eq!(copy(&old, "2026-11-24"), None);
        assert!(copy(&old, "2026-11-23").is_some());
        let attest = Signature {
            by: old.supervisor,
            at: Millis(0),
        };
        let signed = Sample::running("2026-11-02")
            .present("2026-11-23", 480)
            .signed("2026-11-23", SheetState::Attested { attest });
        assert_eq!(copy(&signed, "2026-11-24"), None);
    }
}
