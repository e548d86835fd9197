//! Rows in memory, and what a rule may know. `Partial` is a device's copy, `Full` what the server has loaded for a command:
//! a rule that needs rows a device may lack takes `View<Full>` and does not compile for `View<Partial>`.
use std::marker::PhantomData;
use std::sync::Arc;

use uuid::Uuid;

use crate::model::{Entity, Key, Kind};
use crate::ordered::{Map, Set};

/// Rows that can be read.
pub trait Rows {
    /// One row.
    fn get(&self, key: Key) -> Option<&Entity>;
    /// Rows of a kind under a parent, in id order.
    fn children(&self, kind: Kind, parent: Uuid) -> Vec<&Entity>;
    /// All rows of a kind, in id order.
    fn all(&self, kind: Kind) -> Vec<&Entity>;
}

/// Rows in memory. A copy shares its rows, and two copies that share them are told equal without a look at the rows themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    rows: Map<Key, Arc<Entity>>,
    under: Set<(Kind, Uuid, Uuid)>,
}

impl State {
    /// Nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
    /// Puts a row in place of the one with its key.
    pub fn put(&mut self, entity: impl Into<Arc<Entity>>) {
        self.put_shared(entity.into());
    }
    fn put_shared(&mut self, entity: Arc<Entity>) {
        let (key, parent) = (entity.key(), entity.parent());
        let before = self.rows.insert(key, entity);
        let before = before.and_then(|before| before.parent());
        if before == parent {
            return;
        }
        if let Some(before) = before {
            self.under.remove(&(key.kind, before, key.id));
        }
        if let Some(parent) = parent {
            self.under.insert((key.kind, parent, key.id));
        }
    }
    /// Takes a row out.
    pub fn remove(&mut self, key: Key) -> Option<Arc<Entity>> {
        let gone = self.rows.remove(&key)?;
        if let Some(parent) = gone.parent() {
            self.under.remove(&(key.kind, parent, key.id));
        }
        Some(gone)
    }
    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }
    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
    /// All rows in key order.
    pub fn iter(&self) -> impl Iterator<Item = &Entity> {
        self.rows.values().map(|entity| &**entity)
    }
    /// Lays all rows of another over these.
    pub fn put_all(&mut self, other: &Self) {
        for entity in other.rows.values() {
            self.put_shared(Arc::clone(entity));
        }
    }
}

impl Rows for State {
    fn get(&self, key: Key) -> Option<&Entity> {
        self.rows.get(&key).map(|entity| &**entity)
    }
    fn children(&self, kind: Kind, parent: Uuid) -> Vec<&Entity> {
        self.under
            .range((kind, parent, Uuid::nil())..=(kind, parent, Uuid::max()))
            .filter_map(|(kind, _, id)| {
                self.get(Key {
                    kind: *kind,
                    id: *id,
                })
            })
            .collect()
    }
    fn all(&self, kind: Kind) -> Vec<&Entity> {
        self.rows
            .range(
                Key {
                    kind,
                    id: Uuid::nil(),
                }..=Key {
                    kind,
                    id: Uuid::max(),
                },
            )
            .map(|(_, entity)| &**entity)
            .collect()
    }
}

/// Marks how much a view knows.
pub trait Extent {}
/// A device's copy: rows may be missing.
#[derive(Debug, Clone, Copy)]
pub struct Partial;
/// The server's rows: all that `needs` named.
#[derive(Debug, Clone, Copy)]
pub struct Full;
impl Extent for Partial {}
impl Extent for Full {}

/// Rows with the knowledge of how complete they are.
#[derive(Clone, Copy)]
pub struct View<'a, K: Extent> {
    rows: &'a dyn Rows,
    extent: PhantomData<K>,
}

impl<'a> View<'a, Partial> {
    /// A device's view.
    #[must_use]
    pub fn partial(rows: &'a dyn Rows) -> Self {
        Self {
            rows,
            extent: PhantomData,
        }
    }
}
impl<'a> View<'a, Full> {
    /// The server's view.
    #[must_use]
    pub fn full(rows: &'a dyn Rows) -> Self {
        Self {
            rows,
            extent: PhantomData,
        }
    }
}
impl<'a, K: Extent> View<'a, K> {
    /// The rows.
    #[must_use]
    pub fn rows(&self) -> &'a dyn Rows {
        self.rows
    }
}

/// What a command must see before it can be judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// One row.
    Row(Key),
    /// All rows of a kind under a parent.
    Under(Kind, Uuid),
}

/// The rows that a command writes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes(pub Vec<Entity>);

impl Changes {
    /// Writes a row.
    pub fn put(&mut self, entity: Entity) {
        self.0.push(entity);
    }
}

macro_rules! lookups {
    ($($name:ident, $id:ty, $kind:ident);+ $(;)?) => {$(
        #[doc = concat!("The row of this id, if it is there: ", stringify!($kind), ".")]
        #[must_use]
        pub fn $name(rows: &dyn Rows, id: $id) -> Option<&crate::model::$kind> {
            match &rows.get(Key::new(Kind::$kind, id))?.body {
                crate::model::Body::$kind(body) => Some(body),
                _ => None,
            }
        }
    )+};
}

/// Typed look-ups.
pub mod find {
    use super::{Key, Kind, Rows};
    use crate::id::{
        CandidateId, ContractId, MeetingId, MembershipId, OrganisationId, PlacementId,
        RequirementId, SheetId, SiteId, SlotId, TaskId, TenderId,
    };
    lookups! {
        organisation, OrganisationId, Organisation;
        membership, MembershipId, Membership;
        tender, TenderId, Tender;
        requirement, RequirementId, Requirement;
        contract, ContractId, Contract;
        slot, SlotId, Slot;
        site, SiteId, Site;
        candidate, CandidateId, Candidate;
        trainee_card, CandidateId, TraineeCard;
        placement, PlacementId, Placement;
        span, PlacementId, Span;
        sheet, SheetId, Sheet;
        meeting, MeetingId, Meeting;
        task, TaskId, Task;
        contact, MembershipId, Contact;
    }
}
