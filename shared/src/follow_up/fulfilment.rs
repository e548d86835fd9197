//! Fulfilment of a contract on a day. Works on placements and on their figures-only spans alike, so that a coordinator without
//! insight into persons counts the same.
use crate::clause::places_months::{self, Forecast, Served, Stretch};
use crate::follow_up::AttendanceSum;
use crate::id::{CandidateId, ContractId, PlacementId, SlotId};
use crate::model::{Body, Contract, Kind, PlacementState, Slot, SlotState};
use crate::state::{Rows, find};
use crate::time::Day;

/// One placement behind a slot's figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Which placement.
    pub placement: PlacementId,
    /// Whose; absent where the reader sees figures only.
    pub candidate: Option<CandidateId>,
    /// Planned first and last day.
    pub planned: (Day, Day),
    /// How far it has come.
    pub state: PlacementState,
    /// Days of it served by the day asked for; days that another placement held already are counted there.
    pub days_served: i64,
    /// What the sheets say, beside it.
    pub attendance: AttendanceSum,
}

/// One slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotFulfilment {
    /// Which slot.
    pub slot: SlotId,
    /// Its number.
    pub number: u16,
    /// Whether and what the contractor has offered.
    pub offer: SlotState,
    /// What it has served.
    pub served: Served,
    /// Days still to serve.
    pub days_remaining: i64,
    /// When it will have served what was promised.
    pub forecast: Forecast,
    /// First day that anybody began.
    pub first_start: Option<Day>,
    /// Whether somebody is in it on the day.
    pub is_running: bool,
    /// The placements behind it, by first day.
    pub events: Vec<Event>,
}

/// Whether the first trainee started in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstStart {
    /// In time.
    InTime {
        /// The day.
        on: Day,
    },
    /// Too late.
    Late {
        /// The day.
        on: Day,
    },
    /// Nobody yet, and there is still time.
    Due {
        /// Until this day.
        by: Day,
    },
    /// Nobody yet, and the time is over.
    Missed {
        /// It ended on this day.
        by: Day,
    },
}

/// A contract's fulfilment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fulfilment {
    /// Places promised.
    pub places_promised: u16,
    /// Months promised of each place.
    pub months_each: u16,
    /// Slots that the contractor has offered.
    pub offered: u16,
    /// Slots in which somebody has begun.
    pub started: u16,
    /// Slots that have served all that was promised.
    pub slots_served: u16,
    /// Days served over all slots; what a slot served beyond its promise is left out ("each").
    pub days_served: i64,
    /// Whole months served over all slots, at most the promised ones of each.
    pub months_served: u32,
    /// Days still to serve.
    pub days_remaining: i64,
    /// Days that nobody is planned for.
    pub days_lacking: i64,
    /// When all is served, if all goes as planned; absent while something is lacking.
    pub ends: Option<Day>,
    /// The deadline for the first start.
    pub first_start: FirstStart,
    /// The slots by number.
    pub slots: Vec<SlotFulfilment>,
}

struct Found {
    placement: PlacementId,
    candidate: Option<CandidateId>,
    planned: (Day, Day),
    state: PlacementState,
}

impl Found {
    fn stretch(&self) -> Option<Stretch> {
        let planned_to = self.planned.1;
        let stretch = |(from, to)| Stretch {
            from,
            to,
            planned_to,
        };
        self.state.served().map(stretch)
    }
    /// With those that are planned, for the forecast. Who has not begun by now can begin today at the earliest: planned days that
    /// have gone by without a start serve nothing.
    fn planned_stretch(&self, as_of: Day) -> Option<Stretch> {
        match self.state {
            PlacementState::Planned => Some(Stretch {
                from: self.planned.0.max(as_of),
                to: Some(self.planned.1),
                planned_to: self.planned.1,
            }),
            PlacementState::DidNotStart { .. } => None,
            PlacementState::Started { .. }
            | PlacementState::EndedEarly { .. }
            | PlacementState::Completed { .. } => self.stretch(),
        }
    }
}

fn found(rows: &dyn Rows, slot: SlotId) -> Vec<Found> {
    let mut all = Vec::new();
    for entity in rows.children(Kind::Placement, slot.uuid()) {
        if let Body::Placement(p) = &entity.body {
            all.push(Found {
                placement: entity.id.into(),
                candidate: Some(p.candidate),
                planned: (p.planned_start, p.planned_end),
                state: p.state,
            });
        }
    }
    for entity in rows.children(Kind::Span, slot.uuid()) {
        if let Body::Span(s) = &entity.body
            && !all.iter().any(|known| known.placement.uuid() == entity.id)
        {
            all.push(Found {
                placement: entity.id.into(),
                candidate: None,
                planned: (s.planned_start, s.planned_end),
                state: s.state,
            });
        }
    }
    crate::ordered::sort_by_key(&mut all, |f| {
        (
            f.state.served().map_or(f.planned.0, |(from, _)| from),
            f.placement,
        )
    });
    all
}

