//! What a contract manager and the contractor register: sites, subcontractors, offered slots.
use crate::view::*;
use shared::command::{EngageSubcontractor, OfferSlot, RegisterSite};
use shared::id::{ContractId, OrganisationId, SiteId};
use shared::model::{Body, Kind, OrganisationKind, SlotState};
use shared::ordered::Set;
use shared::state::{Rows, State, find};

use super::check_in;
use crate::components::{Choice, Form, check, choose, field, submit, typed_field};
use crate::platform::ids;
use crate::replica::use_replica;
use crate::screens::names;
use crate::screens::reader::Reader;
use crate::signals::{Live, Var};
use crate::word;
use crate::words::nouns;

/// Draws the forms, the next one open. They are drawn again when the lists that they offer change, not with every row.
pub fn draw(id: ContractId) -> AnyView {
    let replica = use_replica();
    let hosts = Live::new(move || replica.state().with(|state| hosts(state, id)));
    let subs = Live::new(move || replica.state().with(|state| subcontractors(state, id)));
    let sites = Live::new(move || replica.state().with(|state| sites(state, id)));
    let slots = Live::new(move || replica.state().with(|state| slots(state, id)));
    let promised = Live::new(move || slots.with(|slots| slots.iter().any(|(_, is)| *is)));
    let next = Live::new(move || match (sites.with(Vec::is_empty), promised.get()) {
        (true, _) => 0,
        (false, true) => 1,
        (false, false) => 2,
    });
    let part = move |place: u8, title: &'static str, form: AnyView| {
        view! { <details open=move || next.get() == place><summary>{title}</summary>{form}</details> }.into_any()
    };
    view! {
        <section class="card">
            <h2>{word!(contract.register)}</h2>
            {part(0, word!(contract.new_site), view! { {move || site_form(id, hosts.get())} }.into_any())}
            {part(1, word!(contract.offer_slots), view! { {move || offer_form(id, slots.get(), sites.get())} }.into_any())}
            {part(3, word!(contract.engage), view! { {move || engage_form(id, subs.get())} }.into_any())}
            {part(4, word!(check_in.title), check_in::draw(id))}
        </section>
    }
    .into_any()
}

fn hosts(state: &State, id: ContractId) -> Vec<Choice> {
    let Some(contract) = find::contract(state, id) else {
        return Vec::new();
    };
    let mut hosts = vec![Choice::new(
        contract.contractor,
        contract.contractor_name.to_string(),
    )];
    hosts.extend(contract.subcontractors.iter().map(|id| {
        let name = names::organisation(state, *id);
        let unnamed = || word!(organisation_kind.subcontractor).to_owned();
        Choice::new(id, name.unwrap_or_else(unnamed))
    }));
    hosts
}

fn subcontractors(state: &State, id: ContractId) -> Vec<Choice> {
    let engaged = find::contract(state, id)
        .map(|contract| contract.subcontractors.clone())
        .unwrap_or_default();
    let rows = state.all(Kind::Organisation).into_iter();
    rows.filter_map(|entity| match &entity.body {
        Body::Organisation(o)
            if o.kind == OrganisationKind::Subcontractor
                && !engaged.contains(&OrganisationId::from(entity.id)) =>
        {
            Some(Choice::new(entity.id, o.name.to_string()))
        }
        _ => None,
    })
    .collect()
}

fn sites(state: &State, id: ContractId) -> Vec<Choice> {
    let rows = state.children(Kind::Site, id.uuid()).into_iter();
    rows.filter_map(|entity| {
        if let Body::Site(site) = &entity.body {
            Some(Choice::new(entity.id, site.name.to_string()))
        } else {
            None
        }
    })
    .collect()
}

/// All slots, and whether each is only promised yet.
fn slots(state: &State, id: ContractId) -> Vec<(Choice, bool)> {
    let rows = state.children(Kind::Slot, id.uuid()).into_iter();
    let mut found: Vec<(u16, Choice, bool)> = rows
        .filter_map(|entity| match &entity.body {
            Body::Slot(slot) => {
                let label = format!(
                    "{} ({})",
                    word!(contract.slot, number = slot.number),
                    nouns::slot_state(&slot.state)
                );
                let is_promised = slot.state == SlotState::Promised;
                Some((slot.number, Choice::new(entity.id, label), is_promised))
            }
            _ => None,
        })
        .collect();
    shared::ordered::sort_by_key(&mut found, |(number, _, _)| *number);
    found
        .into_iter()
        .map(|(_, choice, is_promised)| (choice, is_promised))
        .collect()
}

