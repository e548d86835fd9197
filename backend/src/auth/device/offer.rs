//! The administrator's side: a code for one site, the comparison of words, the list, the end.

use shared::api::device::{
    DeviceDecision, DeviceInfo, DeviceNamed, DeviceOffer, DeviceOffered, DeviceState,
};
use shared::command::{EndMembership, GrantMembership};
use shared::id::{DeviceId, MembershipId, SiteId, UserId};
use shared::model::{Body, Kind, Role};
use shared::pairing;
use shared::text::ShortText;
use shared::time::Millis;
use uuid::Uuid;

use super::site::answered_for;
use super::{DEVICE, refused, state};
use crate::app::App;
use crate::auth::{Caller, founding, membership};
use crate::error::{ApiError, ErrorCode};
use crate::qr;
use crate::store::{self, DeviceRow, Tx, UserRow};

/// How long a code and the comparison of words hold.
pub const MINUTES: i64 = 10;
/// Most tablets of one site that are connected or on their way.
pub const PER_SITE_MAX: usize = 20;

/// Makes a code for a tablet of this site. `origin` is where the asking page came from, as the guard has checked: the tablet is to open
/// the same.
pub async fn make(
    app: &App,
    caller: &Caller,
    origin: &str,
    request: DeviceOffer,
) -> Result<DeviceOffered, ApiError> {
    let name = ShortText::parse(&request.name).map_err(|_error| refused("name"))?;
    let mut random = [0; pairing::CODE_LENGTH];
    getrandom::fill(&mut random).map_err(ApiError::internal)?;
    let code = pairing::code_of(random);
    let (device, now) = (DeviceId::from(Uuid::new_v4()), app.now().0);
    let row = DeviceRow {
        id: device.uuid(),
        tenant: caller.tenant(),
        site: request.site.uuid(),
        name: name.as_str().to_owned(),
        state: DeviceState::Offered.code().to_owned(),
        handle: code.chars().take(pairing::HANDLE_LENGTH).collect(),
        code_hash: pairing::code_hash(device, &code),
        expires_at: now + MINUTES * 60_000,
        tries: 0,
        public_key: None,
        nonce: None,
        nonce_until: 0,
        user: None,
        membership: None,
        made_by: caller.user.id,
        made_at: now,
        last_seen: None,
        wrong_pins: 0,
    };
    let (caller, expires_at) = (caller.clone(), row.expires_at);
    store::write::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        let (caller, row) = (caller.clone(), row.clone());
        Box::pin(async move {
            tx.lock_tenant(row.tenant).await?;
            answered_for(tx, &caller, row.site.into()).await?;
            let mut there = 0;
            for other in tx.devices(row.tenant).await? {
                there += usize::from(other.site == row.site && counts(&other, now)?);
            }
            if there >= PER_SITE_MAX {
                return Err(refused("site").with("max", PER_SITE_MAX));
            }
            Ok(tx.put_device(&row).await?)
        })
    })
    .await?;
    let link = format!("{origin}/pair#{code}");
    Ok(DeviceOffered {
        device,
        code: pairing::shown(&code),
        qr: qr::draw(&link)?,
        link,
        expires_at: Millis(expires_at),
    })
}

fn counts(row: &DeviceRow, now: i64) -> Result<bool, ApiError> {
    Ok(match state(row)? {
        DeviceState::Active => true,
        DeviceState::Offered | DeviceState::Asked => now < row.expires_at,
        DeviceState::Refused | DeviceState::Revoked => false,
    })
}

/// The tablets that the caller answers for, newest first; a code that nobody used in time is left out.
pub async fn list(app: &App, caller: &Caller) -> Result<Vec<DeviceInfo>, ApiError> {
    let (caller, now) = (caller.clone(), app.now().0);
    store::read::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        let caller = caller.clone();
        Box::pin(async move {
            let mut all = Vec::new();
            for row in tx.devices(caller.tenant()).await? {
                let is_over = counts(&row, now).map(|counts| !counts)?;
                let state = state(&row)?;
                if is_over && state != DeviceState::Revoked {
                    continue;
                }
                let place = match answered_for(tx, &caller, row.site.into()).await {
                    Ok(place) => place,
                    Err(error) if error.code == ErrorCode::NotFound => continue,
                    Err(error) => return Err(error),
                };
                all.push(info(row, state, place.site.name.as_str()));
            }
            Ok(all)
        })
    })
    .await
}

fn info(row: DeviceRow, state: DeviceState, site_name: &str) -> DeviceInfo {
    let key = row.public_key.filter(|_| state == DeviceState::Asked);
    DeviceInfo {
        device: row.id.into(),
        user: row.user.map(UserId::from),
        name: row.name,
        site: row.site.into(),
        site_name: site_name.to_owned(),
        state,
        words: key.map(|key| pairing::words(&key, &row.code_hash)),
        made_at: Millis(row.made_at),
        expires_at: Millis(row.expires_at),
        last_seen: row.last_seen.map(Millis),
        wrong_pins: u32::try_from(row.wrong_pins).unwrap_or(u32::MAX),
    }
}

