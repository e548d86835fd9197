//! The story in order of days. Everything is told relative to today, so that the demo never grows old.

use shared::command::{Command, GrantMembership, RegisterCandidate, RegisterOrganisation};
use shared::id::UserId;
use shared::model::{Membership, OrgNumber, OrganisationKind, Protection, Role};
use shared::ordered::Set;
use shared::text::Text;
use shared::time::{Day, Millis};

use super::ids::{named, tenant, user};
use super::people::{ACCOUNTS, CANDIDATES};
use super::{attendance, contracts, follow_up};
use crate::accept::Order;

/// Local offset of the story's instants, minutes.
pub(super) const TZ: i32 = 60;

/// Collects orders with their day and hour.
pub(super) struct Teller {
    pub today: Day,
    orders: Vec<Order>,
}

impl Teller {
    /// `days` from today; negative is past.
    pub fn day(&self, days: i64) -> Day {
        self.today.plus_days(days)
    }

    /// Somebody does something on a day, at an hour (local).
    pub fn tell(&mut self, login: &str, day: Day, hour: i64, command: impl Into<Command>) {
        self.tell_as(user(login), day, hour, command.into(), Vec::new());
    }

    fn tell_as(
        &mut self,
        actor: UserId,
        day: Day,
        hour: i64,
        command: Command,
        extra: Vec<Membership>,
    ) {
        let midnight = Day::MIN.days_until(day) * 86_400_000 + EPOCH_OF_MIN_DAY;
        let at = midnight + (hour * 60 - i64::from(TZ)) * 60_000;
        self.orders.push(Order {
            tenant: tenant(),
            actor,
            command,
            occurred_at: Millis(at),
            tz: TZ,
            extra,
        });
    }
}

/// 2000-01-01T00:00Z, UTC milliseconds: the first day that a `Day` takes.
const EPOCH_OF_MIN_DAY: i64 = 946_684_800_000;

/// A text of the story; all of them are within their limits.
pub(super) fn text<const MAX: usize>(words: &str) -> Text<MAX> {
    Text::parse(words).unwrap_or_else(|_| panic!("a text of the demo does not fit: {words}"))
}

/// All orders, in order of time.
pub(super) fn orders(today: Day) -> Vec<Order> {
    let mut teller = Teller {
        today,
        orders: Vec::new(),
    };
    organisations(&mut teller);
    contracts::tell(&mut teller);
    candidates(&mut teller);
    contracts::placements(&mut teller);
    attendance::tell(&mut teller);
    follow_up::tell(&mut teller);
    let mut orders = teller.orders;
    orders.sort_by_key(|order| order.occurred_at);
    orders
}

/// The orders of one day together.
pub(super) fn by_day(orders: Vec<Order>) -> Vec<Vec<Order>> {
    let mut chapters: Vec<Vec<Order>> = Vec::new();
    for order in orders {
        match chapters.last_mut() {
            Some(last)
                if last
                    .last()
                    .is_some_and(|o| o.occurred_at == order.occurred_at) =>
            {
                last.push(order)
            }
            Some(_) | None => chapters.push(vec![order]),
        }
    }
    chapters
}

const ORGANISATIONS: &[(&str, &str, &str, OrganisationKind)] = &[
    (
        "storsjo",
        "Storsjö kommun",
        "212999-0004",
        OrganisationKind::Authority,
    ),
    (
        "fjallbygg",
        "Fjällbygg AB",
        "559999-0016",
        OrganisationKind::Contractor,
    ),
    (
        "norrmaleri",
        "Norrmåleri i Storsjö AB",
        "559999-0024",
        OrganisationKind::Subcontractor,
    ),
    (
        "assjo",
        "Åssjö Städ AB",
        "559999-0032",
        OrganisationKind::Contractor,
    ),
    (
        "lovberga",
        "Lövberga Mark AB",
        "559999-0040",
        OrganisationKind::Contractor,
    ),
];

fn organisations(teller: &mut Teller) {
    let day = teller.day(-400);
    let admin = user("admin");
    // The first right of all stands in no row yet.
    let first = Membership {
        user: admin,
        name: text("Anders Admin"),
        organisation: named("organisation storsjo"),
        role: Role::Administrator,
        sites: Set::new(),
        from: day,
        to: None,
    };
    for (key, name, number, kind) in ORGANISATIONS {
        let command = RegisterOrganisation {
            organisation: named(&format!("organisation {key}")),
            name: text(name),
            number: number_of(number),
            kind: *kind,
        };
        teller.tell_as(admin, day, 7, command.into(), vec![first.clone()]);
    }
    for account in ACCOUNTS.iter().filter(|account| account.sites.is_empty()) {
        let command = grant(account, day);
        teller.tell_as(admin, day, 8, command.into(), vec![first.clone()]);
    }
}

/// A supervisor's right can be given once the sites are there.
pub(super) fn supervisors(teller: &mut Teller, day: Day) {
    for account in ACCOUNTS.iter().filter(|account| !account.sites.is_empty()) {
        let command = grant(account, day);
        teller.tell("admin", day, 12, command);
    }
}

fn grant(account: &super::Account, from: Day) -> GrantMembership {
    GrantMembership {
        membership: named(&format!("membership {}", account.login)),
        user: user(account.login),
        name: text(account.name),
        organisation: named(&format!("organisation {}", account.organisation)),
        role: account.role,
        sites: account
            .sites
            .iter()
            .map(|site| named(&format!("site {site}")))
            .collect(),
        from,
        to: None,
    }
}

fn number_of(number: &str) -> OrgNumber {
    OrgNumber::parse(number)
        .unwrap_or_else(|error| panic!("the demo's organisation number {number}: {error}"))
}

fn candidates(teller: &mut Teller) {
    for person in CANDIDATES {
        let command = RegisterCandidate {
            candidate: named(&format!("candidate {}", person.key)),
            given_name: text(person.given),
            family_name: text(person.family),
            alias: text(person.alias),
            protection: if person.is_protected {
                Protection::Protected
            } else {
                Protection::None
            },
            caseworkers: Set::from([user(person.caseworker)]),
            wants: Some(text(person.wants)),
            available_from: teller.day(-110),
        };
        let day = teller.day(-120);
        teller.tell(person.caseworker, day, 9, command);
    }
}
