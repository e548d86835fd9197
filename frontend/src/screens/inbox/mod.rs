//! What could not be done, and what two sides tell differently: on this device with what can be done about it, and at the office what
//! came from all devices. Each stands beside what holds now.
pub mod group;
pub mod model;
mod office;

use crate::view::*;
use serde_json::Value;
use shared::command::Command;
use shared::permission::READ_INBOX;
use shared::state::State;
use shared::verdict::Outcome;
use shared::wire::CommandRef;

use self::group::{Place, awaited, grouped};
use self::model::{Dispute, again, agreement, disputes};
use crate::components::{Form, Tone, button_to, chip, empty, head, link_to, press};
use crate::platform::page;
use crate::replica::{InboxEntry, Replica, use_replica};
use crate::routes::Route;
use crate::screens::frame::model::{is, only_site};
use crate::screens::{names, told};
use crate::signals::Live;
use crate::word;
use crate::words::{codes, dates, nouns};

/// Draws the screen.
pub fn draw() -> AnyView {
    let replica = use_replica();
    let disputed = Live::new(move || {
        let me = replica.me().get();
        let of = |me| replica.state().with(|state| disputes(state, me));
        me.as_ref().map(of).unwrap_or_default()
    });
    let own = move || {
        let entries = replica.inbox().get();
        let disputed = disputed.get();
        if entries.is_empty() && disputed.is_empty() {
            let next = button_to(Route::Home, word!(not_found.home));
            return empty(word!(inbox.none_title), word!(inbox.none), next);
        }
        let place = |entry: &InboxEntry| Place {
            replica: entry.cmd.replica,
            no: entry.cmd.no,
            on: awaited(&entry.outcome),
        };
        let places: Vec<Place> = entries.iter().map(place).collect();
        let state = replica.state_with_kept();
        let groups = grouped(&places).into_iter();
        let refused = groups
            .map(|(first, waiting)| entry(&state, &entries, first, &waiting))
            .collect_view();
        let disputed = disputed.iter().map(dispute).collect_view();
        view! { <ul class="stack">{refused}{disputed}</ul> }.into_any()
    };
    let is_office = replica.me().with_untracked(|me| {
        me.as_ref()
            .is_some_and(|me| READ_INBOX.iter().any(|role| is(me, *role)))
    });
    view! { <div class="page">{head(word!(nav.inbox), None, Some(word!(inbox.intro).to_owned()))} {own} {is_office.then(office::draw)}</div> }.into_any()
}

/// A card of its own: what it is about, how it stands, why, the two sides, what can be done.
fn card(kind: &str, about: &str, mark: AnyView, why: String, body: AnyView) -> AnyView {
    view! {
        <li class="card">
            <header><h2>{title(kind, about)}</h2>{mark}</header>
            <p>{why}</p>
            {body}
        </li>
    }
    .into_any()
}

/// What waits for this one: nothing is to be done about it.
fn waiting(lines: Vec<AnyView>) -> Option<AnyView> {
    (!lines.is_empty()).then(|| {
        view! { <div class="stack-s"><h3>{word!(inbox.waiting)}</h3><ul class="small">{lines}</ul><p class="small muted">{word!(inbox.waiting_why)}</p></div> }
            .into_any()
    })
}

/// A line of it: what a command is called, and what it is about.
fn line(state: &State, kind: &str, said: &Value) -> AnyView {
    let text = title(kind, &told::model::told(state, said).about);
    view! { <li>{text}</li> }.into_any()
}

/// What a command is called, and what it is about.
fn title(kind: &str, about: &str) -> String {
    if about.is_empty() {
        kind.to_owned()
    } else {
        format!("{kind}: {about}")
    }
}

/// The person has taken note: the card goes, and what has the focus with it.
fn accept(replica: Replica, cmd: CommandRef) {
    replica.accept(cmd);
    page::focus_heading();
    page::announce(word!(inbox.accepted));
}

fn entry(state: &State, entries: &[InboxEntry], first: usize, waiting: &[usize]) -> AnyView {
    let entry = &entries[first];
    let replica = use_replica();
    let told = told::model::told(state, &entry.payload);
    let form = Form::new();
    let lines = waiting.iter().map(|at| {
        let other = &entries[*at];
        line(state, nouns::command(&other.kind), &other.payload)
    });
    let lines: Vec<AnyView> = lines.collect();
    let cmd = entry.cmd;
    let again_key = entry.v.map(|v| {
        let (kind, payload) = (entry.kind.clone(), entry.payload.clone());
        press("", word!(inbox.again), move || {
            let Ok(command) = Command::decode(&kind, v, &payload) else {
                return;
            };
            let command = replica
                .state()
                .with_untracked(|state| again(state, command));
            form.send(Ok(command), word!(inbox.said_again), move || {
                accept(replica, cmd)
            });
        })
    });
    let is_refused = matches!(entry.outcome, Outcome::Rejected { .. });
    let keys = if is_refused {
        let accept = press("quiet", word!(inbox.accept), move || accept(replica, cmd));
        view! { <div class="actions">{again_key}{accept}{place(&told)}</div><p class="small muted">{word!(inbox.accept_why)}</p> }.into_any()
    } else {
        view! { <p class="small muted">{word!(inbox.parked_why)}</p> }.into_any()
    };
    let said = told::head(
        word!(told.you_said),
        replica
            .me()
            .with_untracked(|me| me.as_ref().map(|me| me.name.clone())),
        Some(entry.occurred_at),
    );
    let waiting = self::waiting(lines);
    let body = view! { {told::sides(&told, said)} {form.words()} {keys} {waiting} };
    card(
        nouns::command(&entry.kind),
        &told.about,
        outcome_mark(&entry.outcome),
        codes::outcome(&entry.outcome),
        body.into_any(),
    )
}

