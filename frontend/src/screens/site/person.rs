//! One person's card: Här or Borta, then the reason or the time, and how far what was said has come.
use crate::view::*;
use shared::command::{RecordAttendance, RetractAttendance};
use shared::id::PlacementId;
use shared::model::{AbsenceReason, Attendance, Side};
use shared::quantity::Minutes;
use shared::time::Day;
use shared::wire::CommandRef;

use super::model::{Answer, PersonModel, entry};
use super::whole_day;
use crate::components::{Tone, Undo, chip, icon_check, live_mark, stepper};
use crate::platform::{page, paint};
use crate::replica::{Replica, use_replica};
use crate::screens::privacy;
use crate::signals::{Var, handler};
use crate::word;
use crate::words::{codes, dates, nouns, numbers};

/// The reasons that are offered, most common first.
const REASONS: [AbsenceReason; 7] = [
    AbsenceReason::Sick,
    AbsenceReason::ChildCare,
    AbsenceReason::AgencyActivity,
    AbsenceReason::LanguageClass,
    AbsenceReason::AgreedLeave,
    AbsenceReason::SiteClosed,
    AbsenceReason::NoShow,
];
/// Half an hour a step.
const STEP_MINUTES: i64 = 30;

#[derive(Clone)]
struct Ask {
    replica: Replica,
    person: PersonModel,
    name: String,
    day: Day,
    undo: Undo,
    wrong: Var<Option<String>>,
    seen: Seen,
}

/// What is seen of a card before it is drawn; lives as long as the card.
#[derive(Clone, Copy)]
pub struct Seen {
    /// The answer that was pressed and is not drawn yet: here, or away.
    pressed: Var<Option<bool>>,
    /// Whether the reasons are open.
    is_open: Var<bool>,
}

impl Seen {
    /// Nothing is pressed.
    pub fn new() -> Self {
        Self {
            pressed: Var::new(None),
            is_open: Var::new(false),
        }
    }
}

/// Draws the card.
pub fn draw(
    person: &PersonModel,
    day: Day,
    undo: Undo,
    wrong: Var<Option<String>>,
    seen: Seen,
) -> AnyView {
    let replica = use_replica();
    let name = person
        .name
        .clone()
        .unwrap_or_else(|| word!(person.unnamed).to_owned());
    let ask = Ask {
        replica,
        person: person.clone(),
        name: name.clone(),
        day,
        undo,
        wrong,
        seen,
    };
    let Seen { pressed, is_open } = seen;
    // What was pressed is drawn now.
    pressed.set(None);
    let (here, away) = match person.answer {
        Answer::Said(Attendance::Present { .. }) => (true, false),
        Answer::Said(Attendance::Absent { .. }) => (false, true),
        Answer::Open | Answer::Disputed => (false, false),
    };
    let month = word!(
        site.month_of,
        month = person.month_of.0,
        months = person.month_of.1
    );
    let below = person
        .trade
        .clone()
        .map_or_else(|| month.clone(), |trade| format!("{trade} · {month}"));
    let below = match person.checked_in {
        Some(at) => format!(
            "{below} · {}",
            word!(site.checked_in, time = dates::moment(at, day))
        ),
        None => below,
    };
    let say_here = {
        let ask = ask.clone();
        move |_| {
            pressed.set(Some(true));
            if let Some(whole) = whole_day() {
                say(&ask, whole);
            }
        }
    };
    let reasons = {
        let ask = ask.clone();
        move || is_open.get().then(|| reasons(&ask))
    };
    // The reasons open below, where the foot of the screen may lie over them.
    let card = format!("person-{}", person.placement);
    let ask_why = {
        let card = card.clone();
        move |_| {
            let open = !is_open.get_untracked();
            pressed.set(open.then_some(false));
            let card = card.clone();
            paint::after(move || {
                is_open.set(open);
                request_animation_frame(move || page::reveal(&card));
            });
        }
    };
    // While the reasons are open what was said before still holds.
    let is_here = move || (here || pressed.get() == Some(true)).to_string();
    let is_away = move || {
        let is_away = pressed.get().map(|here| !here);
        is_away.unwrap_or_else(|| away || is_open.get()).to_string()
    };
    view! {
        <li class="person" id=card>
            <div class="avatar" data-shade=person.shade.to_string() aria-hidden="true">{person.initials.clone()}</div>
            <div class="who" on:click=handler(move |_| privacy::reveal(replica))><h2 class="name">{name.clone()}</h2><p class="muted small">{below}</p></div>
            <div class="answers" role="group" aria-label=name>
                <button type="button" class="answer" data-answer="here" aria-pressed=is_here disabled=person.is_signed on:click=handler(say_here)>
                    {here.then(icon_check)}{word!(site.here)}
                </button>
                <button type="button" class="answer" data-answer="away" aria-pressed=is_away disabled=person.is_signed
                    on:click=handler(ask_why)>
                    {word!(site.away)}
                </button>
            </div>
            {reasons}
            {more(&ask)}
        </li>
    }
    .into_any()
}

