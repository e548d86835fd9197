//! One-time links. The token stands after `#`, so it reaches no server log; the page sends it in a body.

use serde::de::DeserializeOwned;
use shared::api::LinkInfo;
use shared::time::Millis;

use super::invite::Invited;
use super::{membership, token};
use crate::app::App;
use crate::error::{ApiError, ErrorCode};
use crate::store::{self, InviteRow};

/// Makes the first authority and its administrator.
pub const BOOTSTRAP: &str = "bootstrap";
/// Makes one account with one right.
pub const INVITE: &str = "invite";

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