/// The tablet that the caller answers for, under the tenant's lock.
async fn held(tx: &mut dyn Tx, caller: &Caller, device: DeviceId) -> Result<DeviceRow, ApiError> {
    tx.lock_tenant(caller.tenant()).await?;
    let row = tx.device(device.uuid()).await?;
    let row = row.filter(|row| row.tenant == caller.tenant());
    let row = row.ok_or(ErrorCode::NotFound)?;
    answered_for(tx, caller, row.site.into()).await?;
    Ok(row)
}

/// The words were compared: the tablet gets its user and its right, or nothing for ever.
pub async fn decide(app: &App, caller: &Caller, said: DeviceDecision) -> Result<(), ApiError> {
    let (vault, now) = (app.vault.clone(), app.moment());
    let (user, grant_id) = (Uuid::new_v4(), MembershipId::from(Uuid::new_v4()));
    let order = |grant: GrantMembership| {
        founding::order(app, caller.tenant(), caller.id(), grant.into(), Vec::new())
    };
    let place = place_of(app, caller, said.device).await?;
    let order = order(GrantMembership {
        membership: grant_id,
        user: user.into(),
        name: place.name,
        organisation: place.host,
        role: Role::Tablet,
        sites: [place.site].into(),
        from: now.today,
        to: None,
    });
    let caller = caller.clone();
    store::write::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        let (vault, caller, order) = (vault.clone(), caller.clone(), order.clone());
        Box::pin(async move {
            let row = held(tx, &caller, said.device).await?;
            if state(&row)? != DeviceState::Asked || now.millis.0 >= row.expires_at {
                return Err(ErrorCode::CodeUnknown.into());
            }
            if !said.is_same {
                return end(tx, row, DeviceState::Refused).await;
            }
            tx.put_user(&UserRow {
                id: user,
                tenant: row.tenant,
                login: user.to_string(),
                name: row.name.clone(),
                password_hash: String::new(),
                state: DEVICE.to_owned(),
                created_at: now.millis.0,
            })
            .await?;
            tx.put_device(&DeviceRow {
                state: DeviceState::Active.code().to_owned(),
                user: Some(user),
                membership: Some(grant_id.uuid()),
                ..row
            })
            .await?;
            founding::carry_out(tx, &vault, now, &[order]).await
        })
    })
    .await
}

struct Named {
    name: ShortText,
    site: SiteId,
    host: shared::id::OrganisationId,
}

async fn place_of(app: &App, caller: &Caller, device: DeviceId) -> Result<Named, ApiError> {
    let caller = caller.clone();
    store::read::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        let caller = caller.clone();
        Box::pin(async move {
            let row = tx.device(device.uuid()).await?;
            let row = row.filter(|row| row.tenant == caller.tenant());
            let row = row.ok_or(ErrorCode::NotFound)?;
            let site = SiteId::from(row.site);
            let place = answered_for(tx, &caller, site).await?;
            Ok(Named {
                name: ShortText::parse(&row.name).map_err(ApiError::internal)?,
                site,
                host: place.site.host,
            })
        })
    })
    .await
}

async fn end(tx: &mut dyn Tx, row: DeviceRow, state: DeviceState) -> Result<(), ApiError> {
    Ok(tx
        .put_device(&DeviceRow {
            state: state.code().to_owned(),
            nonce: None,
            ..row
        })
        .await?)
}

/// Disconnects a tablet: its sessions end now, its right with this day; what it has not sent yet it can still hand over.
pub async fn revoke(app: &App, caller: &Caller, said: DeviceNamed) -> Result<(), ApiError> {
    let (vault, now) = (app.vault.clone(), app.moment());
    let order = |membership| {
        let end = EndMembership {
            membership,
            on: now.today,
        };
        founding::order(app, caller.tenant(), caller.id(), end.into(), Vec::new())
    };
    let membership = membership_of(app, said.device).await?;
    let order = membership.map(order);
    let caller = caller.clone();
    store::write::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        let (vault, caller, order) = (vault.clone(), caller.clone(), order.clone());
        Box::pin(async move {
            let row = held(tx, &caller, said.device).await?;
            let (was, user, right) = (state(&row)?, row.user, row.membership);
            match was {
                DeviceState::Revoked => return Ok(()),
                DeviceState::Offered | DeviceState::Asked | DeviceState::Refused => {
                    return end(tx, row, DeviceState::Refused).await;
                }
                DeviceState::Active => {}
            }
            end(tx, row, DeviceState::Revoked).await?;
            if let Some(user) = user {
                tx.end_sessions(user, now.millis.0).await?;
            }
            // Its right may have ended before, as anybody's can.
            let right = match right {
                Some(id) => membership::body(tx, caller.tenant(), Kind::Membership, id).await?,
                None => None,
            };
            let holds =
                matches!(right, Some(Body::Membership(m)) if m.to.is_none_or(|to| now.today < to));
            match order.filter(|_| holds) {
                Some(order) => founding::carry_out(tx, &vault, now, &[order]).await,
                None => Ok(()),
            }
        })
    })
    .await
}

async fn membership_of(app: &App, device: DeviceId) -> Result<Option<MembershipId>, ApiError> {
    store::read::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        Box::pin(async move {
            let row = tx.device(device.uuid()).await?;
            Ok(row.and_then(|row| row.membership).map(MembershipId::from))
        })
    })
    .await
}
