//! Generators of what the office and the contractor do before anybody is on a site.
use crate::ordered::Set;

use super::cast::{day_near, number, text};
use super::{Dice, Scene};
use crate::command::{
    AwardTender, Command, EndMembership, EngageSubcontractor, GrantMembership, OfferSlot,
    RegisterCandidate, RegisterOrganisation, RegisterSite, RegisterTender, SetRequirement,
    SignContract,
};
use crate::id::{SiteId, SlotId};
use crate::model::{
    Body, Contract, CpvCode, Entity, Kind, Nature, Organisation, OrganisationKind, PlacesMonths,
    Protection, Role, Tender, TenderState,
};
use crate::quantity::{Months, Ore, Places};

fn rows_of<'a, T>(
    scene: &'a Scene<'_>,
    kind: Kind,
    read: impl Fn(&'a Entity) -> Option<T>,
) -> Vec<T> {
    scene.rows.all(kind).into_iter().filter_map(read).collect()
}

fn organisations<'a>(scene: &'a Scene<'_>) -> Vec<(uuid::Uuid, &'a Organisation)> {
    rows_of(scene, Kind::Organisation, |row| match &row.body {
        Body::Organisation(body) => Some((row.id, body)),
        _ => None,
    })
}
fn contracts<'a>(scene: &'a Scene<'_>) -> Vec<(uuid::Uuid, &'a Contract)> {
    rows_of(scene, Kind::Contract, |row| match &row.body {
        Body::Contract(body) => Some((row.id, body)),
        _ => None,
    })
}
fn tenders<'a>(scene: &'a Scene<'_>) -> Vec<(uuid::Uuid, &'a Tender)> {
    rows_of(scene, Kind::Tender, |row| match &row.body {
        Body::Tender(body) => Some((row.id, body)),
        _ => None,
    })
}

pub(super) fn register_organisation(dice: &mut Dice, _scene: &Scene<'_>) -> Option<Command> {
    let command = RegisterOrganisation {
        organisation: dice.uuid().into(),
        name: text("Byggbolaget", dice),
        number: number(dice),
        kind: dice.pick(&[
            OrganisationKind::Contractor,
            OrganisationKind::Subcontractor,
            OrganisationKind::Contractor,
        ])?,
    };
    Some(command.into())
}

pub(super) fn grant_membership(dice: &mut Dice, scene: &Scene<'_>) -> Option<Command> {
    let (organisation, found) = dice.pick_early(&organisations(scene))?;
    let sites: Vec<SiteId> = rows_of(scene, Kind::Site, |row| Some(SiteId::from(row.id)));
    let role = match found.kind {
        OrganisationKind::Authority => dice.pick(&Role::ALL[..4])?,
        OrganisationKind::Contractor | OrganisationKind::Subcontractor => dice.pick(&[
            Role::Supervisor,
            Role::Supervisor,
            Role::ContractorAdministrator,
        ])?,
    };
    let is_supervisor = role == Role::Supervisor;
    let from = day_near(dice, scene.today, 20);
    let command = GrantMembership {
        membership: dice.uuid().into(),
        user: dice.pick(scene.people)?,
        name: text("Kollega", dice),
        organisation: organisation.into(),
        role,
        sites: dice
            .pick(&sites)
            .into_iter()
            .filter(|_| is_supervisor)
            .collect(),
        from,
        to: dice.chance(30).then(|| from.plus_days(dice_days(dice))),
    };
    Some(command.into())
}

fn dice_days(dice: &mut Dice) -> i64 {
    i64::try_from(dice.below(40)).unwrap_or(0)
}

pub(super) fn end_membership(dice: &mut Dice, scene: &Scene<'_>) -> Option<Command> {
    let all = rows_of(scene, Kind::Membership, |row| match &row.body {
        Body::Membership(m) if m.role != Role::Administrator => Some((row.id, m.from)),
        _ => None,
    });
    let (membership, from) = dice.pick(&all)?;
    let on = day_near(dice, scene.today, 10);
    let command = EndMembership {
        membership: membership.into(),
        on: if dice.chance(95) { on.max(from) } else { on },
    };
    Some(command.into())
}

pub(super) fn register_tender(dice: &mut Dice, scene: &Scene<'_>) -> Option<Command> {
    let command = RegisterTender {
        tender: dice.uuid().into(),
        title: text("Ombyggnad skola", dice),
        reference: text("TN", dice),
        notice: None,
        cpv_main: CpvCode::parse("45214200").ok()?,
        nature: dice.pick(&[Nature::Works, Nature::Services, Nature::Supplies])?,
        value: dice.chance(50).then(|| Ore(dice.below(1_000_000_000))),
        deadline: dice.chance(50).then(|| day_near(dice, scene.today, 60)),
    };
    Some(command.into())
}

