//! The next meeting: what is planned, or what the usual rhythm suggests; planned, moved and called off in place.
use crate::view::*;
use shared::command::{CancelMeeting, MoveMeeting, PlanMeeting};
use shared::follow_up::{NextMeeting, USUAL, next_meeting};
use shared::id::{MeetingId, PlacementId};
use shared::model::MeetingKind;
use shared::time::Day;
use shared::time_of_day::TimeOfDay;

use crate::components::{Choice, Form, link_to, pick_one, submit, typed_field};
use crate::platform::ids;
use crate::replica::use_replica;
use crate::routes::Route;
use crate::screens::note::model::chosen;
use crate::screens::reader::Reader;
use crate::signals::{Live, Var};
use crate::word;
use crate::words::{dates, nouns};

/// Where links to this part lead.
pub const PART: &str = "#next-meeting";

/// Draws it. The forms stay as they are while other rows change.
pub fn draw(id: PlacementId) -> AnyView {
    let replica = use_replica();
    let next = Live::new(move || replica.state().with(|state| next_meeting(&**state, id)));
    let said = Var::new(None::<String>);
    let body = move || {
        let today = replica.today().get();
        let parts = match next.get() {
            Some(NextMeeting::Planned { meeting, kind, on, at }) => {
                planned(id, meeting, (kind, on, at), today, said)
            }
            Some(NextMeeting::ToPlan { by }) => view! {
                {to_plan(by, today)}
                <details open={by < today}><summary>{word!(meeting.plan)}</summary>{plan(id, by.max(today), said)}</details>
            }
            .into_any(),
            None => view! {
                <p class="muted">{word!(meeting.none)}</p>
                <details><summary>{word!(meeting.plan)}</summary>{plan(id, today, said)}</details>
            }
            .into_any(),
        };
        view! { {parts} }.into_any()
    };
    // What was done is told here: the form that did it is drawn anew.
    let told = move || {
        said.get()
            .map(|what| view! { <p class="small" role="status">"✓ "{what}</p> }.into_any())
    };
    view! { <section class="card" id="next-meeting" tabindex="-1"><h2>{word!(meeting.next)}</h2>{body}{told}</section> }.into_any()
}

/// "Trepartssamtal 12 december 2026 kl. 13:00".
#[must_use]
pub fn when(kind: MeetingKind, day: &str, at: Option<TimeOfDay>) -> String {
    let kind = nouns::meeting(kind);
    match at {
        Some(at) => word!(
            meeting.when_at,
            kind = kind,
            day = day,
            time = at.to_string()
        ),
        None => word!(meeting.when, kind = kind, day = day),
    }
}

fn to_plan(by: Day, today: Day) -> AnyView {
    let day = dates::date(by);
    let (tone, text) = if by < today {
        ("bad", word!(meeting.late, day = day))
    } else {
        ("info", word!(meeting.to_plan, day = day))
    };
    let rhythm = word!(meeting.rhythm, days = USUAL.first_within_days);
    view! { <p class="due" data-tone=tone>{text}</p><p class="small muted">{rhythm}</p> }.into_any()
}

fn planned(
    id: PlacementId,
    meeting: MeetingId,
    (kind, on, at): (MeetingKind, Day, Option<TimeOfDay>),
    today: Day,
    said: Var<Option<String>>,
) -> AnyView {
    let tone = if on < today { "bad" } else { "info" };
    let text = when(kind, &dates::date(on), at);
    let note = (on <= today)
        .then(|| link_to(Route::Note(id, Some(meeting)), word!(cases.note)))
        .map(|link| view! { <p>{link}</p> }.into_any());
    let sees = kind
        .is_on_site()
        .then(|| view! { <p class="small muted">{word!(meeting.site_sees)}</p> }.into_any());
    let cancel = {
        let form = Form::new().about(word!(help.meeting));
        submit(form, word!(meeting.cancel), ().into_any(), move || {
            let command = CancelMeeting {
                meeting,
                placement: id,
            };
            form.send(Ok(command), word!(meeting.cancelled), move || {
                said.set(Some(word!(meeting.cancelled).to_owned()));
            });
        })
    };
    view! {
        <p class="due" data-tone=tone>{text}</p>{note}{sees}
        <details><summary>{word!(meeting.move_)}</summary>{move_form(id, meeting, on, at, said)}</details>
        <details><summary>{word!(meeting.cancel)}" …"</summary>{cancel}</details>
    }
    .into_any()
}

fn day_and_time(form: Form, on: Var<String>, at: Var<String>) -> AnyView {
    view! {
        <div class="fields">
            {typed_field(form, "meeting-on", on, word!(meeting.day), "", "date", "off")}
            {typed_field(form, "meeting-at", at, word!(meeting.time), word!(form.optional), "time", "off")}
        </div>
    }
    .into_any()
}

fn plan(id: PlacementId, proposed: Day, said: Var<Option<String>>) -> AnyView {
    let form = Form::new().about(word!(help.meeting));
    let (kind, on, at) = (
        Var::new("0".to_owned()),
        Var::new(proposed.to_string()),
        Var::new(String::new()),
    );
    let kinds = MeetingKind::ALL.iter().enumerate();
    let kinds = kinds.map(|(place, kind)| Choice::new(place, nouns::meeting(*kind)));
    let fields = view! {
        {pick_one(form, "meeting-kind", kind, word!(meeting.kind), kinds.collect())}
        {day_and_time(form, on, at)}
    };
    let send = move || {
        let mut read = Reader::new();
        let kind = chosen(&MeetingKind::ALL, &kind.get_untracked()).next();
        let kind = read.one_of("meeting-kind", kind);
        let on = read.day("meeting-on", &on.get_untracked());
        let at = read.time_or_none("meeting-at", &at.get_untracked());
        let command = kind.zip(on).map(|(kind, on)| PlanMeeting {
            meeting: ids::new(),
            placement: id,
            kind,
            on,
            at,
        });
        form.send(read.finish(command), word!(meeting.planned), move || {
            said.set(Some(word!(meeting.planned).to_owned()));
        });
    };
    submit(form, word!(meeting.plan), fields.into_any(), send)
}

fn move_form(
    id: PlacementId,
    meeting: MeetingId,
    on: Day,
    at: Option<TimeOfDay>,
    said: Var<Option<String>>,
) -> AnyView {
    let form = Form::new().about(word!(help.meeting));
    let on = Var::new(on.to_string());
    let at = Var::new(at.map(|at| at.to_string()).unwrap_or_default());
    let send = move || {
        let mut read = Reader::new();
        let on = read.day("meeting-on", &on.get_untracked());
        let at = read.time_or_none("meeting-at", &at.get_untracked());
        let command = on.map(|on| MoveMeeting {
            meeting,
            placement: id,
            on,
            at,
        });
        form.send(read.finish(command), word!(meeting.moved), move || {
            said.set(Some(word!(meeting.moved).to_owned()));
        });
    };
    submit(form, word!(meeting.move_), day_and_time(form, on, at), send)
}
