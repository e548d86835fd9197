//! A trainee's own days on the site's tablet: today, and the last ones that somebody has said something of.
use shared::id::{PlacementId, SiteId};
use shared::model::{Attendance, CardCode, CheckIn, Placement, SheetState};
use shared::ordered::Map;
use shared::state::{State, find};
use shared::time::{Day, Millis};
use shared::wire::CommandRef;

use crate::screens::month::model::Cell;
use crate::screens::names;
use crate::screens::site::model::{entry, on_site, runs_on};

/// How far back own days are shown.
pub const DAYS_SHOWN: i64 = 31;

/// One of the trainee's days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnDay {
    /// The day.
    pub day: Day,
    /// What is said of it.
    pub says: Said,
    /// What can be objected to: the last statement, as long as nobody has decided.
    pub objectable: Option<CommandRef>,
}

/// What is said of a day, in the trainee's eyes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// Nothing yet.
    Nothing,
    /// This.
    Holds(Attendance),
    /// The trainee has said that it is not right.
    Objected,
    /// Two others differ.
    Disputed,
}

/// The screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraineeModel {
    /// What to call the trainee.
    pub name: Option<String>,
    /// When they checked in today.
    pub checked_in: Option<Millis>,
    /// Whether today is one of the placement's days.
    pub is_on_today: bool,
    /// Today, and the days before of which something was said; newest first.
    pub days: Vec<OwnDay>,
}

/// Whether trainees check in on this site.
#[must_use]
pub fn is_wanted(state: &State, site: SiteId) -> bool {
    find::site(state, site).is_some_and(|site| site.check_in == CheckIn::On)
}

/// Whose card this is: of those who are on the site today.
#[must_use]
pub fn of_card(state: &State, site: SiteId, code: CardCode, today: Day) -> Option<PlacementId> {
    let mut here = on_site(state, site).into_iter();
    here.find(|(id, placement)| {
        runs_on(placement, today) && placement.card.as_ref() == Some(&code.mark(*id))
    })
    .map(|(id, _)| id)
}

/// Codes that others on the site have: a new card must not be one of them.
#[must_use]
pub fn is_free(state: &State, site: SiteId, code: CardCode) -> bool {
    let here = on_site(state, site);
    !here
        .iter()
        .any(|(id, placement)| placement.card.as_ref() == Some(&code.mark(*id)))
}

impl TraineeModel {
    /// The own days of a placement; nothing when its row is not here.
    #[must_use]
    pub fn of(state: &State, id: PlacementId, today: Day) -> Option<Self> {
        let placement = find::placement(state, id)?;
        let back = (0..=DAYS_SHOWN).map(|back| today.plus_days(-back));
        let days = back.filter_map(|day| own_day(state, id, placement, day, today));
        Some(Self {
            name: names::trainee(state, placement.candidate),
            checked_in: entry(state, id, today).and_then(|entry| entry.trainee.checked_in),
            is_on_today: runs_on(placement, today),
            days: days.collect(),
        })
    }
}

fn own_day(
    state: &State,
    id: PlacementId,
    placement: &Placement,
    day: Day,
    today: Day,
) -> Option<OwnDay> {
    let entry = entry(state, id, day);
    let says = match Cell::of(placement, entry, day, today) {
        Cell::Outside | Cell::Ahead => return None,
        Cell::Open if day != today => return None,
        Cell::Open => Said::Nothing,
        Cell::Holds(holds) => Said::Holds(holds),
        Cell::Disputed if entry.is_some_and(|entry| entry.is_objected()) => Said::Objected,
        Cell::Disputed => Said::Disputed,
    };
    let sheet = find::sheet(state, shared::model::Sheet::id_of(id, day.in_month()));
    let is_decided = entry.is_some_and(|entry| entry.settled.is_some())
        || sheet.is_some_and(|sheet| matches!(sheet.state, SheetState::Confirmed { .. }));
    let last = entry.and_then(|entry| entry.statements.last());
    let objectable = last.filter(|_| !is_decided && matches!(says, Said::Holds(_)));
    Some(OwnDay {
        day,
        says,
        objectable: objectable.map(|said| said.cmd),
    })
}

/// Free code, drawn from numbers; none after too many that were taken.
#[must_use]
pub fn draw_code(state: &State, site: SiteId, mut number: impl FnMut() -> u32) -> Option<CardCode> {
    (0..20)
        .map(|_| CardCode::drawn(number()))
        .find(|code| is_free(state, site, *code))
}

/// Everybody who may have a card, with what to call them and whether they have one; by name.
#[must_use]
pub fn holders(state: &State, site: SiteId) -> Vec<(PlacementId, Option<String>, bool)> {
    let mut all = Map::new();
    for (id, placement) in on_site(state, site) {
        let is_over = placement.state.served().is_some_and(|(_, to)| to.is_some());
        if placement.occupies().is_some() && !is_over {
            let name = names::trainee(state, placement.candidate);
            all.insert((name.clone(), id), (id, name, placement.card.is_some()));
        }
    }
    all.into_iter().map(|(_, holder)| holder).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screens::sample::{Sample, day};
    use shared::model::{Body, Entity};

    fn with_card(sample: Sample, code: CardCode) -> Sample {
        let mut sample = sample;
        let id = sample.placement;
        let mut placement = find::placement(&sample.state, id).unwrap().clone();
        placement.card = Some(code.mark(id));
        sample.state.put(Entity::new(id, Body::from(placement)));
        sample
    }

    #[test]
    fn a_card_opens_the_days_of_its_own_placement_and_only_while_it_runs() {
        let code = CardCode::parse("004217").unwrap();
        let sample = with_card(Sample::running("2026-11-02"), code);
        let of = |code, on| of_card(&sample.state, sample.site, code, day(on));
        assert_eq!(of(code, "2026-11-24"), Some(sample.placement));
        assert_eq!(of(code, "2026-11-01"), None);
        assert_eq!(of(CardCode::drawn(4_218), "2026-11-24"), None);
        assert!(!is_free(&sample.state, sample.site, code));
        let mut numbers = [4_217, 4_218].into_iter();
        let drawn = draw_code(&sample.state, sample.site, || numbers.next().unwrap());
        assert_eq!(drawn, Some(CardCode::drawn(4_218)));
    }

    #[test]
    fn today_stands_first_and_days_without_a_word_are_left_out() {
        let sample = Sample::running("2026-11-02").present("2026-11-20", 480);
        let model = TraineeModel::of(&sample.state, sample.placement, day("2026-11-24")).unwrap();
        let days: Vec<Day> = model.days.iter().map(|own| own.day).collect();
        assert_eq!(days, [day("2026-11-24"), day("2026-11-20")]);
        assert_eq!(model.days[0].says, Said::Nothing);
        assert!(model.days[0].objectable.is_none() && model.days[1].objectable.is_some());
        assert!(model.is_on_today && model.checked_in.is_none());
    }
}
