//! Attendance of the demo: working days up to yesterday, the months that are over attested and most of them confirmed, one day
//! disputed, one corrected.
use shared::command::{AttestMonth, ConfirmMonth, CorrectAttendance, RecordAttendance};
use shared::model::{AbsenceReason, Attendance};
use shared::quantity::Minutes;
use shared::time::Day;

use super::contracts::{ERIK_LEFT, PLACEMENTS};
use super::ids::named;
use super::story::{Teller, text};

/// What the supervisor says of a working day; a fixed pattern, different for each person.
fn said(person: usize, number: usize) -> Option<Attendance> {
    let turn = (number * 7 + person * 5) % 23;
    Some(match turn {
        3 => Attendance::Absent {
            reason: AbsenceReason::Sick,
        },
        9 => Attendance::Absent {
            reason: AbsenceReason::LanguageClass,
        },
        14 => Attendance::Absent {
            reason: AbsenceReason::AgencyActivity,
        },
        19 if person == 0 => Attendance::Absent {
            reason: AbsenceReason::ChildCare,
        },
        21 if person == 3 => Attendance::Absent {
            reason: AbsenceReason::NoShow,
        },
        5 | 11 => Attendance::Present {
            minutes: Minutes::parse(360).ok()?,
        },
        _ => Attendance::Present {
            minutes: Minutes::parse(480).ok()?,
        },
    })
}

pub(super) fn tell(teller: &mut Teller) {
    for (person, (key, _, _, caseworker, starts, _)) in PLACEMENTS.iter().enumerate() {
        // The cleaning contract's supervisor has no account here: its days are reported by the caseworker.
        let reporter = if *key == "omar" {
            "handlaggare2"
        } else {
            "arbetsledare"
        };
        let last = if *key == "erik" { ERIK_LEFT } else { -1 };
        if *starts > last {
            continue;
        }
        let placement = named(&format!("placement {key}"));
        let mut number = 0;
        let mut day = teller.day(*starts);
        while day <= teller.day(last) {
            if day.weekday() <= 5 {
                if let Some(attendance) = said(person, number) {
                    teller.tell(
                        reporter,
                        day,
                        16,
                        RecordAttendance {
                            placement,
                            day,
                            attendance,
                            replaces: None,
                        },
                    );
                }
                number += 1;
            }
            day = day.plus_days(1);
        }
        if reporter == "arbetsledare" {
            months(teller, key, caseworker, *starts, last);
        }
    }
    disputed(teller);
    corrected(teller);
}

/// Months that were over some days ago are signed on the site; all but the latest are confirmed.
fn months(teller: &mut Teller, key: &str, caseworker: &str, starts: i64, last: i64) {
    let placement = named(&format!("placement {key}"));
    let mut month = teller.day(starts).in_month();
    while month.last_day() < teller.day(-2) && month.first_day() <= teller.day(last) {
        let signed = month.last_day().plus_days(1);
        teller.tell("arbetsledare", signed, 15, AttestMonth { placement, month });
        let confirmed = signed.plus_days(4);
        if confirmed < teller.day(-14) {
            teller.tell(caseworker, confirmed, 10, ConfirmMonth { placement, month });
        }
        month = month.last_day().plus_days(1).in_month();
    }
}

/// The latest working day in this month's open sheet: the caseworker says otherwise about Josef.
fn disputed(teller: &mut Teller) {
    let mut day = teller.day(-1);
    while day.weekday() > 5 {
        day = day.plus_days(-1);
    }
    if day.in_month() != teller.today.in_month() {
        return;
    }
    let command = RecordAttendance {
        placement: named("placement josef"),
        day,
        attendance: Attendance::Absent {
            reason: AbsenceReason::AgreedLeave,
        },
        replaces: None,
    };
    teller.tell("handlaggare", day, 18, command);
}

/// In the first attested month one day of Leyla's is corrected by the contractor before it is confirmed.
fn corrected(teller: &mut Teller) {
    let mut day: Day = teller.day(-80);
    while day.weekday() > 5 {
        day = day.plus_days(1);
    }
    let on = day.in_month().last_day().plus_days(2);
    let Ok(minutes) = Minutes::parse(240) else {
        return;
    };
    let command = CorrectAttendance {
        placement: named("placement leyla"),
        day,
        attendance: Attendance::Present { minutes },
        reason: text("Gick hem vid lunch enligt överenskommelse"),
    };
    teller.tell("foretag", on, 9, command);
}
