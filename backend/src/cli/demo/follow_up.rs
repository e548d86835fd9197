//! Meetings, notes, tasks and telephone numbers of the demo. The numbers are of the series that the Swedish Post and Telecom
//! Authority keeps free for invented people (070-174 06 05 to 99).
use shared::command::{AddTask, CompleteTask, CorrectNote, PlanMeeting, RecordMeeting, SetContact};
use shared::model::{Agreed, Attendee, Email, Going, MeetingKind, Note, Phone};
use shared::time::Day;
use shared::time_of_day::TimeOfDay;

use super::ids::named;
use super::story::{Teller, text};

/// Key, whose, days from today, how one met, how it went (trainee, work, supervision), what was agreed, in words.
type Held = (
    &'static str,
    &'static str,
    i64,
    MeetingKind,
    [Going; 3],
    &'static [Agreed],
    &'static str,
);

use Agreed::{GoOn, Language, MoreSupport, OtherHours, OtherTasks, TalkOfJob};
use Going::{Partly, Well};
use MeetingKind::{PhoneCall, ThreePartyMeeting, Visit};

const HELD: &[Held] = &[
    (
        "leyla 1",
        "leyla",
        -76,
        ThreePartyMeeting,
        [Well, Well, Well],
        &[GoOn],
        "Trivs och kommer i tid.",
    ),
    (
        "leyla 2",
        "leyla",
        -45,
        ThreePartyMeeting,
        [Well, Partly, Well],
        &[OtherTasks],
        "Vill prova kök en dag i veckan.",
    ),
    (
        "leyla 3",
        "leyla",
        -14,
        Visit,
        [Well, Well, Well],
        &[TalkOfJob],
        "Arbetsledaren vill prata om jobb efter praktiken.",
    ),
    (
        "amina 1",
        "amina",
        -60,
        ThreePartyMeeting,
        [Well, Well, Partly],
        &[MoreSupport],
        "Behöver en fast person att fråga.",
    ),
    (
        "amina 2",
        "amina",
        -29,
        ThreePartyMeeting,
        [Well, Well, Well],
        &[GoOn, Language],
        "Det fungerar. Svenska på torsdagar.",
    ),
    (
        "josef 1",
        "josef",
        -28,
        ThreePartyMeeting,
        [Partly, Well, Well],
        &[OtherHours],
        "Bussen kommer sent. Börjar 8.30.",
    ),
    (
        "omar 1",
        "omar",
        -20,
        Visit,
        [Well, Well, Well],
        &[GoOn],
        "Gick bra.",
    ),
    (
        "omar 2",
        "omar",
        -6,
        PhoneCall,
        [Well, Well, Well],
        &[GoOn],
        "Kort samtal, allt väl.",
    ),
];

/// Key, whose, days from today, at what time.
const PLANNED: &[(&str, &str, i64, &str)] = &[
    ("leyla 4", "leyla", 5, "13:00"),
    // Its day has gone by and nothing is written down.
    ("josef 2", "josef", -1, "09:00"),
];

/// Key, whose, days from today when it is due, what, and whether it is done.
const TASKS: &[(&str, &str, i64, &str, bool)] = &[
    ("tolk", "amina", 3, "Boka tolk till nästa samtal", false),
    ("buss", "josef", -2, "Ring kommunens resor om bussen", false),
    ("klader", "amina", -50, "Fråga om arbetskläder", true),
    ("intyg", "leyla", 20, "Skriv intyg med arbetsledaren", false),
    ("schema", "omar", 2, "Be om nytt schema", false),
];

/// Membership, telephone, e-mail, and who noted them.
const CONTACTS: &[(&str, &str, &str, &str)] = &[
    (
        "arbetsledare",
        "070-174 06 05",
        "maria.lind@fjallbygg.example",
        "foretag",
    ),
    (
        "foretag",
        "070-174 06 12",
        "frida.fjell@fjallbygg.example",
        "foretag",
    ),
    (
        "malare",
        "070-174 06 31",
        "peter.strand@norrmaleri.example",
        "handlaggare",
    ),
];

/// Who follows whom in the story.
fn caseworker(of: &str) -> &'static str {
    if of == "omar" {
        "handlaggare2"
    } else {
        "handlaggare"
    }
}

/// The day itself, or the Friday before it.
fn working_day(day: Day) -> Day {
    day.plus_days(i64::from(5_u8.min(day.weekday())) - i64::from(day.weekday()))
}

pub(super) fn tell(teller: &mut Teller) {
    for (key, whose, days, kind, [trainee, work, supervision], agreed, words) in HELD {
        let on = working_day(teller.day(*days));
        let command = RecordMeeting {
            meeting: named(&format!("meeting {key}")),
            placement: named(&format!("placement {whose}")),
            kind: *kind,
            on,
            note: Note {
                present: [Attendee::Trainee, Attendee::Supervisor].into(),
                trainee: Some(*trainee),
                work: Some(*work),
                supervision: Some(*supervision),
                agreed: agreed.iter().copied().collect(),
                text: Some(text(words)),
            },
        };
        teller.tell(caseworker(whose), on, 14, command);
    }
    corrected(teller);
    for (key, whose, days, time) in PLANNED {
        let command = PlanMeeting {
            meeting: named(&format!("meeting {key}")),
            placement: named(&format!("placement {whose}")),
            kind: ThreePartyMeeting,
            on: working_day(teller.day(*days)),
            at: TimeOfDay::parse(time).ok(),
        };
        let day = teller.day(-12);
        teller.tell(caseworker(whose), day, 15, command);
    }
    for (key, whose, days, words, is_done) in TASKS {
        let (task, placement) = (
            named(&format!("task {key}")),
            named(&format!("placement {whose}")),
        );
        let due = teller.day(*days);
        let command = AddTask {
            task,
            placement,
            title: text(words),
            due,
        };
        let noted = teller.day((*days - 10).min(-4));
        teller.tell(caseworker(whose), noted, 14, command);
        if *is_done {
            teller.tell(caseworker(whose), due, 11, CompleteTask { task, placement });
        }
    }
    for (membership, phone, email, by) in CONTACTS {
        let command = SetContact {
            membership: named(&format!("membership {membership}")),
            phone: Phone::parse(phone).ok(),
            email: Email::parse(email).ok(),
        };
        let day = teller.day(-40);
        teller.tell(by, day, 10, command);
    }
}

/// One note was put right the day after; the first version stays.
fn corrected(teller: &mut Teller) {
    let on = working_day(teller.day(-28));
    let command = CorrectNote {
        meeting: named("meeting josef 1"),
        placement: named("placement josef"),
        on,
        note: Note {
            present: [
                Attendee::Trainee,
                Attendee::Supervisor,
                Attendee::Interpreter,
            ]
            .into(),
            trainee: Some(Partly),
            work: Some(Well),
            supervision: Some(Well),
            agreed: [OtherHours].into(),
            text: Some(text("Bussen kommer sent. Börjar 8.45.")),
        },
    };
    teller.tell("handlaggare", on.plus_days(1), 9, command);
}
