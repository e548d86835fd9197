//! The timeline of a page: what has happened, what is to come, and who did it.
pub mod model;

use crate::view::*;
use shared::id::UserId;
use shared::state::State;
use shared::time::Day;

use self::model::{Happening, What};
use crate::replica::use_replica;
use crate::screens::names;
use crate::signals::Live;
use crate::word;
use crate::words::{dates, nouns};

/// Most that are shown before somebody asks for all.
const SHOWN_MAX: usize = 8;

/// Draws what a model tells, and again when it tells something else.
pub fn draw(of: impl Fn(&State, Day) -> Vec<Happening> + Send + Sync + 'static) -> AnyView {
    drawn(Box::new(of))
}

type Of = Box<dyn Fn(&State, Day) -> Vec<Happening> + Send + Sync>;

/// Compiled once for all pages.
fn drawn(of: Of) -> AnyView {
    let replica = use_replica();
    let all = Live::new(move || {
        let today = replica.today().get();
        replica.state().with(|state| of(state, today))
    });
    let list = move || {
        let mut rows: Vec<AnyView> = all.with(|all| all.iter().map(line).collect());
        let rest = rows.split_off(rows.len().min(SHOWN_MAX));
        let rest = (!rest.is_empty()).then(|| {
            let more = word!(timeline.more, count = rest.len());
            view! { <details><summary>{more}</summary><ol class="timeline">{rest}</ol></details> }
                .into_any()
        });
        view! { <ol class="timeline">{rows}</ol>{rest} }.into_any()
    };
    view! { <section class="card"><h2>{word!(timeline.title)}</h2>{list}</section> }.into_any()
}

fn line(happening: &Happening) -> AnyView {
    let replica = use_replica();
    let state = replica.state().get_untracked();
    let today = replica.today().get_untracked();
    let when = match happening.at {
        Some(at) => dates::moment(at, today),
        None => dates::date(happening.on),
    };
    let by = happening.by.map(|by| user(&state, by));
    let is_ahead = happening.on > today;
    let (text, why) = said(&state, &happening.what, is_ahead);
    let ahead =
        is_ahead.then(|| view! { <span class="spoken">{word!(timeline.ahead)}</span> }.into_any());
    view! {
        <li data-ahead=is_ahead.then_some("")>
            <p class="small muted"><time datetime=happening.on.to_string()>{when}</time>{by.map(|by| format!(" · {by}"))}{ahead}</p>
            <p>{text}</p>
            {why.map(|why| view! { <p class="small muted">{why}</p> }.into_any())}
        </li>
    }
    .into_any()
}

fn user(state: &State, by: UserId) -> String {
    let me = use_replica().me().get_untracked();
    if me.is_some_and(|me| me.user == by) {
        return word!(person.you).to_owned();
    }
    names::user(state, by).unwrap_or_else(|| word!(person.unknown_user).to_owned())
}

/// What happened in words, and why, where a reason was given.
fn said(state: &State, what: &What, is_ahead: bool) -> (String, Option<String>) {
    let name = |id| names::person(state, id).unwrap_or_else(|| word!(person.unnamed).to_owned());
    let plain = |text: &str| (text.to_owned(), None);
    match what {
        What::Deadline => plain(word!(timeline.deadline)),
        What::Awarded(id) => {
            let name = names::organisation(state, *id)
                .unwrap_or_else(|| word!(organisation_kind.contractor).to_owned());
            (word!(timeline.awarded, name = name), None)
        }
        What::Signed(id) => (
            word!(timeline.signed).to_owned(),
            names::contract(state, *id),
        ),
        What::WorkBegins => plain(word!(timeline.work_begins)),
        What::WorkEnds => plain(word!(timeline.work_ends)),
        What::FirstStartBy => plain(word!(timeline.first_start_by)),
        What::ToStart(id) if is_ahead => (word!(timeline.to_start, name = name(*id)), None),
        What::ToStart(id) => (word!(timeline.should_start, name = name(*id)), None),
        What::ToEnd(id) => (word!(timeline.to_end, name = name(*id)), None),
        What::Started(id) => (word!(timeline.started, name = name(*id)), None),
        What::EndedEarly(id, reason) => {
            let reason = nouns::end_reason(*reason).to_owned();
            (word!(timeline.ended_early, name = name(*id)), Some(reason))
        }
        What::Completed(id) => (word!(timeline.completed, name = name(*id)), None),
        What::DidNotStart(id, reason) => {
            let reason = nouns::no_start(*reason).to_owned();
            (
                word!(timeline.did_not_start, name = name(*id)),
                Some(reason),
            )
        }
        What::Attested(month) => (word!(timeline.attested, month = dates::month(*month)), None),
        What::Confirmed(month) => (
            word!(timeline.confirmed, month = dates::month(*month)),
            None,
        ),
        What::Settled(day, why) => (
            word!(timeline.settled, day = dates::date(*day)),
            Some(why.clone()),
        ),
        What::MeetingPlanned(kind, at) => (
            word!(timeline.meeting_planned, kind = nouns::meeting(*kind)),
            at.map(|at| at.to_string()),
        ),
        What::MeetingHeld(kind, text) => (
            word!(timeline.meeting_held, kind = nouns::meeting(*kind)),
            text.clone(),
        ),
        What::MeetingCancelled(kind) => (
            word!(timeline.meeting_cancelled, kind = nouns::meeting(*kind)),
            None,
        ),
        What::NoteCorrected(day) => (
            word!(timeline.note_corrected, day = dates::date(*day)),
            None,
        ),
        What::TaskDue(what) => (word!(timeline.task_due, what = what.clone()), None),
        What::TaskDone(what) => (word!(timeline.task_done, what = what.clone()), None),
        What::Corrected(day, why) => (
            word!(timeline.corrected, day = dates::date(*day)),
            Some(why.clone()),
        ),
    }
}
