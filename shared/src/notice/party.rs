//! A buyer or a winner as a notice names it.

use serde::{Deserialize, Serialize};

/// An organisation of a notice. Persons who act for it are never read.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Party {
    /// Official name in the notice's own language where it has several.
    pub name: Option<String>,
    /// National registration number (eForms BT-501), as written; not checked.
    pub id: Option<String>,
}

impl Party {
    /// The party, or `None` when the notice says neither name nor number.
    #[must_use]
    pub fn stated(self) -> Option<Self> {
        (self.name.is_some() || self.id.is_some()).then_some(self)
    }
}
