//! What was noted of meetings: the version that holds, those before it, and the way to correct it.
use crate::view::*;
use shared::id::{MeetingId, PlacementId};
use shared::model::{Agreed, Body, Kind, Meeting, NoteVersion};
use shared::state::{Rows as _, State};

use crate::components::{button_to, link_to, live_mark};
use crate::replica::use_replica;
use crate::routes::Route;
use crate::screens::names;
use crate::screens::note::model::{Line, lines};
use crate::signals::Live;
use crate::word;
use crate::words::{dates, nouns};

/// Most that are shown before somebody asks for all.
const SHOWN_MAX: usize = 2;

/// Held meetings with a note, newest first.
#[must_use]
pub fn noted(state: &State, id: PlacementId) -> Vec<(MeetingId, Meeting)> {
    let rows = state.children(Kind::Meeting, id.uuid()).into_iter();
    let mut found: Vec<_> = rows
        .filter_map(|entity| match &entity.body {
            Body::Meeting(meeting) if !meeting.notes.is_empty() => {
                Some((MeetingId::from(entity.id), meeting.clone()))
            }
            _ => None,
        })
        .collect();
    shared::ordered::sort_by(&mut found, |a, b| {
        (b.1.state.on(), b.0).cmp(&(a.1.state.on(), a.0))
    });
    found
}

/// Draws them.
pub fn draw(id: PlacementId) -> AnyView {
    let replica = use_replica();
    let all = Live::new(move || replica.state().with(|state| noted(state, id)));
    let list = move || {
        all.with(|all| {
            if all.is_empty() {
                return view! { <p class="muted">{word!(note.none)}</p> }.into_any();
            }
            let mut rows: Vec<AnyView> =
                all.iter().map(|(key, body)| one(id, *key, body)).collect();
            let rest = rows.split_off(rows.len().min(SHOWN_MAX));
            let rest = (!rest.is_empty()).then(|| {
                let more = word!(timeline.more, count = rest.len());
                view! { <details><summary>{more}</summary><ul class="notes">{rest}</ul></details> }
                    .into_any()
            });
            view! { <ul class="notes">{rows}</ul>{rest} }.into_any()
        })
    };
    view! {
        <section class="card" id="notes" tabindex="-1">
            <header><h2>{word!(note.list)}</h2>{button_to(Route::Note(id, None), word!(note.new))}</header>
            {list}
        </section>
    }
    .into_any()
}

fn one(id: PlacementId, meeting: MeetingId, body: &Meeting) -> AnyView {
    let replica = use_replica();
    let Some((last, earlier)) = body.notes.split_last() else {
        return ().into_any();
    };
    let key = shared::model::Key::new(Kind::Meeting, meeting);
    let title = format!("{} {}", nouns::meeting(body.kind), dates::date(last.on));
    let earlier = (!earlier.is_empty()).then(|| {
        let versions = earlier.iter().rev();
        let versions = versions.map(|one| view! { <li>{version(one)}</li> }.into_any());
        view! { <details><summary class="small">{word!(note.earlier, count = earlier.len())}</summary><ul class="notes">{versions.collect_view()}</ul></details> }.into_any()
    });
    view! {
        <li>
            <div class="between"><h3>{title}</h3>{live_mark(move || replica.record_state(key))}</div>
            {version(last)}
            <p class="small">{link_to(Route::Note(id, Some(meeting)), word!(note.correct))}</p>
            {earlier}
        </li>
    }
    .into_any()
}

fn version(version: &NoteVersion) -> AnyView {
    let replica = use_replica();
    let state = replica.state().get_untracked();
    let me = replica.me().get_untracked();
    let by = if me.is_some_and(|me| me.user == version.by) {
        word!(person.you).to_owned()
    } else {
        names::user(&*state, version.by).unwrap_or_else(|| word!(person.unknown_user).to_owned())
    };
    let when = dates::moment(version.at, replica.today().get_untracked());
    let lines = lines(&version.note).into_iter().map(|one| {
        let (label, what) = said(&one);
        view! { <li>{word!(note.line, label = label, what = what)}</li> }.into_any()
    });
    let text = version.note.text.as_ref().map(ToString::to_string);
    view! {
        <p class="small muted">{by}" · "{when}</p>
        <ul>{lines.collect_view()}</ul>
        {text.map(|text| view! { <p class="note-text">{text}</p> }.into_any())}
    }
    .into_any()
}

/// A line of a note: what it is about, and what was chosen.
fn said(line: &Line) -> (&'static str, String) {
    match line {
        Line::Trainee(going) => (word!(note.short_trainee), nouns::going(*going).to_owned()),
        Line::Work(going) => (word!(note.short_work), nouns::going(*going).to_owned()),
        Line::Supervision(going) => (
            word!(note.short_supervision),
            nouns::going(*going).to_owned(),
        ),
        Line::Agreed(all) => {
            let names: Vec<&str> = all.iter().map(|one: &Agreed| nouns::agreed(*one)).collect();
            (word!(note.short_agreed), names.join(", "))
        }
        Line::Present(all) => {
            let names: Vec<&str> = all.iter().map(|one| nouns::attendee(*one)).collect();
            (word!(note.short_present), names.join(", "))
        }
    }
}