fn site_form(contract: ContractId, hosts: Vec<Choice>) -> AnyView {
    let form = Form::new().about(word!(help.site));
    let name = Var::new(String::new());
    let host = Var::new(
        hosts
            .first()
            .map(|host| host.value.clone())
            .unwrap_or_default(),
    );
    let names = hosts.clone();
    let send = move || {
        let mut read = Reader::new();
        let site_name = read.text::<200>("site-name", &name.get_untracked());
        let host = read.chosen::<OrganisationId>("site-host", &host.get_untracked());
        let label =
            host.and_then(|host| names.iter().find(|choice| choice.value == host.to_string()));
        let host_name = read.text::<200>(
            "site-host",
            label
                .map(|choice| choice.label.as_str())
                .unwrap_or_default(),
        );
        let command = (|| {
            Some(RegisterSite {
                site: ids::new(),
                contract,
                name: site_name?,
                host: host?,
                host_name: host_name?,
            })
        })();
        form.send(read.finish(command), word!(form.saved), move || {
            name.set(String::new())
        });
    };
    let fields = view! {
        <div class="fields">
            {field(form, "site-name", name, word!(contract.site_name), word!(contract.site_name_hint))}
            {choose(form, "site-host", host, word!(contract.host), word!(contract.host_hint), hosts)}
        </div>
    }.into_any();
    submit(form, word!(form.save), fields.into_any(), send)
}

/// Several slots at once: on one site, as one trade, from one day. What differs is offered by itself.
fn offer_form(id: ContractId, slots: Vec<(Choice, bool)>, sites: Vec<Choice>) -> AnyView {
    if sites.is_empty() {
        return view! { <p class="muted">{word!(contract.offer_needs_site)}</p> }.into_any();
    }
    let form = Form::new().about(word!(help.offer));
    let promised = slots.iter().filter(|(_, is_promised)| *is_promised);
    let promised: Set<String> = promised.map(|(slot, _)| slot.value.clone()).collect();
    let chosen = Var::new(promised);
    let only = match sites.as_slice() {
        [only] => only.value.clone(),
        [] | [_, ..] => String::new(),
    };
    let replica = use_replica();
    let today = replica.today().get_untracked();
    let first = replica
        .state()
        .with_untracked(|state| find::contract(&**state, id).map(|c| c.starts.max(today)));
    let site = Var::new(only);
    let trade = Var::new(String::new());
    let from = Var::new(first.unwrap_or(today).to_string());
    let send = move || {
        let mut read = Reader::new();
        let slots = read.ticked("offer-slots", chosen.get_untracked());
        let site = read.chosen::<SiteId>("offer-site", &site.get_untracked());
        let trade = read.text::<200>("offer-trade", &trade.get_untracked());
        let from = read.day("offer-from", &from.get_untracked());
        let offers = (|| {
            let (slots, site, trade, from) = (slots?, site?, trade?, from?);
            let offer = |slot: &String| {
                let slot = slot.parse().ok()?;
                let trade = trade.clone();
                let offer = OfferSlot {
                    slot,
                    site,
                    trade,
                    from,
                };
                Some(offer.into())
            };
            slots.iter().map(offer).collect::<Option<Vec<_>>>()
        })();
        form.send_all(read.finish(offers), word!(contract.offered_now));
    };
    let boxes = slots.into_iter().map(|(slot, _)| {
        let (own, value) = (slot.value.clone(), slot.value.clone());
        let is_on = Box::new(move || chosen.with(|chosen| chosen.contains(&own)));
        check(
            format!("offer-{}", slot.value),
            slot.label,
            is_on,
            move |on| {
                chosen.update(|chosen| {
                    if on {
                        chosen.insert(value.clone());
                    } else {
                        chosen.remove(&value);
                    }
                });
            },
        )
    });
    let fields = view! {
        <fieldset class="field" id="offer-slots" tabindex="-1"><legend>{word!(contract.which_slots)}</legend><div class="choices">{boxes.collect_view()}</div><p class="error">{move || form.fault("offer-slots")}</p></fieldset>
        <div class="fields">
            {choose(form, "offer-site", site, word!(contract.site_label), "", sites)}
            {field(form, "offer-trade", trade, word!(contract.trade), word!(contract.trade_hint))}
            {typed_field(form, "offer-from", from, word!(form.since), "", "date", "off")}
        </div>
    }
    .into_any();
    submit(form, word!(contract.offer_chosen), fields, send)
}

fn engage_form(contract: ContractId, subs: Vec<Choice>) -> AnyView {
    if subs.is_empty() {
        return view! { <p class="muted">{word!(contract.no_more_subs)}</p> }.into_any();
    }
    let form = Form::new().about(word!(help.engage));
    let sub = Var::new(String::new());
    let send = move || {
        let mut read = Reader::new();
        let subcontractor = read.chosen("sub", &sub.get_untracked());
        form.send(
            read.finish(subcontractor.map(|subcontractor| EngageSubcontractor {
                contract,
                subcontractor,
            })),
            word!(form.saved),
            || {},
        );
    };
    submit(
        form,
        word!(form.save),
        choose(
            form,
            "sub",
            sub,
            word!(organisation_kind.subcontractor),
            "",
            subs,
        ),
        send,
    )
}