fn slot_fulfilment(
    rows: &dyn Rows,
    id: SlotId,
    slot: &Slot,
    contract: &Contract,
    as_of: Day,
) -> SlotFulfilment {
    let months = contract.terms.months_each;
    let found = found(rows, id);
    let real: Vec<Stretch> = found.iter().filter_map(Found::stretch).collect();
    let with_planned: Vec<Stretch> = found
        .iter()
        .filter_map(|one| one.planned_stretch(as_of))
        .collect();
    let days_remaining = places_months::days_remaining(&real, months, as_of);
    let forecast = match places_months::forecast(&with_planned, months, as_of) {
        Forecast::Served { on } if days_remaining > 0 => Forecast::Expected { on },
        Forecast::Served { on } => Forecast::Served { on },
        Forecast::Expected { on } => Forecast::Expected { on },
        Forecast::Lacking { days } => Forecast::Lacking { days },
    };
    let mut seen: Vec<Stretch> = Vec::new();
    let mut events = Vec::with_capacity(found.len());
    for one in &found {
        let before = places_months::served(&seen, as_of).days;
        seen.extend(one.stretch());
        let attendance = one.stretch().map_or_else(AttendanceSum::default, |s| {
            AttendanceSum::of(
                rows,
                one.placement,
                s.from,
                s.to.unwrap_or(as_of).min(as_of),
            )
        });
        events.push(Event {
            placement: one.placement,
            candidate: one.candidate,
            planned: one.planned,
            state: one.state,
            days_served: places_months::served(&seen, as_of).days - before,
            attendance,
        });
    }
    SlotFulfilment {
        slot: id,
        number: slot.number,
        offer: slot.state.clone(),
        served: places_months::served(&real, as_of),
        days_remaining,
        forecast,
        first_start: real
            .iter()
            .map(|s| s.from)
            .filter(|from| *from <= as_of)
            .min(),
        is_running: real
            .iter()
            .any(|s| s.from <= as_of && s.to.is_none_or(|to| as_of <= to)),
        events,
    }
}

fn first_start(first: Option<Day>, by: Day, as_of: Day) -> FirstStart {
    match first {
        Some(on) if on <= by => FirstStart::InTime { on },
        Some(on) => FirstStart::Late { on },
        None if as_of <= by => FirstStart::Due { by },
        None => FirstStart::Missed { by },
    }
}

/// The fulfilment of a contract by `as_of`, that day included; nothing when the contract is not visible here.
#[must_use]
pub fn fulfilment(rows: &dyn Rows, id: ContractId, as_of: Day) -> Option<Fulfilment> {
    let contract = find::contract(rows, id)?;
    let mut slots: Vec<SlotFulfilment> = rows
        .children(Kind::Slot, id.uuid())
        .into_iter()
        .filter_map(|entity| {
            let Body::Slot(slot) = &entity.body else {
                return None;
            };
            let id = entity.id.into();
            Some(slot_fulfilment(rows, id, slot, contract, as_of))
        })
        .collect();
    crate::ordered::sort_by_key(&mut slots, |slot| slot.number);
    let months_each = contract.terms.months_each.get();
    let count = |test: &dyn Fn(&SlotFulfilment) -> bool| {
        u16::try_from(slots.iter().filter(|slot| test(slot)).count()).unwrap_or(u16::MAX)
    };
    let ends: Option<Vec<Day>> = slots
        .iter()
        .map(|slot| match slot.forecast {
            Forecast::Served { on } | Forecast::Expected { on } => Some(on),
            Forecast::Lacking { .. } => None,
        })
        .collect();
    Some(Fulfilment {
        places_promised: contract.terms.places.get(),
        months_each,
        offered: count(&|slot| slot.offer != SlotState::Promised),
        started: count(&|slot| slot.first_start.is_some()),
        slots_served: count(&|slot| slot.days_remaining == 0),
        days_served: slots
            .iter()
            .map(|slot| match slot.first_start {
                Some(first) => slot.served.days.min(places_months::days_promised(
                    first,
                    contract.terms.months_each,
                )),
                None => 0,
            })
            .sum(),
        months_served: slots
            .iter()
            .map(|slot| u32::from(slot.served.months.min(months_each)))
            .sum(),
        days_remaining: slots.iter().map(|slot| slot.days_remaining).sum(),
        days_lacking: slots
            .iter()
            .map(|slot| match slot.forecast {
                Forecast::Lacking { days } => days,
                Forecast::Served { .. } | Forecast::Expected { .. } => 0,
            })
            .sum(),
        ends: ends.and_then(|days| days.into_iter().max()),
        first_start: first_start(
            slots.iter().filter_map(|slot| slot.first_start).min(),
            contract.terms.first_start_by,
            as_of,
        ),
        slots,
    })
}
