//! An invitation: one person, one role. The link is shown once.

use leptos::prelude::*;
use shared::api::{InviteMade, InviteRequest};
use shared::id::{OrganisationId, SiteId};
use shared::model::{Body, Kind, OrganisationKind, Role};
use shared::ordered;
use shared::state::{Rows, find};
use uuid::Uuid;

use crate::components::{Choice, Form, check, choose, field, submit};
use crate::platform::{http, page};
use crate::replica::{Me, use_replica};
use crate::screens::frame::model::is;
use crate::screens::reader::Reader;
use crate::signals::{Live, Var};
use crate::word;
use crate::words::{codes, dates, nouns};

/// Draws the form.
pub fn draw() -> AnyView {
    let replica = use_replica();
    let form = Form::new();
    let [login, name, organisation, role] = std::array::from_fn(|_| Var::new(String::new()));
    let sites = Var::new(ordered::Set::<SiteId>::new());
    let made = Var::new(None::<InviteMade>);
    // A contractor's administrator invites supervisors to its own organisations.
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
                role.is_contractors() == contractors && (!is_bound || **role == Role::Supervisor)
            })
            .map(|(place, role)| Choice::new(place, nouns::role(*role)))
            .collect::<Vec<_>>()
    };
    let chosen_role = move || {
        role.get()
            .parse::<usize>()
            .ok()
            .and_then(|place| Role::ALL.get(place).copied())
    };
    let send = move || {
        let mut read = Reader::new();
        let login = read.text::<200>("invite-login", &login.get_untracked());
        let name = read.text::<200>("invite-name", &name.get_untracked());
        let organisation = read.chosen("invite-organisation", &organisation.get_untracked());
        let role = read.one_of("invite-role", untrack(chosen_role));
        // Only what is shown: another organisation may have been chosen since.
        let sites = match organisation {
            Some(at) if role == Some(Role::Supervisor) => {
                let there = sites_of(at).into_iter().map(|(id, _)| id);
                there
                    .filter(|id| sites.with_untracked(|sites| sites.contains(id)))
                    .collect()
            }
            _ => ordered::Set::new(),
        };
        // The link of the one before is not to be taken for this one's.
        made.set(None);
        if role == Some(Role::Supervisor) && organisation.is_some() && sites.is_empty() {
            return form.refuse(word!(people.choose_sites).to_owned());
        }
        let request = (|| {
            Some(InviteRequest {
                login: login?.to_string(),
                name: name?.to_string(),
                organisation: organisation?,
                role: role?,
                sites,
                to: None,
            })
        })();
        match read.finish(request) {
            Err(problems) => form.wrong(problems),
            Ok(request) => leptos::task::spawn_local(async move {
                match http::post::<_, InviteMade>("/api/v1/invites", &request).await {
                    Ok(invite) => {
                        form.succeed(word!(people.invited).to_owned());
                        made.set(Some(invite));
                    }
                    Err(error) => form.refuse(codes::http(&error)),
                }
            }),
        }
    };
    let fields = view! {
        <div class="fields">
            {field(form, "invite-name", name, word!(people.name), "")}
            {field(form, "invite-login", login, word!(sign_in.login), word!(start.login_hint))}
            {move || choose(form, "invite-organisation", organisation, word!(people.organisation), "", organisations.get())}
            {move || choose(form, "invite-role", role, word!(people.role), "", roles())}
        </div>
        {move || (chosen_role() == Some(Role::Supervisor)).then(|| organisation.get().parse().ok().map(|at| site_boxes(at, sites)))}
    }.into_any();
    let link = move || {
        made.get().map(|invite| {
            let address = format!("{}{}", page::origin(), invite.link);
            let until = dates::moment(invite.expires_at, replica.today().get_untracked());
            view! {
                <div class="notice" data-tone="ok"><h3>{word!(people.link_title)}</h3><p>{word!(people.link_once, until = until)}</p>
                    <label for="invite-link" class="spoken">{word!(people.link_title)}</label><input class="input" id="invite-link" readonly prop:value=address /></div>
            }.into_any()
        })
    };
    view! { {submit(form, word!(people.make_link), fields.into_any(), send)} {link} }.into_any()
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

fn site_boxes(at: OrganisationId, sites: Var<ordered::Set<SiteId>>) -> AnyView {
    let boxes = sites_of(at).into_iter().map(|(id, name)| {
        let is_on = Box::new(move || sites.with(|sites| sites.contains(&id)));
        check(format!("site-{id}"), name, is_on, move |on| {
            sites.update(|sites| {
                if on {
                    sites.insert(id);
                } else {
                    sites.remove(&id);
                }
            })
        })
    });
    let boxes = boxes.collect_view();
    let none = boxes
        .is_empty()
        .then(|| view! { <p class="muted">{word!(people.no_sites)}</p> }.into_any());
    view! { <fieldset class="field"><legend>{word!(people.sites)}</legend>{boxes}{none}</fieldset> }
        .into_any()
}
