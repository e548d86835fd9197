//! Invitations: who may be invited to what by whom. The right itself is granted by a command when the link is used, and
//! judged once more then, for the inviter may have lost theirs.

use serde::{Deserialize, Serialize};
use shared::api::{InviteInfo, InviteMade, InviteRequest, MemberInfo};
use shared::id::{InviteId, OrganisationId, SiteId, UserId, derived};
use shared::model::{OrganisationKind, Role};
use shared::ordered::Set;
use shared::text::ShortText;
use shared::time::{Day, Millis};

use super::device::DEVICE;
use super::login::parse_login;
use super::membership;
use super::token::Token;
use super::{Caller, link, members, session};
use crate::app::App;
use crate::error::{ApiError, ErrorCode};
use crate::store::{self, InviteRow, Tx};

/// Most sites in one invitation.
const SITES_MAX: usize = 200;
/// How long an invitation that has ended unused can be made anew.
const RENEW_MILLIS: i64 = 30 * 24 * 3_600_000;

/// What an invitation carries until it is used.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Invited {
    pub inviter: UserId,
    pub login: String,
    pub name: ShortText,
    pub organisation: OrganisationId,
    pub role: Role,
    pub sites: Set<SiteId>,
    pub to: Option<Day>,
}

/// Makes an invitation and its link.
pub async fn make(
    app: &App,
    caller: &Caller,
    request: InviteRequest,
) -> Result<InviteMade, ApiError> {
    let invited = Invited {
        inviter: caller.id(),
        login: parse_login(&request.login)?,
        name: ShortText::parse(&request.name).map_err(|_error| refused("name"))?,
        organisation: request.organisation,
        role: request.role,
        sites: request.sites,
        to: request.to,
    };
    issue(app, caller, invited).await
}

/// Makes the link of an invitation that the caller may give.
async fn issue(app: &App, caller: &Caller, invited: Invited) -> Result<InviteMade, ApiError> {
    check_reach(caller, &invited, app.today())?;
    let token = Token::link().map_err(ApiError::internal)?;
    let now = app.now();
    let expires_at = now.0 + i64::from(app.settings.invite_hours) * 3_600_000;
    let row = InviteRow {
        token_hash: token.hash,
        tenant: caller.session.tenant,
        kind: link::INVITE.to_owned(),
        payload: serde_json::to_string(&invited).map_err(ApiError::internal)?,
        created_at: now.0,
        expires_at,
        used_at: None,
    };
    store::write::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        let (row, invited) = (row.clone(), invited.clone());
        Box::pin(async move {
            check_rows(tx, &row, &invited).await?;
            replace_open(tx, &row, &invited).await?;
            Ok(tx.put_invite(&row).await?)
        })
    })
    .await?;
    Ok(InviteMade {
        link: link::path(&token.text),
        expires_at: Millis(expires_at),
    })
}

/// What the request alone tells: an administrator invites anybody, a contractor's administrator supervisors of its own
/// organisations. Another organisation is not found, whether it exists or not.
fn check_reach(caller: &Caller, invited: &Invited, today: Day) -> Result<(), ApiError> {
    if !caller.has(Role::Administrator) {
        if !caller.has_in(Role::ContractorAdministrator, invited.organisation) {
            return Err(ErrorCode::NotFound.into());
        }
        if invited.role != Role::Supervisor {
            return Err(refused("role"));
        }
    }
    if invited.role == Role::Tablet {
        return Err(refused("role"));
    }
    if (invited.role == Role::Supervisor) == invited.sites.is_empty()
        || invited.sites.len() > SITES_MAX
    {
        return Err(refused("sites"));
    }
    if invited.to.is_some_and(|to| to < today) {
        Err(refused("to"))
    } else {
        Ok(())
    }
}

async fn check_rows(tx: &mut dyn Tx, row: &InviteRow, invited: &Invited) -> Result<(), ApiError> {
    let organisation = membership::organisation(tx, row.tenant, invited.organisation).await?;
    let organisation = organisation.ok_or(ErrorCode::NotFound)?;
    if invited.role.is_contractors() == (organisation.kind == OrganisationKind::Authority) {
        return Err(refused("role"));
    }
    for site in &invited.sites {
        // A site of somebody else is not found, whether it exists or not.
        if !membership::is_site_of(tx, row.tenant, *site, invited.organisation).await? {
            return Err(ErrorCode::NotFound.into());
        }
    }
    // A login of another authority is not told here: it comes to light only to the holder of the link.
    let holder = tx.user_by_login(&invited.login).await?;
    if holder.is_some_and(|user| user.tenant == row.tenant) {
        Err(ErrorCode::LoginTaken.into())
    } else {
        Ok(())
    }
}

