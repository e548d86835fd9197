//! The day on a site: who is expected, what was said of them, and how many are left.
use shared::id::{PlacementId, SiteId};
use shared::model::{
    Attendance, Body, CheckIn, DayEntry, Kind, Placement, PlacementState, Sheet, SheetState, Side,
};
use shared::ordered::Set;
use shared::state::{Rows, State, find};
use shared::time::{Day, Millis, Month};
use shared::wire::CommandRef;

use super::copied::Copied;
use crate::screens::names;

/// Days that the strip shows, the chosen one among them.
pub const STRIP_DAYS: usize = 5;

/// What was said of a person on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Nothing yet.
    Open,
    /// One thing, and it can still be changed here.
    Said(Attendance),
    /// Two sides say different things; the caseworker decides.
    Disputed,
}

/// One person on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonModel {
    /// The placement.
    pub placement: PlacementId,
    /// What to call them; none where no card is shown.
    pub name: Option<String>,
    /// Letters of the mark.
    pub initials: String,
    /// Which of four shades the mark has.
    pub shade: u8,
    /// The trade.
    pub trade: Option<String>,
    /// Which month of how many, both from 1.
    pub month_of: (u32, u16),
    /// What was said.
    pub answer: Answer,
    /// The contractor's own statement that a new one replaces.
    pub replaces: Option<CommandRef>,
    /// The command whose way to the server is shown.
    pub cmd: Option<CommandRef>,
    /// Whether the month is signed: then nothing is changed here.
    pub is_signed: bool,
    /// When the trainee checked in.
    pub checked_in: Option<Millis>,
    /// Whether the trainee says that it is not right.
    pub is_objected: bool,
}

/// How a day in the strip stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StripDay {
    /// The day.
    pub day: Day,
    /// People said to be there.
    pub here: usize,
    /// People said to be away.
    pub away: usize,
    /// People of whom nothing is said, or two things.
    pub open: usize,
    /// Whether it has come.
    pub has_come: bool,
}

/// The screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteModel {
    /// Name of the site.
    pub name: String,
    /// Who leads the work here.
    pub host: String,
    /// The contract's title.
    pub contract: Option<String>,
    /// The day shown.
    pub day: Day,
    /// Days around it.
    pub strip: Vec<StripDay>,
    /// Everybody whose placement runs on the day, by name.
    pub people: Vec<PersonModel>,
    /// How many have an answer.
    pub answered: usize,
    /// People who are to begin on this site later, with their day.
    pub coming: Vec<(Option<String>, Day)>,
    /// Months that are over and not signed.
    pub to_attest: Vec<Month>,
    /// What can be said as on the last day before.
    pub copy: Option<Copied>,
    /// Whether trainees check themselves in here.
    pub check_in: bool,
}

/// What stands above the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Above {
    /// Name of the site.
    pub name: String,
    /// Who leads the work here.
    pub host: String,
    /// The contract's title.
    pub contract: Option<String>,
    /// The day shown.
    pub day: Day,
    /// The first month that is over and not signed.
    pub to_attest: Option<Month>,
    /// Whether trainees check themselves in here.
    pub check_in: bool,
}

impl SiteModel {
    /// What stands above the list.
    #[must_use]
    pub fn above(&self) -> Above {
        Above {
            name: self.name.clone(),
            host: self.host.clone(),
            contract: self.contract.clone(),
            day: self.day,
            to_attest: self.to_attest.first().copied(),
            check_in: self.check_in,
        }
    }

    /// The site on a day; nothing when its row is not here.
    #[must_use]
    pub fn of(state: &State, id: SiteId, day: Day, today: Day) -> Option<Self> {
        let site = find::site(state, id)?;
        let placements = on_site(state, id);
        let people: Vec<PersonModel> = placements
            .iter()
            .filter(|(_, p)| runs_on(p, day))
            .map(|(id, p)| person(state, *id, p, day))
            .collect();
        let mut coming: Vec<(Option<String>, Day)> = placements
            .iter()
            .filter(|(_, p)| p.state == PlacementState::Planned)
            .map(|(_, p)| (names::trainee(state, p.candidate), p.planned_start))
            .collect();
        shared::ordered::sort_by_key(&mut coming, |(_, from)| *from);
        let copy = Copied::of(state, &people, day, today);
        Some(Self {
            copy,
            check_in: site.check_in == CheckIn::On,
            name: site.name.to_string(),
            host: site.host_name.to_string(),
            contract: names::contract(state, site.contract),
            day,
            strip: strip(day, today)
                .into_iter()
                .map(|day| strip_day(state, &placements, day, today))
                .collect(),
            answered: people.iter().filter(|p| p.answer != Answer::Open).count(),
            people,
            coming,
            to_attest: months_to_attest(state, &placements, today),
        })
    }

