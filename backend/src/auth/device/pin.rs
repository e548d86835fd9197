//! Supervisors on a tablet: a start code from whoever answers for the site, a PIN that they choose with it, and what a tablet needs
//! to check PINs without network. The PIN never comes here, only what PBKDF2 makes of it, sealed under the person's key.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use shared::api::device::{
    Pin, PinMisses, PinPerson, PinSet, StartCode, StartCodeRequest, SupervisorAdd,
};
use shared::command::GrantMembership;
use shared::id::{SiteId, UserId};
use shared::model::{Body, Kind, Membership, Role};
use shared::pairing;
use shared::text::ShortText;
use shared::time::{Day, Millis};
use uuid::Uuid;

use super::site::{self, answered_for};
use super::{NAMED, refused};
use crate::accept::Order;
use crate::app::App;
use crate::auth::{Caller, founding, membership};
use crate::error::{ApiError, ErrorCode};
use crate::store::{self, DeviceRow, Hash, InviteRow, PinRow, StoreError, TenantId, Tx, UserRow};
use crate::vault::{Opened, Place, Vault};

/// The kind of a start code among the invitations.
pub const START: &str = "start";
/// Bytes of a salt.
const SALT_LENGTH: usize = 16;

/// What a start code carries.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Started {
    user: UserId,
}

struct Code {
    shown: StartCode,
    row: InviteRow,
}

fn code(app: &App, tenant: TenantId, user: UserId) -> Result<Code, ApiError> {
    let mut random = [0; pairing::CODE_LENGTH];
    getrandom::fill(&mut random).map_err(ApiError::internal)?;
    let code = pairing::code_of(random);
    let now = app.now().0;
    let expires_at = now + i64::from(app.settings.invite_hours) * 3_600_000;
    Ok(Code {
        row: InviteRow {
            token_hash: hash(user, &code),
            tenant,
            kind: START.to_owned(),
            payload: serde_json::to_string(&Started { user }).map_err(ApiError::internal)?,
            created_at: now,
            expires_at,
            used_at: None,
        },
        shown: StartCode {
            user,
            code: pairing::shown(&code),
            expires_at: Millis(expires_at),
        },
    })
}

fn hash(user: UserId, code: &str) -> Hash {
    let hasher = Sha256::new_with_prefix(b"fotfaste start code");
    let hasher = hasher.chain_update(user.uuid().as_bytes());
    hasher.chain_update(code.as_bytes()).finalize().into()
}

/// Puts the code in the place of an earlier one of the same person.
async fn put_code(tx: &mut dyn Tx, row: &InviteRow, user: UserId) -> Result<(), ApiError> {
    for other in tx.invites(row.tenant).await? {
        if other.kind != START || other.used_at.is_some() {
            continue;
        }
        let told: Started = serde_json::from_str(&other.payload).map_err(ApiError::internal)?;
        if told.user == user {
            tx.use_invite(&other.token_hash, row.created_at).await?;
        }
    }
    Ok(tx.put_invite(row).await?)
}

/// Adds a supervisor by name. The right is granted by the caller's own command.
pub async fn add_supervisor(
    app: &App,
    caller: &Caller,
    request: SupervisorAdd,
) -> Result<StartCode, ApiError> {
    let name = ShortText::parse(&request.name).map_err(|_error| refused("name"))?;
    let (id, tenant, now) = (Uuid::new_v4(), caller.tenant(), app.moment());
    let code = code(app, tenant, id.into())?;
    let user = UserRow {
        id,
        tenant,
        login: id.to_string(),
        name: name.as_str().to_owned(),
        password_hash: String::new(),
        state: NAMED.to_owned(),
        created_at: now.millis.0,
    };
    let grant = GrantMembership {
        membership: Uuid::new_v4().into(),
        user: id.into(),
        name,
        organisation: Uuid::nil().into(),
        role: Role::Supervisor,
        sites: [request.site].into(),
        from: now.today,
        to: None,
    };
    let order = move |organisation| GrantMembership {
        organisation,
        ..grant.clone()
    };
    let as_order = founding::order(
        app,
        tenant,
        caller.id(),
        order(Uuid::nil().into()).into(),
        Vec::new(),
    );
    let (vault, caller, row) = (app.vault.clone(), caller.clone(), code.row);
    store::write::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        let (vault, caller, row) = (vault.clone(), caller.clone(), row.clone());
        let (user, order, as_order) = (user.clone(), order.clone(), as_order.clone());
        Box::pin(async move {
            let place = answered_for(tx, &caller, request.site).await?;
            let organisation = site::own(&caller, &place).unwrap_or(place.site.host);
            let orders = [Order {
                command: order(organisation).into(),
                ..as_order
            }];
            tx.put_user(&user).await?;
            put_code(tx, &row, user.id.into()).await?;
            founding::carry_out(tx, &vault, now, &orders).await
        })
    })
    .await?;
    Ok(code.shown)
}

/// A new start code for a supervisor of the site: for the first PIN, or a new one.
pub async fn new_code(
    app: &App,
    caller: &Caller,
    request: StartCodeRequest,
) -> Result<StartCode, ApiError> {
    let code = code(app, caller.tenant(), request.user)?;
    let (caller, today, row) = (caller.clone(), app.today(), code.row);
    store::write::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        let (caller, row) = (caller.clone(), row.clone());
        Box::pin(async move {
            answered_for(tx, &caller, request.site).await?;
            if !leads(tx, row.tenant, request.user, request.site, today).await? {
                return Err(ErrorCode::NotFound.into());
            }
            put_code(tx, &row, request.user).await
        })
    })
    .await?;
    Ok(code.shown)
}

