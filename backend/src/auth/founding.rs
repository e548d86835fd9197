//! The first start: nobody has an account, so a link printed for whoever runs the server makes the first authority and its
//! administrator. It works once, for an hour, and only while there is no authority.

use std::io::Write;
use std::path::Path;

use shared::api::BootstrapRequest;
use shared::command::{Command, GrantMembership, RegisterOrganisation};
use shared::id::{OrganisationId, TenantId, UserId};
use shared::model::{Membership, OrgNumber, OrganisationKind, Role};
use shared::text::ShortText;
use shared::verdict::{Outcome, Verdict};
use uuid::Uuid;

use super::login::parse_login;
use super::token::Token;
use super::{link, password, session};
use crate::accept::{self, Now, Order};
use crate::app::{App, offset_in_sweden};
use crate::error::{ApiError, ErrorCode};
use crate::store::{self, Hash, InviteRow, TenantRow, UserRow};
use crate::vault::Vault;

/// The file in the data folder that holds the link, for its owner alone.
pub const FILE_NAME: &str = "first-start-link";

/// Makes a link when there is no authority yet, and makes earlier ones void. Gives its path and fragment.
pub async fn issue(app: &App) -> Result<Option<String>, ApiError> {
    let token = Token::link().map_err(ApiError::internal)?;
    let now = app.now().0;
    let row = InviteRow {
        token_hash: token.hash,
        tenant: TenantId::from(Uuid::nil()),
        kind: link::BOOTSTRAP.to_owned(),
        payload: "{}".to_owned(),
        created_at: now,
        expires_at: now + i64::from(app.settings.bootstrap_minutes) * 60_000,
        used_at: None,
    };
    let is_first = store::write::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        let row = row.clone();
        Box::pin(async move {
            if !tx.tenants().await?.is_empty() {
                return Ok(false);
            }
            for old in tx.invites(row.tenant).await? {
                tx.use_invite(&old.token_hash, now).await?;
            }
            tx.put_invite(&row).await?;
            Ok(true)
        })
    })
    .await?;
    Ok(is_first.then(|| link::path(&token.text)))
}

/// Writes the link to the data folder with mode 0600, or takes the file away when there is no link.
pub fn keep(data: &Path, link: Option<&str>) -> std::io::Result<()> {
    let path = data.join(FILE_NAME);
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let Some(link) = link else { return Ok(()) };
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    writeln!(options.open(path)?, "{link}")
}

/// Uses the first start's link.
pub async fn found(app: &App, request: BootstrapRequest) -> Result<UserRow, ApiError> {
    let row = link::usable(app, &request.token).await?;
    if row.kind != link::BOOTSTRAP {
        return Err(ErrorCode::LinkUnknown.into());
    }
    let authority = ShortText::parse(&request.authority).map_err(|_error| refused("authority"))?;
    let number = OrgNumber::parse(&request.number).map_err(|_error| refused("number"))?;
    let name = ShortText::parse(&request.name).map_err(|_error| refused("name"))?;
    let login = parse_login(&request.login)?;
    password::check_new(
        &request.password,
        &[&login, name.as_str(), authority.as_str()],
    )?;
    let now = app.now().0;
    let tenant = TenantRow {
        id: Uuid::new_v4().into(),
        name: authority.as_str().to_owned(),
        created_at: now,
    };
    let user = UserRow {
        id: Uuid::new_v4(),
        tenant: tenant.id,
        login,
        name: name.as_str().to_owned(),
        password_hash: app.passwords.hash(request.password).await?,
        state: session::ACTIVE.to_owned(),
        created_at: now,
    };
    let organisation = OrganisationId::from(Uuid::new_v4());
    let orders = orders(
        app,
        &tenant,
        UserId::from(user.id),
        organisation,
        (authority, number, name),
    );
    enrol(app, row.token_hash, Some(tenant), user, orders).await
}

/// The authority and the administrator's right, both under a right that stands in no row yet.
fn orders(
    app: &App,
    tenant: &TenantRow,
    user: UserId,
    organisation: OrganisationId,
    (authority, number, name): (ShortText, OrgNumber, ShortText),
) -> Vec<Order> {
    let from = app.today();
    let right = Membership {
        user,
        name: name.clone(),
        organisation,
        role: Role::Administrator,
        sites: shared::ordered::Set::new(),
        from,
        to: None,
    };
    let register = RegisterOrganisation {
        organisation,
        name: authority,
        number,
        kind: OrganisationKind::Authority,
    };
    let grant = GrantMembership {
        membership: Uuid::new_v4().into(),
        user,
        name,
        organisation,
        role: Role::Administrator,
        sites: shared::ordered::Set::new(),
        from,
        to: None,
    };
    vec![
        order(app, tenant.id, user, register.into(), vec![right.clone()]),
        order(app, tenant.id, user, grant.into(), vec![right]),
    ]
}

/// A command in somebody's name, now.
pub fn order(
    app: &App,
    tenant: TenantId,
    actor: UserId,
    command: Command,
    extra: Vec<Membership>,
) -> Order {
    let occurred_at = app.now();
    Order {
        tenant,
        actor,
        command,
        occurred_at,
        tz: offset_in_sweden(occurred_at),
        extra,
    }
}

/// Uses a link: it, the tenant, the account and the commands come together or not at all.
pub async fn enrol(
    app: &App,
    link: Hash,
    tenant: Option<TenantRow>,
    user: UserRow,
    orders: Vec<Order>,
) -> Result<UserRow, ApiError> {
    let (vault, now, made) = (app.vault.clone(), app.moment(), user.clone());
    store::write::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        let (vault, tenant, user, orders) =
            (vault.clone(), tenant.clone(), user.clone(), orders.clone());
        Box::pin(async move {
            if let Some(tenant) = tenant {
                if !tx.tenants().await?.is_empty() {
                    return Err(ErrorCode::LinkUnknown.into());
                }
                tx.put_tenant(&tenant).await?;
            }
            if !tx.use_invite(&link, now.millis.0).await? {
                return Err(ErrorCode::LinkUnknown.into());
            }
            if tx.user_by_login(&user.login).await?.is_some() {
                return Err(ErrorCode::LoginTaken.into());
            }
            tx.put_user(&user).await?;
            carry_out(tx, &vault, now, &orders).await
        })
    })
    .await?;
    Ok(made)
}

/// What the server itself asks for must be done, or nothing of it.
pub fn applied(verdict: Verdict) -> Result<(), ApiError> {
    match verdict.outcome {
        Outcome::Applied { .. } | Outcome::Duplicate => Ok(()),
        Outcome::Rejected { refusal } => {
            Err(ApiError::from(ErrorCode::CommandRefused).with("refusal", refusal.code()))
        }
        Outcome::Parked { .. } => Err(ErrorCode::CommandRefused.into()),
    }
}

/// Executes orders inside a running transaction; all of them or the whole is refused.
pub async fn carry_out(
    tx: &mut dyn store::Tx,
    vault: &Vault,
    now: Now,
    orders: &[Order],
) -> Result<(), ApiError> {
    for verdict in accept::execute_in(tx, vault, now, orders).await? {
        applied(verdict)?;
    }
    Ok(())
}

fn refused(field: &str) -> ApiError {
    ApiError::from(ErrorCode::ValueRefused).with("field", field)
}
