//! The demo's ids follow from names, so that two fillings are the same and a link into the demo stays good.
use shared::id::{TenantId, UserId, derived};
use uuid::Uuid;

/// The id of a named thing of the demo.
#[must_use]
pub fn named<T: From<Uuid>>(name: &str) -> T {
    T::from(derived(&[b"fotfaste demo", name.as_bytes()]))
}

/// The invented municipality.
pub(super) fn tenant() -> TenantId {
    named("tenant")
}

/// The user behind an account name.
pub(super) fn user(login: &str) -> UserId {
    named(&format!("user {login}"))
}
