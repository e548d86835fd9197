//! Who sees which row, in which shape. Deny by default: a row reaches a device only through a scope named here.
//! Two questions are answered apart: which rows lie in a scope (`scopes`), and which users have a scope (`grants`); a change of
//! who may see changes the second, never the rows.
use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::id::{CandidateId, ContractId, OrganisationId, SiteId, UserId};
use crate::model::{Body, Entity, Protection, Role, SlotState};
use crate::time::Day;

/// A set of rows that is shown as a whole, in the order of `rank`. Within a tenant; the tenant itself comes from the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// `x`: no scope of the server, and never asked for: rows that have left all scopes of a device while something that it said of
    /// them is undecided (`sync::kept`).
    Kept,
    /// `f`: figures without people.
    Figures,
    /// `a`: organisations and memberships, for administrators.
    Administration,
    /// `o`: the office of the authority.
    Office,
    /// `g:<id>`: an organisation and its people, for its own administrators; also the group of those administrators.
    Group(OrganisationId),
    /// `s:<id>`: a site.
    Site(SiteId),
    /// `c:<id>`: a contract, for the contractor.
    Contract(ContractId),
    /// `m`: candidates to match; no protected ones.
    Matching,
    /// `w:<id>`: the case circle of a candidate.
    Case(CandidateId),
    /// `u:<id>`: a user's own memberships.
    User(UserId),
    /// `k:<id>`: no rows; a user as long as they are a caseworker. Case circles are granted to it, so that they end with the role.
    Caseload(UserId),
}

impl Scope {
    /// Reads the written form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "f" => return Some(Self::Figures),
            "a" => return Some(Self::Administration),
            "o" => return Some(Self::Office),
            "m" => return Some(Self::Matching),
            "x" => return Some(Self::Kept),
            _ => {}
        }
        let (class, id) = text.split_once(':')?;
        let id = Uuid::parse_str(id).ok()?;
        match class {
            "g" => Some(Self::Group(id.into())),
            "s" => Some(Self::Site(id.into())),
            "c" => Some(Self::Contract(id.into())),
            "w" => Some(Self::Case(id.into())),
            "u" => Some(Self::User(id.into())),
            "k" => Some(Self::Caseload(id.into())),
            _ => None,
        }
    }

    /// When one row lies in several scopes of a user in different shapes, the highest rank is shown.
    #[must_use]
    pub const fn rank(self) -> u8 {
        match self {
            Self::Kept | Self::Figures => 0,
            Self::Administration => 1,
            Self::Office => 2,
            Self::Group(_) => 3,
            Self::Site(_) => 4,
            Self::Contract(_) => 5,
            Self::Matching => 6,
            Self::Case(_) => 7,
            Self::User(_) => 8,
            Self::Caseload(_) => 9,
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Figures => f.write_str("f"),
            Self::Administration => f.write_str("a"),
            Self::Office => f.write_str("o"),
            Self::Matching => f.write_str("m"),
            Self::Kept => f.write_str("x"),
            Self::Group(id) => write!(f, "g:{}", id.uuid()),
            Self::Site(id) => write!(f, "s:{}", id.uuid()),
            Self::Contract(id) => write!(f, "c:{}", id.uuid()),
            Self::Case(id) => write!(f, "w:{}", id.uuid()),
            Self::User(id) => write!(f, "u:{}", id.uuid()),
            Self::Caseload(id) => write!(f, "k:{}", id.uuid()),
        }
    }
}
impl Serialize for Scope {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Scope {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not a scope"))
    }
}

