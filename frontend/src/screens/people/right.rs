//! A right: in which organisation, as what, on which sites. Part of the invitation and of a new role for somebody who has an account.

use crate::view::*;
use shared::id::{OrganisationId, SiteId};
use shared::model::{Body, Kind, OrganisationKind, Role};
use shared::ordered;
use shared::state::{Rows, find};
use uuid::Uuid;

use crate::components::{Choice, Form, check, choose};
use crate::replica::{Me, use_replica};
use crate::screens::frame::model::is;
use crate::screens::reader::Reader;
use crate::signals::{Live, Var};
use crate::word;
use crate::words::nouns;

/// What is chosen so far. Copied freely.
#[derive(Clone, Copy)]
pub struct RightFields {
    form: Form,
    /// Names of its fields on the page: organisation, role, sites.
    names: [&'static str; 3],
    organisation: Var<String>,
    role: Var<String>,
    sites: Var<ordered::Set<SiteId>>,
}

/// What was chosen.
pub struct Right {
    pub organisation: OrganisationId,
    pub role: Role,
    pub sites: ordered::Set<SiteId>,
}

impl RightFields {
    /// Nothing chosen; the names are those of the fields for organisation, role and sites.
    pub fn new(form: Form, names: [&'static str; 3]) -> Self {
        Self {
            form,
            names,
            organisation: Var::new(String::new()),
            role: Var::new(String::new()),
            sites: Var::new(ordered::Set::new()),
        }
    }

    fn chosen_role(self) -> Option<Role> {
        let place = self.role.get().parse::<usize>().ok()?;
        Role::ALL.get(place).copied()
    }

    /// Reads what is chosen.
    pub fn read(self, read: &mut Reader) -> Option<Right> {
        let [organisation, role, place] = self.names;
        let organisation = read.chosen(organisation, &self.organisation.get_untracked());
        let role = read.one_of(role, untrack(|| self.chosen_role()));
        let (organisation, role) = (organisation?, role?);
        let mut sites = ordered::Set::new();
        if role == Role::Supervisor {
            // Only what is shown: another organisation may have been chosen since.
            let there = sites_of(organisation).into_iter().map(|(id, _)| id);
            let ticked = there.filter(|id| self.sites.with_untracked(|all| all.contains(id)));
            sites = read.ticked(place, ticked.collect())?;
        }
        Some(Right {
            organisation,
            role,
            sites,
        })
    }

    /// The two fields.
    pub fn fields(self) -> AnyView {
        let replica = use_replica();
        let Self {
            form,
            names: [organisation_name, role_name, _],
            organisation,
            role,
            ..
        } = self;
        // A contractor's administrator gives supervisors to its own organisations.
        let own = replica
            .me()
            .with_untracked(|me| own_organisations(me.as_ref()));
        let is_bound = own.is_some();
        let organisations = Live::new(move || {
            replica.state().with(|state| {
                let rows = state.all(Kind::Organisation).into_iter();
                rows.filter_map(|entity| match &entity.body {
                    Body::Organisation(o)
                        if own.as_ref().is_none_or(|own| own.contains(&entity.id)) =>
                    {
                        Some(Choice::new(entity.id, o.name.to_string()))
                    }
                    _ => None,
                })
                .collect::<Vec<_>>()
            })
        });
        let kind = Live::new(move || {
            let id = organisation.get().parse::<OrganisationId>().ok()?;
            replica
                .state()
                .with(|state| find::organisation(&**state, id).map(|o| o.kind))
        });
        // Roles that the chosen organisation can hold.
        let roles = move || {
            let contractors = kind
                .get()
                .is_some_and(|kind| kind != OrganisationKind::Authority);
            Role::ALL
                .iter()
                .enumerate()
                .filter(move |(_, role)| {
                    role.is_contractors() == contractors
                        && **role != Role::Tablet
                        && (!is_bound || **role == Role::Supervisor)
                })
                .map(|(place, role)| Choice::new(place, nouns::role(*role)))
                .collect::<Vec<_>>()
        };
        view! {
            {move || choose(form, organisation_name, organisation, word!(people.organisation), "", organisations.get())}
            {move || choose(form, role_name, role, word!(people.role), "", roles())}
        }
        .into_any()
    }

    /// The sites, where the role has some.
    pub fn site_fields(self) -> AnyView {
        view! {
            {move || (self.chosen_role() == Some(Role::Supervisor)).then(|| self.organisation.get().parse().ok().map(|at| self.site_boxes(at)))}
        }
        .into_any()
    }

    fn site_boxes(self, at: OrganisationId) -> AnyView {
        let Self {
            form,
            sites,
            names: [_, _, name],
            ..
        } = self;
        let boxes = sites_of(at).into_iter().map(|(id, title)| {
            let is_on = Box::new(move || sites.with(|sites| sites.contains(&id)));
            check(format!("{name}-{id}"), title, is_on, move |on| {
                sites.update(|sites| {
                    if on {
                        sites.insert(id);
                    } else {
                        sites.remove(&id);
                    }
                })
            })
        });
        let boxes: Vec<View> = boxes.collect();
        let none = boxes
            .is_empty()
            .then(|| view! { <p class="muted">{word!(people.no_sites)}</p> }.into_any());
        let fault = move || form.fault(name);
        view! { <fieldset class="field" id=name tabindex="-1"><legend>{word!(people.sites)}</legend>{boxes}{none}<p class="error">{fault}</p></fieldset> }.into_any()
    }
}

/// The organisations that somebody may invite to; absent for an administrator, who invites to all.
fn own_organisations(me: Option<&Me>) -> Option<Vec<Uuid>> {
    let me = me?;
    if is(me, Role::Administrator) {
        return None;
    }
    let held = me.memberships.iter().map(|(_, held)| held);
    let own = held.filter(|m| m.role == Role::ContractorAdministrator);
    Some(own.map(|m| m.organisation.uuid()).collect())
}

/// The sites that the organisation hosts, or whose contract it holds.
fn sites_of(at: OrganisationId) -> Vec<(SiteId, String)> {
    let state = use_replica().state().get_untracked();
    let rows = state.all(Kind::Site).into_iter();
    rows.filter_map(|entity| match &entity.body {
        Body::Site(site) => {
            let contract = find::contract(&*state, site.contract);
            let is_there = site.host == at || contract.is_some_and(|c| c.contractor == at);
            is_there.then(|| (SiteId::from(entity.id), site.name.to_string()))
        }
        _ => None,
    })
    .collect()
}
