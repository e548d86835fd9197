//! The first steps of an installation: from an empty one to a slot that somebody is in. Each person sees the steps of their own
//! roles; where all of them are done there is nothing to show.
use crate::view::*;
use serde_json::Value;
use shared::api::SudoRequest;
use shared::command::GrantMembership;
use shared::model::{Body, Kind, OrganisationKind, Role, SlotState};
use shared::state::{Rows as _, State};
use shared::time::Day;

use crate::components::{button_to, press};
use crate::platform::address::use_address;
use crate::platform::{http, ids, page};
use crate::replica::{Me, use_replica};
use crate::routes::Route;
use crate::screens::frame::model::is;
use crate::screens::tender::model::{self as tender, TenderModel};
use crate::signals::Live;
use crate::word;
use crate::words::codes;

/// A step, in the order that they are taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Invite somebody who procures.
    Procurer,
    /// Invite somebody who follows contracts up.
    Manager,
    /// Invite a caseworker.
    Caseworker,
    /// Register a tender.
    Tender,
    /// Set its requirement.
    Requirement,
    /// Register a contractor.
    Contractor,
    /// Register the contract.
    Contract,
    /// Register a site of it.
    Site,
    /// Offer a slot there.
    Offer,
    /// Connect the site's tablet.
    Tablet,
    /// Add a supervisor, who reports from the tablet.
    Supervisor,
    /// Register a candidate.
    Candidate,
    /// Plan a placement.
    Placement,
}

/// How far a step has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// It is done.
    Done,
    /// It is the next one.
    Next,
    /// Another comes before it.
    Later,
}

const ALL: [Step; 13] = [
    Step::Procurer,
    Step::Manager,
    Step::Caseworker,
    Step::Tender,
    Step::Requirement,
    Step::Contractor,
    Step::Contract,
    Step::Site,
    Step::Offer,
    Step::Tablet,
    Step::Supervisor,
    Step::Candidate,
    Step::Placement,
];

impl Step {
    /// Who takes it.
    const fn taken_by(self) -> &'static [Role] {
        match self {
            Self::Procurer | Self::Manager | Self::Caseworker => &[Role::Administrator],
            Self::Tender | Self::Requirement => &[Role::Procurement],
            Self::Contractor => &[Role::Administrator, Role::Procurement],
            Self::Contract => &[Role::Procurement, Role::ContractManager],
            Self::Site | Self::Offer | Self::Tablet => {
                &[Role::ContractManager, Role::ContractorAdministrator]
            }
            Self::Supervisor => &[Role::Administrator, Role::ContractorAdministrator],
            Self::Candidate | Self::Placement => &[Role::Caseworker, Role::MatchingOfficer],
        }
    }

    fn is_done(self, state: &State, today: Day) -> bool {
        let has = |kind| !state.all(kind).is_empty();
        let holds = |role| is_held(state, role, today);
        match self {
            Self::Procurer => holds(Role::Procurement),
            Self::Manager => holds(Role::ContractManager),
            Self::Caseworker => holds(Role::Caseworker),
            Self::Supervisor => holds(Role::Supervisor),
            // Where days are said already, they are said in another way.
            Self::Tablet => holds(Role::Tablet) || has(Kind::Sheet),
            Self::Tender => has(Kind::Tender),
            Self::Requirement => has(Kind::Requirement),
            Self::Contract => has(Kind::Contract),
            Self::Site => has(Kind::Site),
            Self::Candidate => has(Kind::Candidate),
            Self::Placement => has(Kind::Placement),
            Self::Contractor => state.all(Kind::Organisation).into_iter().any(|entity| {
                matches!(&entity.body, Body::Organisation(o) if o.kind == OrganisationKind::Contractor)
            }),
            Self::Offer => state.all(Kind::Slot).into_iter().any(|entity| {
                matches!(&entity.body, Body::Slot(slot) if matches!(slot.state, SlotState::Offered { .. }))
            }),
        }
    }

    /// The role that an administrator may as well take over.
    const fn role(self) -> Option<Role> {
        match self {
            Self::Procurer => Some(Role::Procurement),
            Self::Manager => Some(Role::ContractManager),
            Self::Caseworker => Some(Role::Caseworker),
            Self::Tender
            | Self::Requirement
            | Self::Contractor
            | Self::Contract
            | Self::Site
            | Self::Offer
            | Self::Tablet
            | Self::Supervisor
            | Self::Candidate
            | Self::Placement => None,
        }
    }

    /// Where it is taken: the page of the row itself, where there is one.
    fn route(self, state: &State, today: Day) -> Route {
        let tender = |wanted: tender::Step| {
            let mut rows = state.all(Kind::Tender).into_iter();
            let row = rows.find(|row| {
                let model = TenderModel::of(state, row.id.into());
                model.is_some_and(|model| model.step == wanted)
            });
            row.map(|row| Route::Tender(row.id.into()))
        };
        let contract = || {
            let rows = state.all(Kind::Contract).into_iter();
            rows.map(|row| Route::Contract(row.id.into())).next()
        };
        let own = match self {
            Self::Requirement => tender(tender::Step::Require),
            Self::Contractor | Self::Contract => {
                tender(tender::Step::Sign).or_else(|| tender(tender::Step::Award))
            }
            Self::Site | Self::Offer => contract(),
            // Beside the tablet a name is enough: no account, and a PIN is chosen on it.
            Self::Supervisor if is_held(state, Role::Tablet, today) => Some(Route::Tablets),
            Self::Procurer
            | Self::Manager
            | Self::Caseworker
            | Self::Tender
            | Self::Tablet
            | Self::Supervisor
            | Self::Candidate
            | Self::Placement => None,
        };
        own.unwrap_or_else(|| self.place())
    }

    const fn place(self) -> Route {
        match self {
            Self::Procurer
            | Self::Manager
            | Self::Caseworker
            | Self::Contractor
            | Self::Supervisor => Route::People,
            Self::Tender | Self::Requirement | Self::Contract => Route::Tenders,
            Self::Site | Self::Offer => Route::Contracts,
            Self::Tablet => Route::Tablets,
            Self::Candidate => Route::Candidates,
            Self::Placement => Route::Matching,
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Procurer => word!(first_steps.procurer),
            Self::Manager => word!(first_steps.manager),
            Self::Caseworker => word!(first_steps.caseworker),
            Self::Tender => word!(first_steps.tender),
            Self::Requirement => word!(first_steps.requirement),
            Self::Contractor => word!(first_steps.contractor),
            Self::Contract => word!(first_steps.contract),
            Self::Site => word!(first_steps.site),
            Self::Offer => word!(first_steps.offer),
            Self::Tablet => word!(first_steps.tablet),
            Self::Supervisor => word!(first_steps.supervisor),
            Self::Candidate => word!(first_steps.candidate),
            Self::Placement => word!(first_steps.placement),
        }
    }

    fn why(self) -> &'static str {
        match self {
            Self::Procurer => word!(first_steps.procurer_why),
            Self::Manager => word!(first_steps.manager_why),
            Self::Caseworker => word!(first_steps.caseworker_why),
            Self::Tender => word!(first_steps.tender_why),
            Self::Requirement => word!(first_steps.requirement_why),
            Self::Contractor => word!(first_steps.contractor_why),
            Self::Contract => word!(first_steps.contract_why),
            Self::Site => word!(first_steps.site_why),
            Self::Offer => word!(first_steps.offer_why),
            Self::Tablet => word!(first_steps.tablet_why),
            Self::Supervisor => word!(first_steps.supervisor_why),
            Self::Candidate => word!(first_steps.candidate_why),
            Self::Placement => word!(first_steps.placement_why),
        }
    }
}