/// Two open invitations to one login would leave the second person without a way in: the newest counts. One of another
/// organisation is not taken away from it; its login is taken.
async fn replace_open(tx: &mut dyn Tx, row: &InviteRow, invited: &Invited) -> Result<(), ApiError> {
    for other in tx.invites(row.tenant).await? {
        let is_open = other.used_at.is_none() && other.expires_at > row.created_at;
        if !is_open || other.kind != link::INVITE {
            continue;
        }
        let told: Invited = serde_json::from_str(&other.payload).map_err(ApiError::internal)?;
        if told.login != invited.login {
            continue;
        }
        if told.organisation != invited.organisation {
            return Err(ErrorCode::LoginTaken.into());
        }
        tx.use_invite(&other.token_hash, row.created_at).await?;
    }
    Ok(())
}

fn refused(field: &str) -> ApiError {
    ApiError::from(ErrorCode::ValueRefused).with("field", field)
}

/// Invitations that the caller may see, newest first.
pub async fn list(app: &App, caller: &Caller) -> Result<Vec<InviteInfo>, ApiError> {
    let tenant = caller.session.tenant;
    let rows = store::read::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        Box::pin(async move { Ok(tx.invites(tenant).await?) })
    })
    .await?;
    let mut infos = Vec::new();
    for row in rows.into_iter().filter(|row| row.kind == link::INVITE) {
        let invited: Invited = serde_json::from_str(&row.payload).map_err(ApiError::internal)?;
        if may_see(caller, invited.organisation) {
            infos.push(InviteInfo {
                id: id(&row),
                login: invited.login,
                name: invited.name.as_str().to_owned(),
                organisation: invited.organisation,
                role: invited.role,
                created_at: Millis(row.created_at),
                expires_at: Millis(row.expires_at),
                used_at: row.used_at.map(Millis),
            });
        }
    }
    Ok(infos)
}

/// What the outside knows an invitation by: nothing that uses it can be worked out from it.
fn id(row: &InviteRow) -> InviteId {
    derived(&[b"invite", &row.token_hash]).into()
}

/// An open invitation that the caller may see.
async fn found(
    app: &App,
    caller: &Caller,
    wanted: InviteId,
) -> Result<(InviteRow, Invited), ApiError> {
    let (tenant, now) = (caller.tenant(), app.now().0);
    let rows = store::read::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        Box::pin(async move { Ok(tx.invites(tenant).await?) })
    })
    .await?;
    let mut rows = rows.into_iter();
    let row =
        rows.find(|row| row.kind == link::INVITE && row.used_at.is_none() && id(row) == wanted);
    let row = row
        .filter(|row| now - row.expires_at < RENEW_MILLIS)
        .ok_or(ErrorCode::NotFound)?;
    let invited: Invited = serde_json::from_str(&row.payload).map_err(ApiError::internal)?;
    match may_see(caller, invited.organisation) {
        true => Ok((row, invited)),
        false => Err(ErrorCode::NotFound.into()),
    }
}

/// Takes an invitation back: its link is worth nothing any more.
pub async fn withdraw(app: &App, caller: &Caller, wanted: InviteId) -> Result<(), ApiError> {
    let (row, _) = found(app, caller, wanted).await?;
    let now = app.now().0;
    let is_open = store::write::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        Box::pin(async move { Ok(tx.use_invite(&row.token_hash, now).await?) })
    });
    match is_open.await? {
        true => Ok(()),
        false => Err(ErrorCode::NotFound.into()),
    }
}

/// Makes the link of an invitation anew, in the caller's name; the one before is worth nothing any more.
pub async fn renew(app: &App, caller: &Caller, wanted: InviteId) -> Result<InviteMade, ApiError> {
    let (_, invited) = found(app, caller, wanted).await?;
    withdraw(app, caller, wanted).await?;
    let inviter = caller.id();
    issue(app, caller, Invited { inviter, ..invited }).await
}

/// Users with the rights that the caller may see; a user without any of them is left out, but for an administrator.
pub async fn members(app: &App, caller: &Caller) -> Result<Vec<MemberInfo>, ApiError> {
    let tenant = caller.session.tenant;
    let all = store::read::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        Box::pin(async move {
            let mut all = Vec::new();
            for user in tx.users(tenant).await? {
                // A tablet is no member; it has a list of its own.
                if user.state == DEVICE {
                    continue;
                }
                let held = membership::of_user(tx, tenant, user.id).await?;
                all.push((user, membership::infos(tx, tenant, &held).await?));
            }
            Ok(all)
        })
    })
    .await?;
    let seen = all.into_iter().filter_map(|(user, mut memberships)| {
        memberships.retain(|held| may_see(caller, held.organisation));
        let is_shown = caller.has(Role::Administrator) || !memberships.is_empty();
        is_shown.then(|| MemberInfo {
            user: UserId::from(user.id),
            login: session::login_shown(&user),
            account: members::state(&user),
            name: user.name,
            memberships,
        })
    });
    Ok(seen.collect())
}

fn may_see(caller: &Caller, organisation: OrganisationId) -> bool {
    caller.has(Role::Administrator) || caller.has_in(Role::ContractorAdministrator, organisation)
}
