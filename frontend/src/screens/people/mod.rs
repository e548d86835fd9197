//! Organisations, who may do what in them, and invitations by link.
mod grant;
mod invite;
mod member;
mod pending;
mod right;

use crate::view::*;
use shared::api::{AccountState, MemberInfo, MembershipInfo};
use shared::command::{EndMembership, RegisterOrganisation};
use shared::model::{Body, Entity, Kind, OrganisationKind, Role};
use shared::state::Rows;

use crate::components::{Choice, Form, Tone, chip, choose, field, head, submit};
use crate::platform::{http, ids};
use crate::replica::use_replica;
use crate::screens::frame::model::is;
use crate::screens::reader::Reader;
use crate::screens::sudo;
use crate::signals::{Live, Var, effect};
use crate::word;
use crate::words::{codes, dates, nouns};

const KINDS: [OrganisationKind; 2] = [
    OrganisationKind::Contractor,
    OrganisationKind::Subcontractor,
];

/// Draws the screen.
pub fn draw() -> AnyView {
    let replica = use_replica();
    let (may_register, may_invite) = replica.me().with_untracked(|me| {
        me.as_ref().map_or((false, false), |me| {
            let register = [
                Role::Procurement,
                Role::ContractManager,
                Role::Administrator,
            ]
            .iter()
            .any(|role| is(me, *role));
            (
                register,
                is(me, Role::Administrator) || is(me, Role::ContractorAdministrator),
            )
        })
    });
    let made = Var::new(0_usize);
    view! {
        <div class="page">
            {head(word!(nav.people), None, Some(word!(people.intro).to_owned()))}
            {may_invite.then(members)}
            {may_invite.then(|| view! { <section class="card"><h2>{word!(people.invite)}</h2>{invite::draw(made)}{pending::draw(made)}</section> }.into_any())}
            {organisations(may_register)}
        </div>
    }
    .into_any()
}

fn organisations(may_register: bool) -> AnyView {
    let replica = use_replica();
    let rows = move || {
        let state = replica.state().get();
        let rows = state
            .all(Kind::Organisation)
            .into_iter()
            .filter_map(|entity| match &entity.body {
                Body::Organisation(o) => {
                    Some((o.kind, o.name.to_string(), o.number.as_str().to_owned()))
                }
                _ => None,
            });
        let mut rows: Vec<_> = rows.collect();
        shared::ordered::sort_by(&mut rows, Ord::cmp);
        rows.into_iter()
            .map(|(kind, name, number)| view! { <li class="list-row"><div><strong>{name}</strong><span class="small muted">{number}</span></div>{chip(Tone::Plain, nouns::organisation_kind(kind))}</li> }.into_any())
            .collect_view()
    };
    let has_contractor = Live::new(move || {
        let is_one = |row: &Entity| matches!(&row.body, Body::Organisation(o) if o.kind == OrganisationKind::Contractor);
        replica
            .state()
            .with(|state| state.all(Kind::Organisation).into_iter().any(is_one))
    });
    let new = may_register.then(|| view! { <details open=move || !has_contractor.get()><summary>{word!(people.new_organisation)}</summary>{organisation_form(None)}</details> }.into_any());
    view! { <section class="card"><h2>{word!(people.organisations)}</h2><ul class="list">{rows}</ul>{new}</section> }.into_any()
}

