//! Whose account an identity is. The key is issuer and subject together, kept as one hash; an e-mail address or a name never finds
//! an account, for who gets such an address later would get the account with it.

use std::sync::Arc;

use sha2::{Digest, Sha256};
use shared::command::GrantMembership;
use shared::id::{TenantId, UserId};
use shared::text::ShortText;
use uuid::Uuid;

use super::flow::Purpose;
use super::id_token::Claims;
use super::issuer::Issuer;
use super::roles::{self, Bearer};
use crate::accept;
use crate::app::App;
use crate::auth::invite::Invited;
use crate::auth::{founding, link, session};
use crate::error::{ApiError, ErrorCode};
use crate::store::{Hash, IdentityRow, Tx, UserRow};

/// What an identity is found by.
pub fn key(issuer: &str, sub: &str) -> Hash {
    Sha256::new()
        .chain_update(issuer)
        .chain_update([0])
        .chain_update(sub)
        .finalize()
        .into()
}

/// A proven identity, on its way to an account.
pub struct Arriving {
    pub issuer: Arc<Issuer>,
    pub tenant: TenantId,
    pub purpose: Purpose,
    pub claims: Claims,
}

/// Finds or makes the account, and brings its roles up to the claims. What the claims take away is taken away also when the sign-in
/// is refused for it: that refusal is a value here, so that the transaction holds.
pub async fn arrive(
    app: &App,
    tx: &mut dyn Tx,
    arriving: &Arriving,
) -> Result<Result<UserRow, ErrorCode>, ApiError> {
    let Arriving {
        issuer,
        tenant,
        purpose,
        claims,
    } = arriving;
    let tenant = *tenant;
    tx.lock_tenant(tenant).await?;
    let key = key(&issuer.settings.issuer, &claims.sub);
    let known = tx.identity(&key).await?;
    let holder = known.as_ref().map(|row| row.user);
    let is_new = known.is_none();
    let user = match (purpose, holder) {
        (Purpose::SignIn { .. }, Some(user)) => existing(tx, user, tenant).await?,
        (Purpose::SignIn { .. }, None) if issuer.settings.pre_invited_only => {
            Err(ErrorCode::AccountUnknown)
        }
        (Purpose::SignIn { .. }, None) if issuer.settings.roles.is_empty() => {
            Err(ErrorCode::AccountUnknown)
        }
        (Purpose::SignIn { .. }, None) if !roles::any(issuer, &claims.others) => {
            Err(ErrorCode::RoleMissing)
        }
        (Purpose::SignIn { .. }, None) => Ok(new(app, tx, arriving, &key).await?),
        (Purpose::Accept { .. }, Some(_)) => Err(ErrorCode::IdentityTaken),
        (Purpose::Accept { link }, None) => invited(app, tx, tenant, link).await?,
        (Purpose::Again { user, .. }, Some(holder)) if holder == *user => {
            existing(tx, holder, tenant).await?
        }
        (Purpose::Again { .. }, Some(_) | None) => Err(ErrorCode::IdentityOther),
        (Purpose::Bind { user, .. }, None) => existing(tx, *user, tenant).await?,
        (Purpose::Bind { user, .. }, Some(holder)) if holder == *user => {
            existing(tx, holder, tenant).await?
        }
        (Purpose::Bind { .. }, Some(_)) => Err(ErrorCode::IdentityTaken),
    };
    let user = match user {
        Ok(user) => user,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let now = app.now().0;
    tx.put_identity(&IdentityRow {
        key,
        tenant,
        user: user.id,
        issuer: issuer.settings.issuer.clone(),
        created_at: known.map_or(now, |row| row.created_at),
        used_at: now,
    })
    .await?;
    let name = ShortText::parse(&user.name).map_err(|_error| ErrorCode::AccountUnknown)?;
    let bearer = Bearer {
        tenant,
        user: UserId::from(user.id),
        name: &name,
        claims: &claims.others,
    };
    match roles::follow(app, tx, issuer, &bearer).await? {
        true => Ok(Ok(user)),
        // Nothing was taken away, and no account without any right is to stay behind.
        false if is_new => Err(ErrorCode::RoleMissing.into()),
        false => Ok(Err(ErrorCode::RoleMissing)),
    }
}

/// An account that is there: of this authority, and open.
async fn existing(
    tx: &mut dyn Tx,
    user: Uuid,
    tenant: TenantId,
) -> Result<Result<UserRow, ErrorCode>, ApiError> {
    let user = tx.user(user).await?.filter(|user| user.tenant == tenant);
    Ok(match user {
        Some(user) if user.state == session::ACTIVE => Ok(user),
        Some(_) => Err(ErrorCode::AccountClosed),
        None => Err(ErrorCode::AccountUnknown),
    })
}

/// An account of somebody whom the claims give a role. Its login is nobody's e-mail address, and it has no password.
async fn new(
    app: &App,
    tx: &mut dyn Tx,
    arriving: &Arriving,
    key: &Hash,
) -> Result<UserRow, ApiError> {
    let settings = &arriving.issuer.settings;
    let claimed = arriving.claims.others.get(&settings.name_claim);
    let claimed = claimed.and_then(serde_json::Value::as_str).map(str::trim);
    let claimed = claimed.and_then(|name| ShortText::parse(name).ok());
    let mark: String = key
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let login = format!("{}.{mark}", settings.key);
    let user = UserRow {
        id: Uuid::new_v4(),
        tenant: arriving.tenant,
        name: claimed.map_or_else(|| login.clone(), |name| name.as_str().to_owned()),
        login,
        password_hash: String::new(),
        state: session::ACTIVE.to_owned(),
        created_at: app.now().0,
    };
    tx.put_user(&user).await?;
    Ok(user)
}

/// The account of an invitation, with its right; the invitation is used up.
async fn invited(
    app: &App,
    tx: &mut dyn Tx,
    tenant: TenantId,
    hash: &Hash,
) -> Result<Result<UserRow, ErrorCode>, ApiError> {
    let now = app.now().0;
    let row = tx
        .invite(hash)
        .await?
        .filter(|row| row.kind == link::INVITE && row.tenant == tenant && now < row.expires_at);
    let Some(row) = row else {
        return Ok(Err(ErrorCode::LinkUnknown));
    };
    if !tx.use_invite(hash, now).await? {
        return Ok(Err(ErrorCode::LinkUnknown));
    }
    let invited: Invited = link::payload(&row)?;
    if tx.user_by_login(&invited.login).await?.is_some() {
        return Err(ErrorCode::LoginTaken.into());
    }
    let user = UserRow {
        id: Uuid::new_v4(),
        tenant,
        login: invited.login,
        name: invited.name.as_str().to_owned(),
        password_hash: String::new(),
        state: session::ACTIVE.to_owned(),
        created_at: now,
    };
    tx.put_user(&user).await?;
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
    let order = founding::order(app, tenant, invited.inviter, grant.into(), Vec::new());
    for verdict in accept::execute_in(tx, &app.vault, app.moment(), &[order]).await? {
        founding::applied(verdict)?;
    }
    Ok(Ok(user))
}