async fn leads(
    tx: &mut dyn Tx,
    tenant: TenantId,
    user: UserId,
    site: SiteId,
    today: Day,
) -> Result<bool, StoreError> {
    let held = membership::on_day(tx, tenant, user.uuid(), today).await?;
    let mut held = held.iter().map(|held| &held.membership);
    Ok(held.any(|m| m.role == Role::Supervisor && m.sites.contains(&site)))
}

/// The tablet behind a session.
async fn own(tx: &mut dyn Tx, caller: &Caller) -> Result<DeviceRow, ApiError> {
    let row = tx.device_of_user(caller.user.id).await?;
    row.ok_or_else(|| ErrorCode::NotFound.into())
}

/// The supervisors of the tablet's site today, by name.
pub async fn people(app: &App, caller: &Caller) -> Result<Vec<PinPerson>, ApiError> {
    let (caller, vault, today) = (caller.clone(), app.vault.clone(), app.today());
    store::read::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        let (caller, vault) = (caller.clone(), vault.clone());
        Box::pin(async move {
            let device = own(tx, &caller).await?;
            let mut all: Vec<PinPerson> = Vec::new();
            for m in supervisors(tx, device.tenant, device.site.into(), today).await? {
                if all.iter().all(|person| person.user != m.user) {
                    all.push(PinPerson {
                        user: m.user,
                        name: m.name.to_string(),
                        pin: pin(tx, &vault, device.tenant, m.user).await?,
                    });
                }
            }
            all.sort_by(|a, b| (&a.name, a.user).cmp(&(&b.name, b.user)));
            Ok(all)
        })
    })
    .await
}

/// Rows of the site's scope: who is shown there as a supervisor is one.
async fn supervisors(
    tx: &mut dyn Tx,
    tenant: TenantId,
    site: SiteId,
    today: Day,
) -> Result<Vec<Membership>, ApiError> {
    let scope = shared::scope::Scope::Site(site).to_string();
    let kind = Kind::Membership.as_str();
    let (mut after, mut all) = (Some((kind.to_owned(), Uuid::nil())), Vec::new());
    loop {
        let page = tx.scope_page(tenant, &scope, after, 200).await?;
        for row in page.iter().filter(|row| row.t == kind) {
            let body = membership::body(tx, tenant, Kind::Membership, row.id).await?;
            if let Some(Body::Membership(m)) = body
                && m.role == Role::Supervisor
                && m.holds_on(today)
            {
                all.push(m);
            }
        }
        match page.last() {
            Some(last) if page.len() == 200 && last.t == kind => {
                after = Some((last.t.clone(), last.id));
            }
            Some(_) | None => return Ok(all),
        }
    }
}

async fn pin(
    tx: &mut dyn Tx,
    vault: &Vault,
    tenant: TenantId,
    user: UserId,
) -> Result<Option<Pin>, ApiError> {
    let Some(row) = tx.pin(user.uuid()).await? else {
        return Ok(None);
    };
    let place = Place::Pin { user: user.uuid() };
    let opened = vault.unseal(tx, tenant, Some(user.uuid()), &place, &row.body);
    match opened.await.map_err(ApiError::internal)? {
        Opened::Bytes(bytes) => serde_json::from_slice(&bytes).map_err(ApiError::internal),
        Opened::Erased { .. } => Ok(None),
    }
}

/// A supervisor of the tablet's site has chosen a PIN with their start code.
pub async fn set(app: &App, caller: &Caller, request: PinSet) -> Result<(), ApiError> {
    let is_whole = request.pin.rounds >= pairing::PIN_ROUNDS_MIN
        && pairing::unhex(&request.pin.salt, SALT_LENGTH).is_some()
        && pairing::unhex(&request.pin.verifier, 32).is_some();
    if !is_whole {
        return Err(refused("pin"));
    }
    app.limits.check_account(&request.user.to_string())?;
    let code = pairing::read_code(&request.code).ok_or(ErrorCode::CodeUnknown)?;
    let body = serde_json::to_vec(&request.pin).map_err(ApiError::internal)?;
    let (user, now, today) = (request.user, app.now().0, app.today());
    let (caller, vault) = (caller.clone(), app.vault.clone());
    store::write::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        let (caller, vault, code, body) =
            (caller.clone(), vault.clone(), code.clone(), body.clone());
        Box::pin(async move {
            let device = own(tx, &caller).await?;
            tx.lock_tenant(device.tenant).await?;
            let token = hash(user, &code);
            let invite = tx.invite(&token).await?;
            let is_open = invite.is_some_and(|row| {
                row.tenant == device.tenant && row.kind == START && now < row.expires_at
            });
            let is_there = leads(tx, device.tenant, user, device.site.into(), today).await?;
            if !is_open || !is_there || !tx.use_invite(&token, now).await? {
                return Err(ErrorCode::CodeUnknown.into());
            }
            let place = Place::Pin { user: user.uuid() };
            let sealed = vault.seal(tx, device.tenant, user.uuid(), &place, &body);
            let body = sealed.await.map_err(ApiError::internal)?;
            Ok(tx
                .put_pin(&PinRow {
                    user: user.uuid(),
                    tenant: device.tenant,
                    set_at: now,
                    body,
                })
                .await?)
        })
    })
    .await
}

/// The tablet tells of wrong PINs.
pub async fn misses(app: &App, caller: &Caller, told: PinMisses) -> Result<(), ApiError> {
    let caller = caller.clone();
    store::write::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        let caller = caller.clone();
        Box::pin(async move {
            tx.lock_tenant(caller.tenant()).await?;
            let row = own(tx, &caller).await?;
            let wrong_pins = row.wrong_pins.saturating_add(told.count.into());
            Ok(tx.put_device(&DeviceRow { wrong_pins, ..row }).await?)
        })
    })
    .await
}
