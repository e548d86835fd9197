//! One-time links. The token stands after `#`, so it reaches no server log; the page sends it in a body.

use serde::de::DeserializeOwned;
use shared::api::{AcceptRequest, LinkInfo};
use shared::command::GrantMembership;
use shared::time::Millis;
use uuid::Uuid;

use super::invite::Invited;
use super::{founding, membership, password, reset, session, token};
use crate::app::App;
use crate::error::{ApiError, ErrorCode};
use crate::store::{self, InviteRow, UserRow};

/// Makes the first authority and its administrator.
pub const BOOTSTRAP: &str = "bootstrap";
/// Makes one account with one right.
pub const INVITE: &str = "invite";
/// Gives one account a new password.
pub const RESET: &str = "reset";

/// Where the app shows a link's form.
pub fn path(token: &str) -> String {
    format!("/start#{token}")
}

/// The invitation behind a token that can still be used now.
pub async fn usable(app: &App, token: &str) -> Result<InviteRow, ApiError> {
    let hash = token::hash(token).ok_or(ErrorCode::LinkUnknown)?;
    let now = app.now().0;
    let row = store::read::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        Box::pin(async move { Ok(tx.invite(&hash).await?) })
    })
    .await?;
    row.filter(|row| row.used_at.is_none() && now < row.expires_at)
        .ok_or_else(|| ErrorCode::LinkUnknown.into())
}

/// What the link is for.
pub async fn look_up(app: &App, token: &str) -> Result<LinkInfo, ApiError> {
    let row = usable(app, token).await?;
    let expires_at = Millis(row.expires_at);
    if row.kind == BOOTSTRAP {
        return Ok(LinkInfo::Bootstrap { expires_at });
    }
    if row.kind == RESET {
        return reset::look_up(app, &row).await;
    }
    let invited: Invited = payload(&row)?;
    let (tenant, id) = (row.tenant, invited.organisation);
    let organisation = store::read::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        Box::pin(async move { Ok(membership::organisation(tx, tenant, id).await?) })
    })
    .await?
    .ok_or(ErrorCode::LinkUnknown)?;
    Ok(LinkInfo::Invite {
        expires_at,
        name: invited.name.as_str().to_owned(),
        login: invited.login,
        organisation_name: organisation.name.as_str().to_owned(),
        role: invited.role,
    })
}

/// What an invitation carries.
pub fn payload<T: DeserializeOwned>(row: &InviteRow) -> Result<T, ApiError> {
    serde_json::from_str(&row.payload).map_err(ApiError::internal)
}

/// Uses an invitation: account and right in one transaction. The right is granted in the inviter's name, and judged now.
pub async fn accept(app: &App, request: AcceptRequest) -> Result<UserRow, ApiError> {
    let row = usable(app, &request.token).await?;
    if row.kind != INVITE {
        return Err(ErrorCode::LinkUnknown.into());
    }
    let invited: Invited = payload(&row)?;
    password::check_new(&request.password, &[&invited.login, invited.name.as_str()])?;
    let user = UserRow {
        id: Uuid::new_v4(),
        tenant: row.tenant,
        login: invited.login,
        name: invited.name.as_str().to_owned(),
        password_hash: app.passwords.hash(request.password).await?,
        state: session::ACTIVE.to_owned(),
        created_at: app.now().0,
    };
    let grant = GrantMembership {
        membership: Uuid::new_v4().into(),
        user: user.id.into(),
        name: invited.name,
        organisation: invited.organisation,
        role: invited.role,
        sites: invited.sites,
        from: app.today(),
        to: invited.to,
    };
    let order = founding::order(app, row.tenant, invited.inviter, grant.into(), Vec::new());
    founding::enrol(app, row.token_hash, None, user, vec![order]).await
}
