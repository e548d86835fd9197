//! Whom to call about a placement: the site's supervisors and the administrators of the contractor and of the host. A touch calls.
use crate::view::*;
use shared::command::SetContact;
use shared::id::{MembershipId, PlacementId};
use shared::model::{Body, Contact, Kind, Membership, Role};
use shared::state::{Rows as _, State, find};
use shared::time::Day;

use crate::components::{Form, submit, typed_field};
use crate::replica::use_replica;
use crate::screens::frame::model::is;
use crate::screens::reader::Reader;
use crate::signals::{Live, Var, handler};
use crate::word;
use crate::words::nouns;

/// Somebody to reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// In this role.
    pub membership: MembershipId,
    /// Their name.
    pub name: String,
    /// Their role.
    pub role: Role,
    /// How.
    pub contact: Option<Contact>,
}

/// Everybody to reach about a placement, supervisors first.
#[must_use]
pub fn reach(state: &State, id: PlacementId, today: Day) -> Vec<Reach> {
    let Some(placement) = find::placement(state, id) else {
        return Vec::new();
    };
    let host = find::site(state, placement.site).map(|site| site.host);
    let contractor = find::contract(state, placement.contract).map(|contract| contract.contractor);
    let is_theirs = |m: &Membership| match m.role {
        Role::Supervisor => m.sites.contains(&placement.site),
        Role::ContractorAdministrator => {
            Some(m.organisation) == host || Some(m.organisation) == contractor
        }
        Role::Procurement
        | Role::ContractManager
        | Role::MatchingOfficer
        | Role::Caseworker
        | Role::Coordinator
        | Role::Auditor
        | Role::Administrator
        | Role::Tablet => false,
    };
    let mut found = Vec::new();
    for entity in state.all(Kind::Membership) {
        if let Body::Membership(m) = &entity.body
            && m.holds_on(today)
            && is_theirs(m)
        {
            let membership = MembershipId::from(entity.id);
            found.push(Reach {
                membership,
                name: m.name.to_string(),
                role: m.role,
                contact: find::contact(state, membership).cloned(),
            });
        }
    }
    let rank = |one: &Reach| {
        (
            one.role != Role::Supervisor,
            one.name.clone(),
            one.membership,
        )
    };
    shared::ordered::sort_by(&mut found, |a, b| rank(a).cmp(&rank(b)));
    found
}

/// Draws them.
pub fn draw(id: PlacementId) -> AnyView {
    let replica = use_replica();
    let all = Live::new(move || {
        let today = replica.today().get();
        replica.state().with(|state| reach(state, id, today))
    });
    let may = replica.me().with_untracked(|me| {
        let roles = [Role::Caseworker, Role::ContractManager, Role::Administrator];
        me.as_ref()
            .is_some_and(|me| roles.iter().any(|role| is(me, *role)))
    });
    let open = Var::new(None::<MembershipId>);
    let list = move || {
        all.with(|all| {
            if all.is_empty() {
                return view! { <p class="muted">{word!(contact.nobody)}</p> }.into_any();
            }
            let rows = all.iter().map(|one| row(one, may, open)).collect_view();
            view! { <ul class="stack">{rows}</ul> }.into_any()
        })
    };
    view! { <section class="card" id="contact" tabindex="-1"><h2>{word!(contact.title)}</h2>{list}</section> }.into_any()
}

/// The first who can be called, as a button for the head of the page.
pub fn call(id: PlacementId) -> Option<AnyView> {
    let replica = use_replica();
    let today = replica.today().get();
    let all = replica.state().with(|state| reach(state, id, today));
    all.iter().find_map(|one| {
        let phone = one.contact.as_ref()?.phone.as_ref()?;
        let (to, text) = (
            format!("tel:{}", phone.dialled()),
            word!(contact.call, name = one.name.clone()),
        );
        Some(view! { <a class="button" data-look="quiet" href=to>{text}</a> }.into_any())
    })
}

