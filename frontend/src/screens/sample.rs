//! A small invented contract for the models' tests: one slot, one site, one trainee.
use shared::id::{
    CandidateId, ContractId, MembershipId, OrganisationId, PlacementId, ReplicaId, RequirementId,
    SiteId, SlotId, TenantId, TenderId, UserId,
};
use shared::model::{
    AbsenceReason, Attendance, Body, Candidate, CheckIn, Contract, Entity, Membership, Objection,
    Placement, PlacementState, PlacesMonths, Protection, Role, Sheet, SheetState, Side, Site, Slot,
    SlotState, Statement,
};
use shared::quantity::{Minutes, Months, Places};
use shared::state::{State, find};
use shared::text::Text;
use shared::time::{Day, Millis};
use shared::wire::CommandRef;
use uuid::Uuid;

use crate::replica::Me;

/// A day of the calendar.
pub fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn text<const MAX: usize>(value: &str) -> Text<MAX> {
    Text::parse(value).unwrap()
}

/// Somebody with these roles.
pub fn me(roles: &[Role]) -> Me {
    let user = UserId::from(Uuid::from_u128(6));
    let memberships = roles.iter().map(|role| {
        let membership = Membership {
            user,
            name: text("Sara B"),
            organisation: OrganisationId::from(Uuid::nil()),
            role: *role,
            sites: [].into(),
            from: day("2026-01-01"),
            to: None,
        };
        (MembershipId::from(Uuid::nil()), membership)
    });
    Me {
        user,
        name: "Sara B".to_owned(),
        memberships: memberships.collect(),
        tenant: TenantId::from(Uuid::from_u128(99)),
        tenant_name: "Nordby kommun".to_owned(),
        device: None,
    }
}

/// Rows with their ids.
#[derive(Clone)]
pub struct Sample {
    pub state: State,
    pub site: SiteId,
    pub contract: ContractId,
    pub slot: SlotId,
    pub placement: PlacementId,
    pub candidate: CandidateId,
    pub caseworker: UserId,
    pub supervisor: UserId,
    said: u64,
}

impl Sample {
    /// A placement that is planned from a day for four months.
    pub fn planned(start: &str) -> Self {
        let id = |n: u128| Uuid::from_u128(n);
        let start = day(start);
        let mut sample = Self {
            state: State::new(),
            site: id(1).into(),
            contract: id(2).into(),
            slot: id(3).into(),
            placement: id(4).into(),
            candidate: id(5).into(),
            caseworker: id(6).into(),
            supervisor: id(7).into(),
            said: 0,
        };
        let host = OrganisationId::from(id(8));
        sample.put(
            sample.contract.uuid(),
            Contract {
                tender: TenderId::from(id(9)),
                requirement: RequirementId::from(id(10)),
                contractor: host,
                contractor_name: text("Fjällbygg AB"),
                title: text("Palmcrantzskolan, ombyggnad"),
                reference: text("TEK 2026/118"),
                signed_on: start,
                starts: start.plus_months(0),
                ends: start.plus_months(12),
                terms: PlacesMonths {
                    places: Places::parse(1).unwrap(),
                    months_each: Months::parse(4).unwrap(),
                    first_start_by: start,
                },
                subcontractors: [].into(),
                sites: [sample.site].into(),
            },
        );
        sample.put(
            sample.site.uuid(),
            Site {
                contract: sample.contract,
                name: text("Palmcrantzskolan"),
                host,
                host_name: text("Fjällbygg AB"),
                check_in: CheckIn::Off,
            },
        );
        sample.put(
            sample.slot.uuid(),
            Slot {
                contract: sample.contract,
                number: 1,
                state: SlotState::Offered {
                    site: sample.site,
                    trade: text("Snickeri"),
                    from: start,
                },
            },
        );
        sample.put(
            sample.candidate.uuid(),
            Candidate {
                given_name: text("Amina"),
                family_name: text("Karimi"),
                alias: text("Praktikant 1"),
                protection: Protection::None,
                caseworkers: [sample.caseworker].into(),
                wants: None,
                available_from: start,
                disclosures: [].into(),
            },
        );
        sample.put(
            sample.placement.uuid(),
            Placement {
                slot: sample.slot,
                contract: sample.contract,
                site: sample.site,
                candidate: sample.candidate,
                planned_start: start,
                planned_end: start.plus_months(4).plus_days(-1),
                state: PlacementState::Planned,
                card: None,
            },
        );
        sample
    }

