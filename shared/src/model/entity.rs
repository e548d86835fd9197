//! The entity: one row that commands read and write. The body's kind and the key's kind are always the same.
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{
    Candidate, Contact, Contract, Meeting, MeetingCard, Membership, Organisation, Placement,
    Requirement, Sheet, Site, Slot, Span, Task, Tender, TraineeCard,
};
use crate::id::CandidateId;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal),+ $(,)?) => {
        /// What an entity is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Kind { $($(#[$doc])* $name),+ }

        impl Kind {
            /// All kinds, in order.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];
            /// The name in tables and on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str { match self { $(Self::$name => $text),+ } }
            /// The kind of this name.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> { match text { $($text => Some(Self::$name),)+ _ => None } }
        }

        /// The body of an entity.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Body { $($(#[$doc])* $name($name)),+ }

        impl Body {
            /// The kind of this body.
            #[must_use]
            pub const fn kind(&self) -> Kind { match self { $(Self::$name(_) => Kind::$name),+ } }
            /// The wire form, without the kind.
            pub fn to_value(&self) -> Result<Value, serde_json::Error> {
                match self { $(Self::$name(body) => serde_json::to_value(body)),+ }
            }
            /// Reads the wire form of this kind.
            pub fn from_value(kind: Kind, value: &Value) -> Result<Self, crate::wire::ReadError> {
                match kind { $(Kind::$name => crate::wire::read_value(value).map(Self::$name)),+ }
            }
        }

        $(impl From<$name> for Body { fn from(body: $name) -> Self { Self::$name(body) } })+
    };
}

kinds! {
    /// An authority, contractor or subcontractor.
    Organisation = "organisation",
    /// A user's role in an organisation.
    Membership = "membership",
    /// A procurement.
    Tender = "tender",
    /// An employment requirement.
    Requirement = "requirement",
    /// A signed contract.
    Contract = "contract",
    /// A promised slot.
    Slot = "slot",
    /// A work site.
    Site = "site",
    /// A candidate, as the case circle sees them.
    Candidate = "candidate",
    /// Projection: a candidate as a contractor and the office see them.
    TraineeCard = "trainee_card",
    /// A placement.
    Placement = "placement",
    /// Projection: a placement without the person, for figures.
    Span = "span",
    /// A month sheet of attendance.
    Sheet = "sheet",
    /// A meeting about a placement, with its notes; the case circle's.
    Meeting = "meeting",
    /// Projection: a meeting to come as the site sees it.
    MeetingCard = "meeting_card",
    /// A task about a placement; the case circle's.
    Task = "task",
    /// How a member of a contractor is reached.
    Contact = "contact",
}

/// Kind and id. Order: by kind, then id, so that a page of rows has one order everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Key {
    /// Kind.
    pub kind: Kind,
    /// Id.
    pub id: Uuid,
}

impl Key {
    /// A key of a kind.
    pub fn new(kind: Kind, id: impl Into<Uuid>) -> Self {
        Self {
            kind,
            id: id.into(),
        }
    }
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// The id; the kind is the body's.
    pub id: Uuid,
    /// The sequence number of the command that wrote it last; 0 while only on this device.
    pub ver: i64,
    /// The content.
    pub body: Body,
}

impl Entity {
    /// An entity as `apply` makes it; the server sets `ver`.
    pub fn new(id: impl Into<Uuid>, body: impl Into<Body>) -> Self {
        Self {
            id: id.into(),
            ver: 0,
            body: body.into(),
        }
    }

    /// Kind and id.
    #[must_use]
    pub const fn key(&self) -> Key {
        Key {
            kind: self.body.kind(),
            id: self.id,
        }
    }

