//! One day: what each side said, and the way to say, settle or correct it, whichever is open to this person.
use crate::view::*;
use shared::command::{CorrectAttendance, RecordAttendance, SettleDay};
use shared::id::{PlacementId, UserId};
use shared::model::{AbsenceReason, Attendance, Sheet, SheetState, Side, Statement};
use shared::quantity::Minutes;
use shared::state::find;
use shared::time::{Day, Millis};

use super::model::may;
use crate::components::{Choice, Form, choose, long_field, record_mark, submit, typed_field};
use crate::replica::use_replica;
use crate::screens::month::model::{DayModel, day_of};
use crate::screens::names;
use crate::screens::reader::{Problem, Reader};
use crate::signals::{Live, Var};
use crate::word;
use crate::words::{dates, nouns};

const REASONS: [(&str, AbsenceReason); 7] = [
    ("sick", AbsenceReason::Sick),
    ("child_care", AbsenceReason::ChildCare),
    ("agency_activity", AbsenceReason::AgencyActivity),
    ("language_class", AbsenceReason::LanguageClass),
    ("agreed_leave", AbsenceReason::AgreedLeave),
    ("site_closed", AbsenceReason::SiteClosed),
    ("no_show", AbsenceReason::NoShow),
];

/// Which of the three ways a day is changed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Say,
    Settle,
    Correct,
}

/// Draws the day. The form stays as it is while other rows change.
pub fn draw(id: PlacementId, day: Day) -> AnyView {
    let replica = use_replica();
    let model = Live::new(move || replica.state().with(|state| day_of(state, id, day)));
    let way = Live::new(move || {
        let state = replica.state().get();
        let me = replica.me().get()?;
        let may = may(&state, &me, find::placement(&*state, id)?);
        let sheet = find::sheet(&*state, Sheet::id_of(id, day.in_month()));
        let is_signed = sheet.is_some_and(|sheet| sheet.state != SheetState::Open);
        model.with(|model| match (model.is_disputed, is_signed) {
            (true, _) if may.verify => Some(Way::Settle),
            (false, true) if may.correct => Some(Way::Correct),
            (false, false) if may.verify && model.settled.is_none() => Some(Way::Say),
            (true | false, _) => None,
        })
    });
    let lines = move || {
        replica
            .me()
            .get()
            .map(|me| model.with(|model| said(model, me.user)))
    };
    view! {
        <section class="stack" aria-label=dates::long(day)>
            <h3>{dates::capital(&dates::long(day))}</h3>
            {lines}
            {move || way.get().map(|way| change(id, day, way))}
        </section>
    }
    .into_any()
}

fn line(
    by: UserId,
    side: Side,
    at: Millis,
    attendance: Attendance,
    why: Option<String>,
    me: UserId,
    mark: Option<AnyView>,
) -> AnyView {
    let replica = use_replica();
    let name = if by == me {
        word!(person.you).to_owned()
    } else {
        let state = replica.state().get_untracked();
        names::user(&*state, by).unwrap_or_else(|| word!(person.unknown_user).to_owned())
    };
    let when = dates::moment(at, replica.today().get_untracked());
    view! {
        <li class="list-row">
            <div><strong>{nouns::attendance(attendance)}</strong><span class="small muted">{nouns::side(side)} " · " {name} " · " {when}</span>{why.map(|why| view! { <span class="small">{why}</span> }.into_any())}</div>
            {mark}
        </li>
    }
    .into_any()
}

