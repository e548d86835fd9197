//! The caseworker's people today: who needs something first, each with the ways to it. Every line leads to where it is mended.
pub mod model;

use crate::view::*;
use shared::id::PlacementId;
use shared::model::{Key, Kind};

use self::model::{CaseModel, Deviation, cases, is_over};
use crate::components::{Tone, button_to, chip, empty, head, link_aimed, link_to, windowed};
use crate::replica::use_replica;
use crate::routes::Route;
use crate::screens::mark;
use crate::screens::placement::{meeting, tasks};
use crate::word;
use crate::words::{dates, nouns, numbers};

/// Where links to a placement's month lead.
const MONTH: &str = "#month";

/// Draws the screen.
pub fn draw() -> AnyView {
    let replica = use_replica();
    let list = move || {
        let me = replica.me().get()?;
        let found = cases(&replica.state().get(), me.user, replica.today().get());
        let view = if found.is_empty() {
            empty(
                word!(cases.none_title),
                word!(cases.none),
                button_to(Route::Candidates, word!(nav.candidates)),
            )
        } else {
            let (over, runs): (Vec<_>, Vec<_>) = found
                .into_iter()
                .partition(|case| is_over(case.state) && case.deviations.is_empty());
            let over = (!over.is_empty()).then(|| {
                let title = word!(cases.over, count = over.len());
                view! { <details class="card"><summary>{title}</summary>{windowed(over, row)}</details> }.into_any()
            });
            view! { <section class="card cases">{windowed(runs, row)}</section>{over} }.into_any()
        };
        Some(view)
    };
    view! { <div class="page">{head(word!(nav.cases), None, Some(word!(cases.intro).to_owned()))} {list}</div> }.into_any()
}

fn row(case: &CaseModel) -> AnyView {
    let name = case
        .name
        .clone()
        .unwrap_or_else(|| word!(person.unnamed).to_owned());
    let place = [case.site.clone(), case.trade.clone()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ");
    let days = dates::span(case.days.0, case.days.1);
    let id = case.placement;
    let todo = case.deviations.iter().map(|one| line(id, one));
    let todo = if case.deviations.is_empty() {
        view! { <p class="small muted">{word!(cases.calm)}</p> }.into_any()
    } else {
        view! { <ul class="case-todo">{todo.collect_view()}</ul> }.into_any()
    };
    view! {
        <li class="case">
            <div class="between"><a class="case-name" href=Route::Placement(id).path()>{name}</a><span class="row">{mark::of(Key::new(Kind::Placement, id))}{chip(Tone::Plain, nouns::placement_state(case.state))}</span></div>
            <p class="small muted">{place} " · " {days}</p>
            {todo}
        </li>
    }
    .into_any()
}

/// One line, and where it is mended.
fn line(id: PlacementId, deviation: &Deviation) -> AnyView {
    let page = Route::Placement(id);
    let plain = |tone, part, text: String| (tone, link_aimed(page, part, text));
    let note = |tone, meeting, text: String| (tone, link_to(Route::Note(id, Some(meeting)), text));
    let full = dates::date;
    let (tone, link) = match deviation {
        Deviation::Disputed(days) => {
            let text = word!(cases.disputed_days, days = *days);
            plain(Tone::Bad, MONTH, text)
        }
        Deviation::ShouldStart(day) => {
            plain(Tone::Bad, "h1", word!(cases.start_late, day = full(*day)))
        }
        Deviation::AwayToday(reason) => {
            let text = word!(cases.away_today, reason = nouns::absence(*reason));
            plain(Tone::Bad, MONTH, text)
        }
        Deviation::MeetingToNote(meeting, day) => note(
            Tone::Bad,
            *meeting,
            word!(cases.meeting_note, day = full(*day)),
        ),
        Deviation::MeetingLate(day) => plain(
            Tone::Bad,
            meeting::PART,
            word!(cases.meeting_late, day = full(*day)),
        ),
        Deviation::TaskLate(_, what) => plain(
            Tone::Bad,
            tasks::PART,
            word!(cases.task_late, what = what.clone()),
        ),
        Deviation::ShouldEnd(day) => {
            plain(Tone::Wait, "h1", word!(cases.end_late, day = full(*day)))
        }
        Deviation::Unanswered(days) => {
            let days = numbers::days(i64::try_from(*days).unwrap_or(0));
            plain(Tone::Wait, MONTH, word!(cases.no_answer, days = days))
        }
        Deviation::ToConfirm(month) => plain(
            Tone::Wait,
            MONTH,
            word!(cases.confirm, month = dates::month(*month)),
        ),
        Deviation::MeetingToday(meeting, kind, at) => {
            let kind = nouns::meeting(*kind);
            let text = match at {
                Some(at) => word!(cases.meeting_today_at, kind = kind, time = at.to_string()),
                None => word!(cases.meeting_today, kind = kind),
            };
            note(Tone::Wait, *meeting, text)
        }
        Deviation::MeetingSoon(day, kind) => {
            let text = word!(
                cases.meeting_soon,
                kind = nouns::meeting(*kind),
                day = full(*day)
            );
            plain(Tone::Info, meeting::PART, text)
        }
        Deviation::MeetingToPlan(day) => plain(
            Tone::Info,
            meeting::PART,
            word!(cases.meeting_to_plan, day = full(*day)),
        ),
        Deviation::TaskSoon(day, what) => {
            let text = word!(cases.task_soon, what = what.clone(), day = full(*day));
            plain(Tone::Info, tasks::PART, text)
        }
        Deviation::Starts(day) => plain(Tone::Info, "h1", word!(cases.starts, day = full(*day))),
        Deviation::Ends(day) => plain(Tone::Info, "h1", word!(cases.ends, day = full(*day))),
    };
    view! { <li class="due" data-tone=tone.name()>{link}</li> }.into_any()
}