    /// A placement that started on a day.
    pub fn running(start: &str) -> Self {
        Self::planned(start).with_state(PlacementState::Started { on: day(start) })
    }

    /// Another trainee on the same site and slot.
    pub fn and_another(mut self, number: u128, given: &str, family: &str) -> Self {
        let candidate = find::candidate(&self.state, self.candidate).cloned();
        let candidate = Candidate {
            given_name: text(given),
            family_name: text(family),
            ..candidate.unwrap()
        };
        let placement = Placement {
            candidate: CandidateId::from(Uuid::from_u128(number)),
            ..self.the_placement()
        };
        self.put(Uuid::from_u128(number), candidate);
        self.put(Uuid::from_u128(number + 1_000), placement);
        self
    }

    /// The same, ended before its time.
    pub fn ended_early(self, on: &str) -> Self {
        let started = self.the_placement().state.served().unwrap().0;
        self.with_state(PlacementState::EndedEarly {
            started,
            on: day(on),
            reason: shared::model::EndReason::GotJob,
        })
    }

    /// The supervisor says that the trainee was there.
    pub fn present(self, on: &str, minutes: i64) -> Self {
        let by = self.supervisor;
        self.say(
            on,
            Attendance::Present {
                minutes: Minutes::parse(minutes).unwrap(),
            },
            by,
            Side::Contractor,
        )
    }

    /// The caseworker says that the trainee was away.
    pub fn authority_says(self, on: &str, reason: AbsenceReason) -> Self {
        let by = self.caseworker;
        self.say(on, Attendance::Absent { reason }, by, Side::Authority)
    }

    /// The trainee says that what was said last is not right.
    pub fn objected(mut self, on: &str) -> Self {
        let mut sheet = self.sheet(day(on));
        let entry = sheet.days.entry(day(on).day_of_month()).or_default();
        let to = entry.statements.last().unwrap().cmd;
        let at = Millis(7);
        entry.trainee.objection = Some(Objection { at, to });
        let id = Sheet::id_of(self.placement, day(on).in_month());
        self.put(id.uuid(), sheet);
        self
    }

    /// The month of a day is in this state.
    pub fn signed(mut self, on: &str, state: SheetState) -> Self {
        let mut sheet = self.sheet(day(on));
        sheet.state = state;
        self.put(
            Sheet::id_of(self.placement, day(on).in_month()).uuid(),
            sheet,
        );
        self
    }

    fn say(mut self, on: &str, attendance: Attendance, by: UserId, side: Side) -> Self {
        self.said += 1;
        let cmd = CommandRef {
            replica: ReplicaId::from(by.uuid()),
            no: self.said,
        };
        let mut sheet = self.sheet(day(on));
        let statement = Statement {
            attendance,
            by,
            side,
            at: Millis(0),
            cmd,
        };
        sheet
            .days
            .entry(day(on).day_of_month())
            .or_default()
            .statements
            .push(statement);
        self.put(
            Sheet::id_of(self.placement, day(on).in_month()).uuid(),
            sheet,
        );
        self
    }

    fn sheet(&self, on: Day) -> Sheet {
        find::sheet(&self.state, Sheet::id_of(self.placement, on.in_month()))
            .cloned()
            .unwrap_or(Sheet {
                placement: self.placement,
                contract: self.contract,
                site: self.site,
                candidate: self.candidate,
                month: on.in_month(),
                days: [].into(),
                state: SheetState::Open,
            })
    }

    fn the_placement(&self) -> Placement {
        find::placement(&self.state, self.placement)
            .unwrap()
            .clone()
    }

    fn with_state(mut self, state: PlacementState) -> Self {
        let placement = Placement {
            state,
            ..self.the_placement()
        };
        self.put(self.placement.uuid(), placement);
        self
    }

    fn put(&mut self, id: Uuid, body: impl Into<Body>) {
        self.state.put(Entity::new(id, body));
    }
}