    /// The entity that this one hangs under, for lists: a slot's contract, a placement's slot, a sheet's placement …
    #[must_use]
    pub fn parent(&self) -> Option<Uuid> {
        match &self.body {
            Body::Organisation(_) | Body::Tender(_) | Body::Candidate(_) | Body::TraineeCard(_) => {
                None
            }
            Body::Membership(m) => Some(m.user.uuid()),
            Body::Requirement(r) => Some(r.tender.uuid()),
            Body::Contract(c) => Some(c.tender.uuid()),
            Body::Slot(s) => Some(s.contract.uuid()),
            Body::Site(s) => Some(s.contract.uuid()),
            Body::Placement(p) => Some(p.slot.uuid()),
            Body::Span(s) => Some(s.slot.uuid()),
            Body::Sheet(s) => Some(s.placement.uuid()),
            Body::Meeting(m) => Some(m.placement.uuid()),
            Body::MeetingCard(m) => Some(m.placement.uuid()),
            Body::Task(t) => Some(t.placement.uuid()),
            Body::Contact(c) => Some(c.user.uuid()),
        }
    }

    /// The trainee whose personal data this row holds; the server keeps the row under that person's key.
    #[must_use]
    pub fn person(&self) -> Option<CandidateId> {
        match &self.body {
            Body::Candidate(_) | Body::TraineeCard(_) => Some(CandidateId::from(self.id)),
            Body::Placement(p) => Some(p.candidate),
            Body::Sheet(s) => Some(s.candidate),
            Body::Meeting(m) => Some(m.candidate),
            Body::Task(t) => Some(t.candidate),
            Body::Organisation(_)
            | Body::Membership(_)
            | Body::Tender(_)
            | Body::Requirement(_)
            | Body::Contract(_)
            | Body::Slot(_)
            | Body::Site(_)
            | Body::MeetingCard(_)
            | Body::Contact(_)
            | Body::Span(_) => None,
        }
    }
}

/// The fields that may stand in plain columns (SQL views, reports): no names, no ids of people, no reasons.
/// Deny by default: a field is public only when it is named here.
pub fn facts(body: &Body) -> Value {
    facts_in(body, body.to_value().unwrap_or_default())
}

/// The same, where the body's wire form is at hand.
#[must_use]
pub fn facts_in(body: &Body, whole: Value) -> Value {
    let fields: &[&str] = match body {
        Body::Organisation(_) => &["name", "number", "kind"],
        Body::Membership(_) => &["organisation", "role", "from", "to"],
        Body::Tender(_) => &[
            "title",
            "reference",
            "notice",
            "cpv_main",
            "nature",
            "value",
            "deadline",
            "state",
        ],
        Body::Requirement(_) => &["tender", "lot", "terms"],
        Body::Contract(_) => &[
            "tender",
            "requirement",
            "contractor",
            "title",
            "reference",
            "signed_on",
            "starts",
            "ends",
            "terms",
        ],
        Body::Slot(_) => &["contract", "number", "state"],
        Body::Site(_) => &["contract", "name", "host"],
        Body::Candidate(_) | Body::TraineeCard(_) => &["available_from"],
        Body::Placement(_) | Body::Span(_) => {
            &["slot", "contract", "site", "planned_start", "planned_end"]
        }
        Body::Sheet(_) => &["placement", "contract", "site", "month"],
        Body::Meeting(_) | Body::MeetingCard(_) => &["placement", "contract", "site", "kind"],
        Body::Task(_) => &["placement", "due"],
        Body::Contact(_) => &["organisation"],
    };
    let all = match whole {
        Value::Object(map) => map,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Map::new()
        }
    };
    let mut kept: Map<String, Value> = all
        .into_iter()
        .filter(|(name, _)| fields.contains(&name.as_str()))
        .collect();
    match body {
        Body::Placement(p) => {
            kept.insert("state".into(), p.state.code().into());
        }
        Body::Span(s) => {
            kept.insert("state".into(), s.state.code().into());
        }
        Body::Sheet(s) => {
            kept.insert("state".into(), s.state.code().into());
        }
        Body::Meeting(m) => {
            kept.insert("state".into(), m.state.code().into());
            kept.insert("on".into(), m.state.on().to_string().into());
        }
        Body::Task(t) => {
            kept.insert("state".into(), t.state.code().into());
        }
        Body::Organisation(_)
        | Body::Membership(_)
        | Body::Tender(_)
        | Body::Requirement(_)
        | Body::Contract(_)
        | Body::Slot(_)
        | Body::Site(_)
        | Body::Candidate(_)
        | Body::MeetingCard(_)
        | Body::Contact(_)
        | Body::TraineeCard(_) => {}
    }
    Value::Object(kept)
}