/// Which scopes a row lies in, and how each of them sees it.
#[must_use]
pub fn scopes(entity: &Entity) -> Vec<(Scope, Entity)> {
    let as_is = |scope| (scope, entity.clone());
    let shaped = |scope, body: Body| {
        (
            scope,
            Entity {
                id: entity.id,
                ver: entity.ver,
                body,
            },
        )
    };
    match &entity.body {
        Body::Organisation(_) => vec![
            as_is(Scope::Office),
            as_is(Scope::Administration),
            as_is(Scope::Group(OrganisationId::from(entity.id))),
        ],
        Body::Membership(m) => {
            let mut all = vec![
                as_is(Scope::User(m.user)),
                as_is(Scope::Office),
                as_is(Scope::Administration),
                as_is(Scope::Group(m.organisation)),
            ];
            // A site knows who leads it: a shared tablet asks which of them is there.
            if m.role == Role::Supervisor {
                all.extend(m.sites.iter().map(|site| as_is(Scope::Site(*site))));
            }
            all
        }
        Body::Tender(_) | Body::Requirement(_) => vec![as_is(Scope::Office)],
        Body::Contract(c) => {
            let mut all = vec![
                as_is(Scope::Office),
                as_is(Scope::Figures),
                as_is(Scope::Contract(ContractId::from(entity.id))),
            ];
            all.extend(c.sites.iter().map(|site| as_is(Scope::Site(*site))));
            all
        }
        Body::Slot(s) => {
            let mut all = vec![
                as_is(Scope::Office),
                as_is(Scope::Figures),
                as_is(Scope::Contract(s.contract)),
            ];
            match s.state {
                SlotState::Offered { site, .. } => all.push(as_is(Scope::Site(site))),
                SlotState::Promised => {}
            }
            all
        }
        Body::Site(s) => vec![
            as_is(Scope::Office),
            // Supervisors are invited to sites.
            as_is(Scope::Administration),
            as_is(Scope::Contract(s.contract)),
            as_is(Scope::Site(SiteId::from(entity.id))),
        ],
        Body::Candidate(c) => {
            let mut all = vec![as_is(Scope::Case(CandidateId::from(entity.id)))];
            if c.protection == Protection::None {
                all.push(as_is(Scope::Matching));
            }
            if !c.disclosures.is_empty() {
                all.push(shaped(Scope::Office, c.card().into()));
            }
            for disclosure in &c.disclosures {
                for scope in [
                    Scope::Contract(disclosure.contract),
                    Scope::Site(disclosure.site),
                ] {
                    if !all.iter().any(|(known, _)| *known == scope) {
                        all.push(shaped(scope, c.card().into()));
                    }
                }
            }
            all
        }
        Body::Placement(p) => {
            let (mut outside, mut office) = (p.clone(), p.clone());
            outside.state = p.state.without_reason();
            office.state = p.state.for_office();
            office.card = None;
            let mut contract = outside.clone();
            contract.card = None;
            vec![
                as_is(Scope::Case(p.candidate)),
                shaped(Scope::Office, office.into()),
                shaped(Scope::Contract(p.contract), contract.into()),
                shaped(Scope::Site(p.site), outside.into()),
                shaped(Scope::Figures, p.span().into()),
            ]
        }
        Body::Sheet(s) => vec![
            as_is(Scope::Case(s.candidate)),
            as_is(Scope::Contract(s.contract)),
            as_is(Scope::Site(s.site)),
            shaped(Scope::Office, s.for_office().into()),
        ],
        // What was said at a meeting is the case circle's alone; the site is told when somebody comes.
        Body::Meeting(m) => {
            let mut all = vec![as_is(Scope::Case(m.candidate))];
            if let Some(card) = m.card() {
                all.push(shaped(Scope::Site(m.site), card.into()));
            }
            all
        }
        Body::Task(t) => vec![as_is(Scope::Case(t.candidate))],
        // As the membership that it hangs on.
        Body::Contact(c) => vec![
            as_is(Scope::Office),
            as_is(Scope::Administration),
            as_is(Scope::Group(c.organisation)),
            as_is(Scope::User(c.user)),
        ],
        // Of a person who is erased: what the contract's fulfilment needs stays.
        Body::Span(s) => vec![
            as_is(Scope::Office),
            as_is(Scope::Contract(s.contract)),
            as_is(Scope::Figures),
        ],
        Body::TraineeCard(_) | Body::MeetingCard(_) => Vec::new(),
    }
}

/// That a member has a scope for a time. `member` is `user:<id>` or a group's written scope (`g:<id>`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grant {
    /// Who.
    pub member: String,
    /// What.
    pub scope: Scope,
    /// First day.
    pub from: Day,
    /// Last day; open when absent.
    pub to: Option<Day>,
}

/// How a user is written as a member of grants.
#[must_use]
pub fn member(user: UserId) -> String {
    format!("user:{}", user.uuid())
}

/// The grants that a row makes. They replace those that the row made before.
#[must_use]
pub fn grants(entity: &Entity) -> Vec<Grant> {
    let always = |member: String, scope| Grant {
        member,
        scope,
        from: Day::MIN,
        to: None,
    };
    match &entity.body {
        Body::Membership(m) => {
            let mut scopes = match m.role {
                Role::Procurement | Role::ContractManager => vec![Scope::Office],
                Role::Caseworker => vec![Scope::Office, Scope::Caseload(m.user)],
                Role::MatchingOfficer => vec![Scope::Office, Scope::Matching],
                Role::ContractorAdministrator => vec![Scope::Group(m.organisation)],
                Role::Supervisor | Role::Tablet => {
                    m.sites.iter().map(|site| Scope::Site(*site)).collect()
                }
                Role::Coordinator | Role::Auditor => vec![Scope::Figures],
                Role::Administrator => vec![Scope::Administration],
            };
            scopes.push(Scope::User(m.user));
            let timed = |scope| Grant {
                member: member(m.user),
                scope,
                from: m.from,
                to: m.to,
            };
            scopes.into_iter().map(timed).collect()
        }
        Body::Contract(c) => {
            vec![always(
                Scope::Group(c.contractor).to_string(),
                Scope::Contract(ContractId::from(entity.id)),
            )]
        }
        Body::Site(s) => {
            vec![always(
                Scope::Group(s.host).to_string(),
                Scope::Site(SiteId::from(entity.id)),
            )]
        }
        Body::Candidate(c) => c
            .caseworkers
            .iter()
            .map(|user| {
                let circle = Scope::Case(CandidateId::from(entity.id));
                always(Scope::Caseload(*user).to_string(), circle)
            })
            .collect(),
        Body::Organisation(_)
        | Body::Tender(_)
        | Body::Requirement(_)
        | Body::Slot(_)
        | Body::Placement(_)
        | Body::Sheet(_)
        | Body::Meeting(_)
        | Body::Task(_)
        | Body::Contact(_)
        | Body::TraineeCard(_)
        | Body::MeetingCard(_)
        | Body::Span(_) => Vec::new(),
    }
}