fn said(model: &DayModel, me: UserId) -> AnyView {
    let replica = use_replica();
    if model.statements.is_empty() && model.corrections.is_empty() {
        return view! { <p class="muted">{word!(day.nothing)}</p> }.into_any();
    }
    let of_statement = |s: &Statement| {
        line(
            s.by,
            s.side,
            s.at,
            s.attendance,
            None,
            me,
            Some(record_mark(replica.command_state(s.cmd))),
        )
    };
    let statements = model.statements.iter().map(of_statement).collect_view();
    let why = if model.is_objected {
        word!(site.objected)
    } else {
        word!(day.disputed)
    };
    let settled = model.settled.as_ref().map(|s| {
        line(
            s.by,
            Side::Authority,
            s.at,
            s.attendance,
            Some(word!(day.settled_because, note = s.note.to_string())),
            me,
            None,
        )
    });
    let corrections = model.corrections.iter().map(|c| {
        line(
            c.by,
            c.side,
            c.at,
            c.attendance,
            Some(word!(day.corrected_because, reason = c.reason.to_string())),
            me,
            None,
        )
    });
    view! {
        {model.is_disputed.then(|| view! { <p class="notice" data-tone="bad">{why}</p> }.into_any())}
        <ul class="list">{statements}{settled}{corrections.collect_view()}</ul>
    }
    .into_any()
}

fn change(id: PlacementId, day: Day, way: Way) -> AnyView {
    let form = Form::new().about(match way {
        Way::Settle => word!(help.day_settle),
        Way::Correct => word!(help.day_correct),
        Way::Say => word!(help.day_say),
    });
    let what = Var::new("here".to_owned());
    let hours = Var::new("8".to_owned());
    let why = Var::new(String::new());
    let mut choices = vec![Choice::new("here", word!(site.here))];
    choices.extend(
        REASONS
            .iter()
            .map(|(code, reason)| Choice::new(code, nouns::absence(*reason))),
    );
    let read_attendance = move |read: &mut Reader| {
        let what = what.get_untracked();
        if what == "here" {
            return read
                .number("hours", &hours.get_untracked(), 1, 24)
                .and_then(|hours| Minutes::parse(hours * 60).ok())
                .map(|minutes| Attendance::Present { minutes });
        }
        let reason = REASONS
            .iter()
            .find(|(code, _)| *code == what)
            .map(|(_, reason)| *reason);
        read.one_of("what", reason)
            .map(|reason| Attendance::Absent { reason })
    };
    let settle = move || -> Result<SettleDay, Vec<Problem>> {
        let mut read = Reader::new();
        let attendance = read_attendance(&mut read);
        let note = read.text::<2000>("why", &why.get_untracked());
        read.finish(attendance.zip(note).map(|(attendance, note)| SettleDay {
            placement: id,
            day,
            attendance,
            note,
        }))
    };
    let correct = move || -> Result<CorrectAttendance, Vec<Problem>> {
        let mut read = Reader::new();
        let attendance = read_attendance(&mut read);
        let reason = read.text::<2000>("why", &why.get_untracked());
        read.finish(
            attendance
                .zip(reason)
                .map(|(attendance, reason)| CorrectAttendance {
                    placement: id,
                    day,
                    attendance,
                    reason,
                }),
        )
    };
    let say = move || -> Result<RecordAttendance, Vec<Problem>> {
        let mut read = Reader::new();
        let attendance = read_attendance(&mut read);
        read.finish(attendance.map(|attendance| RecordAttendance {
            placement: id,
            day,
            attendance,
            replaces: None,
        }))
    };
    let send = move || match way {
        Way::Settle => form.send(settle(), word!(day.settled), || {}),
        Way::Correct => form.send(correct(), word!(day.corrected), || {}),
        Way::Say => form.send(say(), word!(form.saved), || {}),
    };
    let (title, button) = match way {
        Way::Settle => (word!(day.settle_title), word!(day.settle)),
        Way::Correct => (word!(day.correct_title), word!(day.correct)),
        Way::Say => (word!(day.say_title), word!(form.save)),
    };
    let fields = view! {
        <div class="fields">
            {choose(form, "what", what, word!(day.what), "", choices)}
            {move || (what.get() == "here").then(|| typed_field(form, "hours", hours, word!(day.hours), "", "number", "off"))}
        </div>
        {(way != Way::Say).then(|| long_field(form, "why", why, word!(form.reason), word!(day.why_hint)))}
    }.into_any();
    view! { <div class="stack"><h3>{title}</h3>{submit(form, button, fields.into_any(), send)}</div> }.into_any()
}
