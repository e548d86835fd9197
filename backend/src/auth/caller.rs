//! The signed-in user of a request. The guard makes it; a handler that names it as an argument cannot run without a session.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use shared::id::{OrganisationId, TenantId, UserId};
use shared::model::Role;

use super::membership::Held;
use crate::accept;
use crate::error::{ApiError, ErrorCode};
use crate::store::{SessionRow, UserRow};

/// Who asks, with the rights that hold today. They are read at every request, so a right that ended is gone at once.
#[derive(Clone, Debug)]
pub struct Caller {
    pub user: UserRow,
    pub session: SessionRow,
    pub memberships: Vec<Held>,
}

impl Caller {
    /// The authority that the session belongs to; never taken from a URL.
    pub fn tenant(&self) -> TenantId {
        self.session.tenant
    }

    pub fn id(&self) -> UserId {
        UserId::from(self.user.id)
    }

    /// The caller for the domain work.
    pub fn for_accept(&self) -> accept::Caller {
        accept::Caller {
            tenant: self.tenant(),
            user: self.id(),
        }
    }

    pub fn has(&self, role: Role) -> bool {
        self.memberships
            .iter()
            .any(|held| held.membership.role == role)
    }

    /// Whether the role is held in this organisation.
    pub fn has_in(&self, role: Role, organisation: OrganisationId) -> bool {
        self.memberships.iter().any(|held| {
            held.membership.role == role && held.membership.organisation == organisation
        })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ApiError> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(|| ErrorCode::SessionMissing.into())
    }
}