/// A new organisation; of this kind where the place says which.
pub fn organisation_form(of: Option<OrganisationKind>) -> AnyView {
    let form = Form::new().about(word!(help.organisation));
    let [name, number, kind] = std::array::from_fn(|_| Var::new(String::new()));
    let kinds = KINDS
        .iter()
        .enumerate()
        .map(|(place, kind)| Choice::new(place, nouns::organisation_kind(*kind)))
        .collect();
    let send = move || {
        let mut read = Reader::new();
        let org_name = read.text::<200>("org-name", &name.get_untracked());
        let org_number = read.org_number("org-number", &number.get_untracked());
        let chosen = kind
            .get_untracked()
            .parse::<usize>()
            .ok()
            .and_then(|place| KINDS.get(place).copied());
        let kind = read.one_of("org-kind", of.or(chosen));
        let command = (|| {
            Some(RegisterOrganisation {
                organisation: ids::new(),
                name: org_name?,
                number: org_number?,
                kind: kind?,
            })
        })();
        form.send(read.finish(command), word!(form.saved), move || {
            name.set(String::new());
            number.set(String::new());
        });
    };
    let fields = view! {
        <div class="fields">
            {field(form, "org-name", name, word!(people.org_name), "")}
            {field(form, "org-number", number, word!(start.number), word!(fault.not_an_org_number))}
            {of.is_none().then(|| choose(form, "org-kind", kind, word!(people.org_kind), "", kinds))}
        </div>
    }
    .into_any();
    submit(form, word!(form.save), fields.into_any(), send)
}

fn members() -> AnyView {
    let answer: Var<Option<Result<Vec<MemberInfo>, String>>> = Var::new(None);
    let replica = use_replica();
    // Asked again when a right has come or gone.
    let held = Live::new(move || {
        let state = replica.state().get();
        let rows = state.all(Kind::Membership).into_iter();
        rows.map(|row| (row.id, row.ver)).collect::<Vec<_>>()
    });
    let ask = move || {
        leptos::task::spawn_local(async move {
            let list = http::list::<MemberInfo>("/api/v1/members").await;
            answer.set(Some(list.map_err(|error| codes::http(&error))));
        });
    };
    effect(move || {
        held.track();
        ask();
    });
    let rows = move || match answer.get() {
        None => view! { <p class="muted" role="status">{word!(inbox.fetching)}</p> }.into_any(),
        Some(Err(why)) => view! { <p class="muted">{why}</p> }.into_any(),
        Some(Ok(list)) => {
            let is_administrator = replica
                .me()
                .with_untracked(|me| me.as_ref().is_some_and(|me| is(me, Role::Administrator)));
            let actions = |one: &MemberInfo| is_administrator.then(|| member::actions(one, ask));
            let rows = list
                .iter()
                .map(|one| member(one, actions(one).into_any()))
                .collect_view();
            view! { <ul class="list">{rows}</ul><details><summary>{word!(people.grant)}</summary>{grant::draw(list)}</details> }.into_any()
        }
    };
    view! { <section class="card"><h2>{word!(people.members)}</h2>{rows}</section> }.into_any()
}

fn member(member: &MemberInfo, actions: AnyView) -> AnyView {
    let rights = member.memberships.iter().map(right).collect_view();
    let closed =
        (member.account == AccountState::Closed).then(|| chip(Tone::Bad, word!(people.closed)));
    view! { <li class="stack-s"><div class="list-row"><div><strong>{member.name.clone()}</strong><span class="small muted">{member.login.clone()}</span></div>{closed}</div><ul>{rights}</ul>{actions}</li> }.into_any()
}

fn right(right: &MembershipInfo) -> AnyView {
    let replica = use_replica();
    let today = replica.today().get_untracked();
    let id = right.id;
    let line = format!("{} · {}", nouns::role(right.role), right.organisation_name);
    let until = right
        .to
        .map(|to| word!(people.until, day = dates::date(to)));
    let is_open = right.to.is_none_or(|to| to >= today);
    let form = Form::new().about(word!(help.end_right));
    let end = is_open.then(|| {
        let done = word!(people.ended);
        let form = submit(form, word!(people.end), ().into_any(), move || {
            sudo::send(
                form,
                Ok(EndMembership {
                    membership: id,
                    on: today,
                }),
                done,
            )
        });
        // Two steps: a right that has ended is not taken back by pressing again.
        view! { <details><summary>{word!(people.end)} " …"</summary>{form}</details> }.into_any()
    });
    view! { <li class="list-row"><div><span>{line}</span><span class="small muted">{until}</span></div>{end}</li> }.into_any()
}
