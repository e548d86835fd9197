//! Whether trainees check themselves in: one switch a site.
use crate::view::*;
use shared::command::SetCheckIn;
use shared::id::{ContractId, SiteId};
use shared::model::{Body, CheckIn, Kind};
use shared::state::{Rows, State};

use crate::components::{Form, Tone, chip};
use crate::replica::use_replica;
use crate::signals::{Live, handler};
use crate::word;

/// Draws the switches.
pub fn draw(contract: ContractId) -> AnyView {
    let replica = use_replica();
    let form = Form::new();
    let all = Live::new(move || replica.state().with(|state| switches(state, contract)));
    let line = move |(site, name, check_in): (SiteId, String, CheckIn)| {
        let (label, tone, next) = match check_in {
            CheckIn::On => (
                word!(check_in.turn_off, site = name),
                Tone::Ok,
                CheckIn::Off,
            ),
            CheckIn::Off => (
                word!(check_in.turn_on, site = name),
                Tone::Plain,
                CheckIn::On,
            ),
        };
        let is = if check_in == CheckIn::On {
            word!(check_in.on)
        } else {
            word!(check_in.off)
        };
        let set = move |_| {
            form.send(
                Ok(SetCheckIn {
                    site,
                    check_in: next,
                }),
                word!(check_in.done),
                || {},
            )
        };
        view! { <li class="between"><span>{name}" "{chip(tone, is)}</span><button class="button" type="button" on:click=handler(set)>{label}</button></li> }.into_any()
    };
    let body = move || {
        let all = all.get();
        if all.is_empty() {
            return view! { <p class="muted">{word!(check_in.none)}</p> }.into_any();
        }
        view! { <ul class="own-days">{all.into_iter().map(line).collect_view()}</ul> }.into_any()
    };
    view! { <div class="stack"><p class="muted">{word!(check_in.intro)}</p>{form.words()}{body}</div> }.into_any()
}

fn switches(state: &State, contract: ContractId) -> Vec<(SiteId, String, CheckIn)> {
    let rows = state.children(Kind::Site, contract.uuid()).into_iter();
    let read = rows.filter_map(|row| match &row.body {
        Body::Site(site) => Some((SiteId::from(row.id), site.name.to_string(), site.check_in)),
        _ => None,
    });
    read.collect()
}
