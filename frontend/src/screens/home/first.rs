//! The first steps as they are drawn. Each person sees the steps of their own roles; where all of them are done there is nothing
//! to show.
use crate::view::*;
use shared::state::State;
use shared::time::Day;

use super::steps::{Stand, Step, steps};
use super::take::take;
use crate::components::{button_to, press};
use crate::replica::Me;
use crate::routes::Route;
use crate::signals::Live;
use crate::word;

/// What is drawn of the steps: how each stands, and where the next one is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct First {
    steps: Vec<(Step, Stand)>,
    route: Route,
}

impl First {
    /// Of a person; nothing where all is done.
    #[must_use]
    pub fn of(state: &State, me: &Me, today: Day) -> Option<Self> {
        let steps = steps(state, me, today);
        let next = steps.iter().find(|(_, stand)| *stand == Stand::Next);
        let route = next.map(|(step, _)| step.route(state, today))?;
        Some(Self { steps, route })
    }
}

/// A step as it is drawn: its place, what it is, how it stands, and where it is taken when it is the next one.
type Row = (usize, Step, Stand, Option<Route>);

impl First {
    fn done(&self) -> (usize, usize) {
        let done = self.steps.iter().filter(|(_, stand)| *stand == Stand::Done);
        (done.count(), self.steps.len())
    }

    fn rows(&self) -> Vec<Row> {
        let row = |(place, (step, stand)): (usize, &(Step, Stand))| {
            let route = (*stand == Stand::Next).then_some(self.route);
            (place, *step, *stand, route)
        };
        self.steps.iter().enumerate().map(row).collect()
    }
}

/// Draws them, where there are any. A step stays the same element while others come: a role that was taken over brings its own.
pub fn draw(first: Live<Option<First>>) -> AnyView {
    let is_any = Live::new(move || first.with(Option::is_some));
    let done = Live::new(move || first.with(|first| first.as_ref().map(First::done)));
    let rows =
        Live::new(move || first.with(|first| first.as_ref().map(First::rows).unwrap_or_default()));
    let done = move || {
        let (done, total) = done.get()?;
        Some(word!(first_steps.done, done = done, total = total))
    };
    let card = move || {
        is_any.get().then(|| {
            view! {
                <section class="card">
                    <header><h2>{word!(first_steps.title)}</h2><span class="small muted">{done}</span></header>
                    <ol class="first-steps">{keyed(move || rows.get(), key, row)}</ol>
                </section>
            }
            .into_any()
        })
    };
    view! { {card} }.into_any()
}

fn key(row: &Row) -> String {
    let (place, step, stand, route) = *row;
    let route = route.map(|route| route.path()).unwrap_or_default();
    format!("{place} {} {} {route}", step.title(), stand == Stand::Done)
}

fn row((place, step, stand, route): Row) -> AnyView {
    let (code, mark) = match stand {
        Stand::Done => ("done", "✓".to_owned()),
        Stand::Next => ("next", (place + 1).to_string()),
        Stand::Later => ("later", (place + 1).to_string()),
    };
    let spoken = (stand == Stand::Done)
        .then(|| view! { <span class="spoken">{word!(first_steps.is_done)}</span> }.into_any());
    let go = route.map(|route| {
        let own = step.role().map(|role| press("quiet", word!(first_steps.myself), move || take(role)));
        view! { <p class="muted">{step.why()}</p><div class="actions">{button_to(route, word!(first_steps.go))}{own}</div> }.into_any()
    });
    view! {
        <li data-stand=code aria-current=(code == "next").then_some("step")>
            <span class="first-mark" aria-hidden="true">{mark}</span>
            <div class="stack-s"><strong>{step.title()}</strong>{spoken}{go}</div>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use shared::id::OrganisationId;
    use shared::model::{Entity, Membership, Role};
    use shared::text::Text;
    use uuid::Uuid;

    use super::*;
    use crate::screens::sample::{Sample, day, me};

    fn next(state: &State, role: Role) -> Option<Step> {
        let first = First::of(state, &me(&[role]), day("2026-11-24"))?;
        let mut steps = first.steps.into_iter();
        steps
            .find(|(_, stand)| *stand == Stand::Next)
            .map(|(step, _)| step)
    }

    #[test]
    fn an_empty_installation_begins_with_inviting_whoever_procures() {
        let mut state = State::new();
        assert_eq!(next(&state, Role::Administrator), Some(Step::Procurer));
        let membership = Membership {
            user: Uuid::from_u128(1).into(),
            name: Text::parse("Ulla P").unwrap(),
            organisation: OrganisationId::from(Uuid::nil()),
            role: Role::Procurement,
            sites: [].into(),
            from: day("2026-11-01"),
            to: None,
        };
        state.put(Entity::new(Uuid::from_u128(2), membership));
        assert_eq!(next(&state, Role::Administrator), Some(Step::Manager));
        assert_eq!(next(&state, Role::Procurement), Some(Step::Tender));
    }

    #[test]
    fn where_a_placement_runs_there_are_no_first_steps_for_those_who_made_it() {
        let state = Sample::running("2026-10-01")
            .present("2026-10-02", 480)
            .state;
        assert_eq!(next(&state, Role::Caseworker), None);
        assert_eq!(next(&state, Role::ContractManager), None);
        assert_eq!(
            next(&state, Role::Coordinator),
            None,
            "who only reads has no steps"
        );
        assert_eq!(
            next(&state, Role::ContractorAdministrator),
            Some(Step::Supervisor)
        );
    }

    #[test]
    fn a_tablet_is_connected_first_and_its_supervisor_is_added_beside_it() {
        let mut state = Sample::planned("2026-12-01").state;
        assert_eq!(next(&state, Role::ContractManager), Some(Step::Tablet));
        let first = |state: &State| {
            First::of(
                state,
                &me(&[Role::ContractorAdministrator]),
                day("2026-11-24"),
            )
        };
        assert_eq!(first(&state).map(|first| first.route), Some(Route::Tablets));
        let tablet = Membership {
            user: Uuid::from_u128(77).into(),
            name: Text::parse("Surfplatta 1").unwrap(),
            organisation: OrganisationId::from(Uuid::from_u128(8)),
            role: Role::Tablet,
            sites: [Uuid::from_u128(1).into()].into(),
            from: day("2026-11-01"),
            to: None,
        };
        state.put(Entity::new(Uuid::from_u128(78), tablet));
        assert_eq!(next(&state, Role::ContractManager), None);
        assert_eq!(
            next(&state, Role::ContractorAdministrator),
            Some(Step::Supervisor)
        );
        assert_eq!(first(&state).map(|first| first.route), Some(Route::Tablets));
        assert_eq!(
            Step::Supervisor.route(&State::new(), day("2026-11-24")),
            Route::People
        );
    }
}