fn more(ask: &Ask) -> AnyView {
    let state = ask.person.cmd.map(|cmd| {
        let replica = ask.replica;
        live_mark(move || replica.command_state(cmd))
    });
    let said = match &ask.person.answer {
        Answer::Open if ask.person.is_signed => chip(Tone::Plain, word!(site.signed)),
        Answer::Open => return ().into_any(),
        Answer::Disputed if ask.person.is_objected => chip(Tone::Bad, word!(site.objected)),
        Answer::Disputed => chip(Tone::Bad, word!(site.disputed)),
        Answer::Said(Attendance::Absent { reason }) => chip(Tone::Bad, nouns::absence(*reason)),
        Answer::Said(Attendance::Present { minutes }) if ask.person.is_signed => {
            chip(Tone::Plain, numbers::hours(minutes.get()))
        }
        Answer::Said(Attendance::Present { minutes }) => time(ask, i64::from(minutes.get())),
    };
    let signed = (ask.person.is_signed && ask.person.answer != Answer::Open)
        .then(|| chip(Tone::Plain, word!(site.signed)));
    view! { <div class="more">{said}{state}{signed}</div> }.into_any()
}

fn time(ask: &Ask, minutes: i64) -> AnyView {
    let change = |by: i64| {
        let ask = ask.clone();
        move || {
            let now = match said(&ask) {
                Some(Attendance::Present { minutes }) => i64::from(minutes.get()),
                Some(Attendance::Absent { .. }) | None => minutes,
            };
            let next = (now + by).clamp(STEP_MINUTES, 24 * 60);
            if let Ok(minutes) = Minutes::parse(next) {
                say(&ask, Attendance::Present { minutes });
            }
        }
    };
    let shown = numbers::hours(u16::try_from(minutes).unwrap_or_default());
    stepper(
        word!(site.time_of, name = ask.name.clone()),
        move || shown.clone(),
        change(-STEP_MINUTES),
        change(STEP_MINUTES),
    )
}

fn reasons(ask: &Ask) -> AnyView {
    let list = REASONS.into_iter().map(|reason| {
        let ask = ask.clone();
        let choose = move |_| {
            say(&ask, Attendance::Absent { reason });
        };
        view! { <li><button type="button" class="answer" on:click=handler(choose)>{nouns::absence(reason)}</button></li> }.into_any()
    });
    view! {
        <section class="reasons"><h3>{word!(site.why, name = ask.name.clone())}</h3><ul>{list.collect_view()}</ul></section>
    }
    .into_any()
}

/// Says it at once and offers to take it back: to nothing, or to what was said before.
fn say(ask: &Ask, attendance: Attendance) {
    let before = said(ask);
    let is_open = ask.seen.is_open;
    paint::after(move || is_open.set(false));
    record(ask, attendance);
    let what = match attendance {
        Attendance::Present { .. } => word!(site.undone_here, name = ask.name.clone()),
        Attendance::Absent { reason } => word!(
            site.undone_away,
            name = ask.name.clone(),
            reason = nouns::absence(reason)
        ),
    };
    let asked = ask.clone();
    ask.undo.offer(what, move || match before {
        Some(before) => record(&asked, before),
        None => take_back(
            asked.replica,
            asked.person.placement,
            asked.day,
            asked.wrong,
        ),
    });
}

/// What holds now, drawn or not yet.
fn said(ask: &Ask) -> Option<Attendance> {
    let state = ask.replica.state().get_untracked();
    let entry = entry(&state, ask.person.placement, ask.day)?;
    entry.holds().filter(|_| !entry.is_disputed())
}

fn last_said(replica: Replica, placement: PlacementId, day: Day) -> Option<CommandRef> {
    let state = replica.state().get_untracked();
    entry(&state, placement, day)
        .and_then(|entry| entry.said_by(Side::Contractor))
        .map(|statement| statement.cmd)
}

fn record(ask: &Ask, attendance: Attendance) {
    let (placement, day) = (ask.person.placement, ask.day);
    let answer = ask.replica.dispatch(RecordAttendance {
        placement,
        day,
        attendance,
        replaces: last_said(ask.replica, placement, day),
    });
    hear(answer, ask.wrong, Some(ask.seen.pressed));
}

/// Takes back what was said of a day.
pub fn take_back(replica: Replica, placement: PlacementId, day: Day, wrong: Var<Option<String>>) {
    let replaces = last_said(replica, placement, day);
    hear(
        replica.dispatch(RetractAttendance {
            placement,
            day,
            replaces,
        }),
        wrong,
        None,
    );
}

fn hear(
    answer: impl Future<Output = Result<CommandRef, crate::replica::DispatchError>> + 'static,
    wrong: Var<Option<String>>,
    pressed: Option<Var<Option<bool>>>,
) {
    leptos::task::spawn_local(async move {
        let answer = answer.await;
        // Refused, or said already: what was pressed changes nothing.
        let is_new = matches!(answer, Ok(cmd) if cmd.no > 0);
        if let (false, Some(pressed)) = (is_new, pressed) {
            pressed.set(None);
        }
        let why = answer.err().map(|error| codes::dispatch(&error));
        wrong.set(why);
    });
}
