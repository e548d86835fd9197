//! An invitation: one person, one role. The link is shown once.

use leptos::prelude::*;
use shared::api::{InviteMade, InviteRequest};
use shared::id::{OrganisationId, SiteId};
use shared::model::{Body, Kind, OrganisationKind, Role};
use shared::ordered;
use shared::state::Rows;

use crate::components::{Choice, Form, check, choose, field, submit};
use crate::platform::{http, page};
use crate::replica::use_replica;
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
    let organisations = Live::new(move || {
        replica.state().with(|state| {
            let rows = state.all(Kind::Organisation).into_iter();
            rows.filter_map(|entity| {
                if let Body::Organisation(o) = &entity.body {
                    Some(Choice::new(entity.id, o.name.to_string()))
                } else {
                    None
                }
            })
            .collect::<Vec<_>>()
        })
    });
    let kind = Live::new(move || {
        let id = organisation.get().parse::<OrganisationId>().ok()?;
        replica
            .state()
            .with(|state| shared::state::find::organisation(&**state, id).map(|o| o.kind))
    });
    // Roles that the chosen organisation can hold.
    let roles = move || {
        let contractors = kind
            .get()
            .is_some_and(|kind| kind != OrganisationKind::Authority);
        Role::ALL
            .iter()
            .enumerate()
            .filter(move |(_, role)| role.is_contractors() == contractors)
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
        let sites = if role == Some(Role::Supervisor) {
            sites.get_untracked()
        } else {
            ordered::Set::new()
        };
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
        {move || (chosen_role() == Some(Role::Supervisor)).then(|| site_boxes(sites))}
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

fn site_boxes(sites: Var<ordered::Set<SiteId>>) -> AnyView {
    let state = use_replica().state().get_untracked();
    let boxes = state
        .all(Kind::Site)
        .into_iter()
        .filter_map(|entity| match &entity.body {
            Body::Site(site) => {
                let id = SiteId::from(entity.id);
                let is_on = Box::new(move || sites.with(|sites| sites.contains(&id)));
                Some(check(
                    format!("site-{id}"),
                    site.name.to_string(),
                    is_on,
                    move |on| {
                        sites.update(|sites| {
                            if on {
                                sites.insert(id);
                            } else {
                                sites.remove(&id);
                            }
                        })
                    },
                ))
            }
            _ => None,
        });
    view! { <fieldset class="field"><legend>{word!(people.sites)}</legend>{boxes.collect_view()}</fieldset> }.into_any()
}