    /// Those of whom nothing is said and who can be answered for.
    #[must_use]
    pub fn unanswered(&self) -> Vec<PlacementId> {
        self.people
            .iter()
            .filter(|p| p.answer == Answer::Open && !p.is_signed)
            .map(|p| p.placement)
            .collect()
    }
}

/// All placements of a site in the order of the trainees' names, covered or not: nobody's place moves while one looks.
#[must_use]
pub fn on_site(state: &State, id: SiteId) -> Vec<(PlacementId, Placement)> {
    let rows = state.all(Kind::Placement).into_iter();
    let mut found: Vec<(PlacementId, Placement)> = rows
        .filter_map(|entity| match &entity.body {
            Body::Placement(placement) if placement.site == id => {
                Some((PlacementId::from(entity.id), placement.clone()))
            }
            _ => None,
        })
        .collect();
    shared::ordered::sort_by_key(&mut found, |(id, placement)| {
        (names::uncovered(state, placement.candidate), *id)
    });
    found
}

/// Whether a placement runs on a day.
#[must_use]
pub fn runs_on(placement: &Placement, day: Day) -> bool {
    placement
        .state
        .served()
        .is_some_and(|(from, to)| from <= day && to.is_none_or(|to| day <= to))
}

/// The entry of a day.
#[must_use]
pub fn entry(state: &State, placement: PlacementId, day: Day) -> Option<&DayEntry> {
    find::sheet(state, Sheet::id_of(placement, day.in_month()))?.day(day)
}

fn answer(entry: Option<&DayEntry>) -> Answer {
    match entry {
        None => Answer::Open,
        Some(entry) if entry.is_disputed() => Answer::Disputed,
        Some(entry) => entry.holds().map_or(Answer::Open, Answer::Said),
    }
}

/// Whether nothing is said of a person on a day, drawn or not yet.
#[must_use]
pub fn is_open(state: &State, placement: PlacementId, day: Day) -> bool {
    answer(entry(state, placement, day)) == Answer::Open
}

fn person(state: &State, id: PlacementId, placement: &Placement, day: Day) -> PersonModel {
    let entry = entry(state, id, day);
    let answer = answer(entry);
    let ours = entry.and_then(|entry| entry.said_by(Side::Contractor));
    let last = ours.or_else(|| entry.and_then(|entry| entry.statements.last()));
    let name = names::trainee(state, placement.candidate);
    let terms =
        find::contract(state, placement.contract).map(|contract| contract.terms.months_each.get());
    let started = placement
        .state
        .served()
        .map_or(placement.planned_start, |(from, _)| from);
    let sheet = find::sheet(state, Sheet::id_of(id, day.in_month()));
    PersonModel {
        placement: id,
        initials: names::initials(name.as_deref().unwrap_or_default()),
        shade: placement.candidate.uuid().as_bytes()[15] % 4,
        name,
        trade: names::trade(state, placement.slot),
        month_of: (month_number(started, day), terms.unwrap_or_default()),
        replaces: ours.map(|statement| statement.cmd),
        cmd: last.map(|statement| statement.cmd),
        answer,
        checked_in: entry.and_then(|entry| entry.trainee.checked_in),
        is_objected: entry.is_some_and(|entry| entry.is_objected() && entry.settled.is_none()),
        is_signed: sheet.is_some_and(|sheet| sheet.state != SheetState::Open),
    }
}

/// The month of a placement that a day lies in, from 1.
#[must_use]
pub fn month_number(started: Day, day: Day) -> u32 {
    (1..)
        .find(|months| started.plus_months(*months) > day)
        .unwrap_or(1)
}

/// Five working-week days that end a day after today, or that have the chosen day in the middle.
fn strip(day: Day, today: Day) -> Vec<Day> {
    let newest = if day.days_until(today) <= 3 && day <= today.plus_days(1) {
        today.plus_days(1)
    } else {
        day.plus_days(2)
    };
    (0..STRIP_DAYS as i64)
        .rev()
        .map(|back| newest.plus_days(-back))
        .collect()
}

fn strip_day(
    state: &State,
    placements: &[(PlacementId, Placement)],
    day: Day,
    today: Day,
) -> StripDay {
    let mut shown = StripDay {
        day,
        here: 0,
        away: 0,
        open: 0,
        has_come: day <= today,
    };
    for (id, _) in placements.iter().filter(|(_, p)| runs_on(p, day)) {
        match entry(state, *id, day).and_then(DayEntry::holds) {
            Some(Attendance::Present { .. }) => shown.here += 1,
            Some(Attendance::Absent { .. }) => shown.away += 1,
            None => shown.open += 1,
        }
    }
    shown
}