fn row(one: &Reach, may: bool, open: Var<Option<MembershipId>>) -> AnyView {
    let contact = one.contact.as_ref();
    let phone = contact.and_then(|contact| contact.phone.as_ref());
    let email = contact.and_then(|contact| contact.email.as_ref());
    let call = match phone {
        Some(phone) => {
            let (to, label) = (
                format!("tel:{}", phone.dialled()),
                word!(contact.call, name = one.name.clone()),
            );
            let text = phone.as_str().to_owned();
            // What is read aloud holds what is seen.
            view! { <a class="reach" href=to>{text}<span class="spoken">" "{label}</span></a> }
                .into_any()
        }
        None => view! { <span class="muted">{word!(contact.none)}</span> }.into_any(),
    };
    let write = email.map(|email| {
        let text = email.as_str().to_owned();
        let to = format!("mailto:{text}");
        view! { <a class="reach" href=to>{text}</a> }.into_any()
    });
    let edit = may.then(|| {
        let (phone, email) = (phone.map(|p| p.as_str()), email.map(|e| e.as_str()));
        edit(one.membership, &one.name, phone, email, open)
    });
    view! {
        <li class="stack-s"><div><strong>{one.name.clone()}</strong>" "<span class="small muted">{nouns::role(one.role)}</span></div>
            <div class="row">{call}{write}</div>{edit}</li>
    }
    .into_any()
}

/// The form for one's telephone and e-mail. One is open at a time: its fields' ids stand on the page once.
fn edit(
    id: MembershipId,
    name: &str,
    phone: Option<&str>,
    email: Option<&str>,
    open: Var<Option<MembershipId>>,
) -> AnyView {
    let form = Form::new().about(word!(help.contact));
    let phone = Var::new(phone.unwrap_or_default().to_owned());
    let email = Var::new(email.unwrap_or_default().to_owned());
    let send = move || {
        let mut read = Reader::new();
        let phone = read.phone_or_none("contact-phone", &phone.get_untracked());
        let email = read.email_or_none("contact-email", &email.get_untracked());
        let command = SetContact {
            membership: id,
            phone,
            email,
        };
        form.send(read.finish(Some(command)), word!(contact.saved), || {});
    };
    let summary = word!(contact.edit, name = name.to_owned());
    let is_open = move || open.get() == Some(id);
    let inside = move || {
        is_open().then(|| {
            let fields = view! {
                {typed_field(form, "contact-phone", phone, word!(contact.phone), "", "tel", "off")}
                {typed_field(form, "contact-email", email, word!(contact.email), "", "email", "off")}
            };
            submit(form, word!(form.save), fields.into_any(), send)
        })
    };
    let toggle = handler(move |_| open.set((!is_open()).then_some(id)));
    view! {
        <div><button class="button" data-look="text" type="button" aria-expanded=move || is_open().to_string() on:click=toggle>{summary}</button></div>
        {inside}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use shared::id::OrganisationId;
    use shared::model::{Entity, Phone};
    use shared::text::Text;
    use uuid::Uuid;

    use super::*;
    use crate::screens::sample::{Sample, day};

    #[test]
    fn the_sites_supervisors_come_first_and_those_whose_role_has_ended_do_not() {
        let mut sample = Sample::running("2026-11-02");
        let member =
            |number: u128, name: &str, role, sites: &[shared::id::SiteId], to: Option<&str>| {
                let membership = Membership {
                    user: Uuid::from_u128(number).into(),
                    name: Text::parse(name).unwrap(),
                    organisation: OrganisationId::from(Uuid::from_u128(8)),
                    role,
                    sites: sites.iter().copied().collect(),
                    from: day("2026-01-01"),
                    to: to.map(day),
                };
                Entity::new(Uuid::from_u128(200 + number), membership)
            };
        let site = [sample.site];
        sample
            .state
            .put(member(1, "Frida", Role::ContractorAdministrator, &[], None));
        sample
            .state
            .put(member(2, "Maria", Role::Supervisor, &site, None));
        sample.state.put(member(
            3,
            "Göran",
            Role::Supervisor,
            &site,
            Some("2026-11-01"),
        ));
        sample
            .state
            .put(member(4, "Peter", Role::Supervisor, &[], None));
        let contact = Contact {
            user: Uuid::from_u128(2).into(),
            organisation: OrganisationId::from(Uuid::from_u128(8)),
            phone: Phone::parse("070-174 06 05").ok(),
            email: None,
        };
        sample.state.put(Entity::new(Uuid::from_u128(202), contact));
        let found = reach(&sample.state, sample.placement, day("2026-11-24"));
        let names: Vec<_> = found.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["Maria", "Frida"]);
        assert!(found[0].contact.is_some());
    }
}