/// Where it is seen: a person whose whole day is one site goes there.
fn place(told: &told::Told) -> Option<AnyView> {
    let me = use_replica().me().get_untracked()?;
    let route = only_site(&me).map_or(told.route, |site| Some(Route::Site(site)));
    route.map(|route| link_to(route, word!(inbox.open)))
}

fn dispute(dispute: &Dispute) -> AnyView {
    let replica = use_replica();
    let state = replica.state().get_untracked();
    let form = Form::new();
    let heads = dispute.statements.iter().enumerate().map(|(place, said)| {
        let title = if Some(place) == dispute.own {
            word!(told.you_said)
        } else if dispute.is_others(said) {
            word!(told.they_said)
        } else {
            word!(told.said)
        };
        let who = format!("{}, {}", told::name_of(said.by), nouns::side(said.side));
        told::head(title, Some(who), Some(said.at))
    });
    let said = dispute.statements.iter();
    let said = said.map(|said| view! { <td>{nouns::attendance(said.attendance)}</td> }.into_any());
    // The trainee stands beside the sides, with what they say is not right.
    let (objects, objected) = objection(dispute);
    let name = shared::state::find::placement(&*state, dispute.placement)
        .and_then(|placement| names::person(&*state, placement.candidate))
        .unwrap_or_else(|| word!(person.unnamed).to_owned());
    let withdraw = dispute.withdraw().map(|command| {
        press("quiet", word!(inbox.withdraw), move || {
            form.send(Ok(command.clone()), word!(inbox.withdrawn), || {});
        })
    });
    let (placement, day) = (dispute.placement, dispute.day);
    let agree = dispute.agrees.then(|| {
        press("", word!(inbox.agree), move || {
            let me = replica.me().get_untracked();
            let all = replica.state().with_untracked(|state| {
                me.map_or_else(Vec::new, |me| agreement(state, &me, placement, day))
            });
            if !all.is_empty() {
                form.send_all(Ok(all), word!(inbox.agreed));
            }
        })
    });
    let settle = dispute
        .may_settle
        .then(|| button_to(Route::Placement(dispute.placement), word!(inbox.settle)));
    let why = match (dispute.differs(), dispute.may_settle) {
        (true, true) => word!(inbox.dispute_settle),
        (true, false) => word!(inbox.dispute_wait),
        (false, true) => word!(inbox.objected_settle),
        (false, false) => word!(inbox.objected_wait),
    };
    let body = view! {
        <table class="sides">
            <caption class="spoken">{word!(told.caption)}</caption>
            <thead><tr><th scope="col"><span class="spoken">{word!(told.field)}</span></th>{heads.collect_view()}{objects}</tr></thead>
            <tbody><tr><th scope="row">{word!(command.record_attendance)}</th>{said.collect_view()}{objected}</tr></tbody>
        </table>
        {form.words()}
        <div class="actions">{settle}{agree}{withdraw}</div>
    };
    card(
        &name,
        &dates::date(dispute.day),
        chip(Tone::Bad, word!(cases.disputed)),
        why.to_owned(),
        body.into_any(),
    )
}

/// The trainee's column: its head and what they say, where they object.
fn objection(dispute: &Dispute) -> (Option<AnyView>, Option<AnyView>) {
    let head = |at| told::head(word!(inbox.trainee), None, Some(at));
    let cell = |said| {
        let said = word!(inbox.not_right, said = nouns::attendance(said));
        view! { <td>{said}</td> }.into_any()
    };
    let of = dispute.objected;
    (of.map(|(_, at)| head(at)), of.map(|(said, _)| cell(said)))
}

fn outcome_mark(outcome: &Outcome) -> AnyView {
    match outcome {
        Outcome::Parked { .. } => chip(Tone::Wait, word!(inbox.parked)),
        Outcome::Rejected { .. } => chip(Tone::Bad, word!(inbox.rejected)),
        Outcome::Applied { .. } if outcome.filed_as() == "flagged" => {
            chip(Tone::Wait, word!(inbox.flagged))
        }
        Outcome::Applied { .. } | Outcome::Duplicate => chip(Tone::Ok, word!(outcome.applied)),
    }
}