/// Months that have ended (for somebody) and that nobody has signed, oldest first.
fn months_to_attest(
    state: &State,
    placements: &[(PlacementId, Placement)],
    today: Day,
) -> Vec<Month> {
    let mut months = Set::new();
    for (id, placement) in placements {
        let Some((from, to)) = placement.state.served() else {
            continue;
        };
        let mut month = from.in_month();
        while month.first_day() <= to.unwrap_or(today).min(today) {
            let last = to.map_or(month.last_day(), |to| to.min(month.last_day()));
            let is_open = find::sheet(state, Sheet::id_of(*id, month))
                .is_none_or(|sheet| sheet.state == SheetState::Open);
            if last < today && is_open {
                months.insert(month);
            }
            month = month.first_day().plus_months(1).in_month();
        }
    }
    months.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use shared::model::AbsenceReason;

    use super::*;
    use crate::screens::sample::{Sample, day};

    #[test]
    fn a_person_is_shown_from_the_first_to_the_last_day_served() {
        let sample = Sample::running("2026-11-02");
        for (on, count) in [("2026-11-01", 0), ("2026-11-02", 1), ("2026-11-24", 1)] {
            let model =
                SiteModel::of(&sample.state, sample.site, day(on), day("2026-11-24")).unwrap();
            assert_eq!(model.people.len(), count, "{on}");
        }
        let ended = sample.ended_early("2026-11-10");
        let model = SiteModel::of(
            &ended.state,
            ended.site,
            day("2026-11-11"),
            day("2026-11-24"),
        )
        .unwrap();
        assert!(model.people.is_empty());
    }

    #[test]
    fn covered_names_keep_the_order_of_the_names() {
        // By initials they would stand otherwise: "AK", "AÖ", "BÅ".
        let sample = Sample::running("2026-11-02")
            .and_another(20, "Bo", "Åkesson")
            .and_another(21, "Ada", "Öberg");
        let order = || {
            let all = on_site(&sample.state, sample.site).into_iter();
            let names = all.filter_map(|(_, p)| names::uncovered(&sample.state, p.candidate));
            names.collect::<Vec<_>>()
        };
        let seen = order();
        assert_eq!(seen, ["Ada Ö.", "Amina K.", "Bo Å."]);
        names::cover(true);
        let covered = order();
        names::cover(false);
        assert_eq!(covered, seen);
    }

    #[test]
    fn two_sides_that_differ_are_disputed_and_count_as_not_open() {
        let sample = Sample::running("2026-11-02")
            .present("2026-11-24", 480)
            .authority_says("2026-11-24", AbsenceReason::Sick);
        let model = SiteModel::of(
            &sample.state,
            sample.site,
            day("2026-11-24"),
            day("2026-11-24"),
        )
        .unwrap();
        let person = &model.people[0];
        assert_eq!(person.answer, Answer::Disputed);
        assert!(model.unanswered().is_empty());
        // What is said here next stands in place of what the contractor's side said, though the authority spoke last.
        let statements = &entry(&sample.state, sample.placement, day("2026-11-24"))
            .unwrap()
            .statements;
        assert_eq!(
            (person.replaces, person.cmd),
            (Some(statements[0].cmd), Some(statements[0].cmd))
        );
    }

    #[test]
    fn the_month_of_a_placement_is_counted_from_its_own_first_day() {
        assert_eq!(month_number(day("2026-11-15"), day("2026-11-15")), 1);
        assert_eq!(month_number(day("2026-11-15"), day("2026-12-14")), 1);
        assert_eq!(month_number(day("2026-11-15"), day("2026-12-15")), 2);
    }

    #[test]
    fn a_month_that_is_over_waits_for_its_signature() {
        let sample = Sample::running("2026-10-15");
        let model = SiteModel::of(
            &sample.state,
            sample.site,
            day("2026-11-24"),
            day("2026-11-24"),
        )
        .unwrap();
        assert_eq!(model.to_attest, [Month::parse("2026-10").unwrap()]);
    }

    #[test]
    fn the_strip_ends_tomorrow_or_holds_the_chosen_day() {
        let today = day("2026-11-24");
        assert_eq!(strip(today, today).last(), Some(&day("2026-11-25")));
        assert!(strip(day("2026-10-05"), today).contains(&day("2026-10-05")));
    }
}
