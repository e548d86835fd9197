//! Starting, ending early with a reason, completing, or telling that it never began.
use crate::view::*;
use shared::command::{CompletePlacement, EndPlacementEarly, ReportNoStart, StartPlacement};
use shared::id::PlacementId;
use shared::state::find;

use super::model::{END_REASONS, NO_START_REASONS, Next, may, next};
use crate::components::{Choice, Form, choose, submit, typed_field};
use crate::replica::use_replica;
use crate::screens::reader::Reader;
use crate::signals::{Live, Var};
use crate::word;
use crate::words::nouns;

/// Draws what can be done next; nothing for those who may not. The forms stay as they are while other rows change.
pub fn draw(id: PlacementId) -> AnyView {
    let replica = use_replica();
    let step = Live::new(move || {
        let state = replica.state().get();
        let me = replica.me().get()?;
        let placement = find::placement(&*state, id)?;
        let next = next(placement, replica.today().get());
        (may(&state, &me, placement).steer && next != Next::Nothing)
            .then_some((next, placement.planned_start))
    });
    let body = move || {
        let (next, planned) = step.get()?;
        let now = replica.today().get_untracked().to_string();
        let parts = match next {
            Next::Start => view! {
                {part(word!(placement.start), start_form(id, planned.to_string()))}
                {part(word!(placement.no_start), no_start_form(id))}
            }
            .into_any(),
            Next::End { can_complete } => view! {
                {can_complete.then(|| part(word!(placement.complete), complete_form(id, now.clone())))}
                {part(word!(placement.end_early), end_form(id, now))}
            }
            .into_any(),
            Next::Nothing => return None,
        };
        Some(view! { <section class="card">{parts}</section> }.into_any())
    };
    view! { {body} }.into_any()
}

fn part(title: &'static str, form: AnyView) -> AnyView {
    view! { <details><summary>{title}</summary>{form}</details> }.into_any()
}

fn start_form(id: PlacementId, day: String) -> AnyView {
    let form = Form::new().about(word!(help.start));
    let on = Var::new(day);
    let send = move || {
        let mut read = Reader::new();
        let on = read.day("start-on", &on.get_untracked());
        form.send(
            read.finish(on.map(|on| StartPlacement { placement: id, on })),
            word!(placement.start_done),
            || {},
        );
    };
    submit(
        form,
        word!(placement.start),
        typed_field(
            form,
            "start-on",
            on,
            word!(placement.first_day),
            "",
            "date",
            "off",
        ),
        send,
    )
}

fn no_start_form(id: PlacementId) -> AnyView {
    let form = Form::new().about(word!(help.no_start));
    let reason = Var::new(String::new());
    let choices = NO_START_REASONS
        .iter()
        .enumerate()
        .map(|(place, reason)| Choice::new(place, nouns::no_start(*reason)))
        .collect();
    let send = move || {
        let mut read = Reader::new();
        let chosen = reason
            .get_untracked()
            .parse::<usize>()
            .ok()
            .and_then(|place| NO_START_REASONS.get(place).copied());
        let reason = read.one_of("no-start-reason", chosen);
        form.send(
            read.finish(reason.map(|reason| ReportNoStart {
                placement: id,
                reason,
            })),
            word!(form.saved),
            || {},
        );
    };
    submit(
        form,
        word!(placement.no_start),
        choose(
            form,
            "no-start-reason",
            reason,
            word!(form.reason),
            "",
            choices,
        ),
        send,
    )
}

fn complete_form(id: PlacementId, day: String) -> AnyView {
    let form = Form::new().about(word!(help.complete));
    let on = Var::new(day);
    let send = move || {
        let mut read = Reader::new();
        let on = read.day("complete-on", &on.get_untracked());
        form.send(
            read.finish(on.map(|on| CompletePlacement { placement: id, on })),
            word!(form.saved),
            || {},
        );
    };
    submit(
        form,
        word!(placement.complete),
        typed_field(
            form,
            "complete-on",
            on,
            word!(placement.last_day),
            "",
            "date",
            "off",
        ),
        send,
    )
}

fn end_form(id: PlacementId, day: String) -> AnyView {
    let form = Form::new().about(word!(help.end_early));
    let on = Var::new(day);
    let reason = Var::new(String::new());
    let choices = END_REASONS
        .iter()
        .enumerate()
        .map(|(place, reason)| Choice::new(place, nouns::end_reason(*reason)))
        .collect();
    let send = move || {
        let mut read = Reader::new();
        let on = read.day("end-on", &on.get_untracked());
        let chosen = reason
            .get_untracked()
            .parse::<usize>()
            .ok()
            .and_then(|place| END_REASONS.get(place).copied());
        let reason = read.one_of("end-reason", chosen);
        let command = on.zip(reason).map(|(on, reason)| EndPlacementEarly {
            placement: id,
            on,
            reason,
        });
        form.send(read.finish(command), word!(form.saved), || {});
    };
    let fields = view! {
        <div class="fields">
            {typed_field(form, "end-on", on, word!(placement.last_day), word!(placement.last_day_hint), "date", "off")}
            {choose(form, "end-reason", reason, word!(form.reason), word!(placement.reason_hint), choices)}
        </div>
    }.into_any();
    submit(form, word!(placement.end_early), fields.into_any(), send)
}