fn is_held(state: &State, role: Role, today: Day) -> bool {
    state.all(Kind::Membership).into_iter().any(
        |entity| matches!(&entity.body, Body::Membership(m) if m.role == role && m.holds_on(today)),
    )
}

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

/// The steps of a person, in order. Rows that this person may not see cannot be missed: each step is judged by those it is taken with.
fn steps(state: &State, me: &Me, today: Day) -> Vec<(Step, Stand)> {
    let mut has_next = false;
    let own = ALL
        .into_iter()
        .filter(|step| step.taken_by().iter().any(|role| is(me, *role)));
    own.map(|step| {
        let stand = match (step.is_done(state, today), has_next) {
            (true, _) => Stand::Done,
            (false, true) => Stand::Later,
            (false, false) => Stand::Next,
        };
        has_next |= stand == Stand::Next;
        (step, stand)
    })
    .collect()
}

/// An administrator takes a role over, in the authority.
fn take(role: Role) {
    let replica = use_replica();
    let Some(me) = replica.me().get_untracked() else {
        return;
    };
    let mut held = me.memberships.iter().map(|(_, held)| held);
    let Some(own) = held.find(|held| held.role == Role::Administrator) else {
        return;
    };
    let grant = GrantMembership {
        membership: ids::new(),
        user: me.user,
        name: own.name.clone(),
        organisation: own.organisation,
        role,
        sites: [].into(),
        from: replica.today().get_untracked(),
        to: None,
    };
    let address = use_address();
    leptos::task::spawn_local(async move {
        // A command travels by itself later, so the server is asked first. Whoever has to show once more who they are does it
        // where all roles are given.
        let asked = http::text(&SudoRequest::default());
        let may = match asked {
            Ok(asked) => http::post_text::<Value>("/auth/v1/sudo", asked).await,
            Err(error) => Err(error),
        };
        if may.is_err() {
            return address.go(&Route::People.path());
        }
        let told = match replica.dispatch(grant).await {
            Ok(_saved) => word!(people.granted).to_owned(),
            Err(error) => codes::dispatch(&error),
        };
        page::announce(&told);
    });
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
    use shared::model::{Entity, Membership};
    use shared::text::Text;
    use uuid::Uuid;

    use super::*;
    use crate::screens::sample::{Sample, day, me};

    fn next(state: &State, role: Role) -> Option<Step> {
        let steps = steps(state, &me(&[role]), day("2026-11-24"));
        steps
            .into_iter()
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
