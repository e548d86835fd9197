//! Typed ids. Surprising choice: ids are made outside `shared` (no randomness here), so there is no `new()`.
use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// The bare value, for storage and wire only.
            #[must_use]
            pub const fn uuid(self) -> Uuid { self.0 }
        }
        impl From<Uuid> for $name { fn from(value: Uuid) -> Self { Self(value) } }
        impl From<$name> for Uuid { fn from(value: $name) -> Self { value.0 } }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write!(f, "{}({})", stringify!($name), self.0) }
        }
        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> { Uuid::parse_str(text).map(Self) }
        }
    )+};
}

ids! {
    /// A tenant: one contracting authority and all that belongs to it.
    TenantId,
    /// A person who signs in.
    UserId,
    /// An organisation: authority, contractor or subcontractor; one row a tenant.
    OrganisationId,
    /// A role that a user holds in an organisation for a time.
    MembershipId,
    /// A procurement.
    TenderId,
    /// An employment requirement of a tender.
    RequirementId,
    /// A signed contract.
    ContractId,
    /// One promised placement slot of a contract.
    SlotId,
    /// A work site of a contract.
    SiteId,
    /// A jobseeker who may become a trainee.
    CandidateId,
    /// A candidate's time in a slot.
    PlacementId,
    /// A month sheet of attendance.
    SheetId,
    /// A meeting about a placement.
    MeetingId,
    /// A task about a placement.
    TaskId,
    /// A device's copy of the app with its own command chain.
    ReplicaId,
    /// A site tablet that was connected without a person's account.
    DeviceId,
    /// Something that somebody said about the product itself.
    FeedbackId,
    /// A timeline of the server; new after a restore.
    Epoch,
    /// A passkey of a user.
    PasskeyId,
    /// A sign-in of a user.
    SessionId,
    /// An invitation on its way.
    InviteId,
}

/// An id that follows from its parts, the same on every device (name-based, SHA-256, version 8 of RFC 9562).
#[must_use]
pub fn derived(parts: &[&[u8]]) -> Uuid {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    let digest = hasher.finalize();
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derived_ids_depend_on_every_part_and_its_border() {
        assert_eq!(derived(&[b"a", b"b"]), derived(&[b"a", b"b"]));
        assert_ne!(derived(&[b"a", b"b"]), derived(&[b"ab", b""]));
        assert_eq!(derived(&[b"x"]).get_version_num(), 8);
    }
}