pub(super) fn set_requirement(dice: &mut Dice, scene: &Scene<'_>) -> Option<Command> {
    let mut all = tenders(scene);
    if dice.chance(90) {
        all.retain(|(_, tender)| tender.state == TenderState::Open);
    }
    let (tender, _) = dice.pick_early(&all)?;
    let old = rows_of(scene, Kind::Requirement, |row| {
        (row.parent() == Some(tender)).then_some(row.id)
    });
    let id = dice.uuid();
    let command = SetRequirement {
        requirement: dice.pick(&old).unwrap_or(id).into(),
        tender: tender.into(),
        lot: None,
        terms: PlacesMonths {
            places: Places::parse(1 + i64::try_from(dice.below(4)).ok()?).ok()?,
            months_each: Months::parse(1 + i64::try_from(dice.below(6)).ok()?).ok()?,
            first_start_by: day_near(dice, scene.today, 90),
        },
    };
    Some(command.into())
}

pub(super) fn award_tender(dice: &mut Dice, scene: &Scene<'_>) -> Option<Command> {
    let mut all = tenders(scene);
    if dice.chance(90) {
        all.retain(|(_, tender)| tender.state == TenderState::Open);
    }
    let (tender, _) = dice.pick_early(&all)?;
    let mut bidders = organisations(scene);
    if dice.chance(95) {
        bidders.retain(|(_, body)| body.kind == OrganisationKind::Contractor);
    }
    let (contractor, _) = dice.pick(&bidders)?;
    let command = AwardTender {
        tender: tender.into(),
        contractor: contractor.into(),
        on: scene.today.plus_days(-dice_days(dice)),
    };
    Some(command.into())
}

pub(super) fn sign_contract(dice: &mut Dice, scene: &Scene<'_>) -> Option<Command> {
    let all = rows_of(scene, Kind::Requirement, |row| match &row.body {
        Body::Requirement(body) => Some((row.id, body)),
        _ => None,
    });
    let (requirement, body) = dice.pick_early(&all)?;
    let places = body.terms.places.get();
    let command = SignContract {
        contract: dice.uuid().into(),
        requirement: requirement.into(),
        title: text("Kontrakt", dice),
        reference: text("KS", dice),
        signed_on: scene.today,
        starts: scene.today,
        ends: scene.today.plus_months(12),
        slots: (0..places).map(|_| SlotId::from(dice.uuid())).collect(),
    };
    Some(command.into())
}

pub(super) fn engage_subcontractor(dice: &mut Dice, scene: &Scene<'_>) -> Option<Command> {
    let (contract, _) = dice.pick_early(&contracts(scene))?;
    let (subcontractor, _) = dice.pick(&organisations(scene))?;
    let command = EngageSubcontractor {
        contract: contract.into(),
        subcontractor: subcontractor.into(),
    };
    Some(command.into())
}

pub(super) fn register_site(dice: &mut Dice, scene: &Scene<'_>) -> Option<Command> {
    let (contract, body) = dice.pick_early(&contracts(scene))?;
    let mut hosts = vec![body.contractor];
    hosts.extend(&body.subcontractors);
    let command = RegisterSite {
        site: dice.uuid().into(),
        contract: contract.into(),
        name: text("Kvarteret", dice),
        host: dice.pick(&hosts)?,
        host_name: text("Värd", dice),
    };
    Some(command.into())
}

pub(super) fn offer_slot(dice: &mut Dice, scene: &Scene<'_>) -> Option<Command> {
    let slots = rows_of(scene, Kind::Slot, |row| match &row.body {
        Body::Slot(slot) => Some((row.id, slot.contract)),
        _ => None,
    });
    let (slot, contract) = dice.pick_early(&slots)?;
    let is_any = dice.chance(5);
    let sites = rows_of(scene, Kind::Site, |row| {
        (is_any || row.parent() == Some(contract.uuid())).then_some(row.id)
    });
    let command = OfferSlot {
        slot: slot.into(),
        site: dice.pick(&sites)?.into(),
        trade: text("Snickare", dice),
        from: day_near(dice, scene.today, 30),
    };
    Some(command.into())
}

pub(super) fn register_candidate(dice: &mut Dice, scene: &Scene<'_>) -> Option<Command> {
    let mut caseworkers = Set::from([scene.me]);
    if dice.chance(40) {
        caseworkers.extend(dice.pick(scene.people));
    }
    let is_protected = dice.chance(20);
    let command = RegisterCandidate {
        candidate: dice.uuid().into(),
        given_name: text("Amina", dice),
        family_name: text("Karlsson", dice),
        alias: text("Praktikant", dice),
        protection: if is_protected {
            Protection::Protected
        } else {
            Protection::None
        },
        caseworkers,
        wants: dice.chance(50).then(|| text("Bygg", dice)),
        available_from: scene.today,
    };
    Some(command.into())
}
