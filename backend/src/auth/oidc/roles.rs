//! From claims to roles, denied by default: what no rule names gives nothing. Rights are given and ended by the same commands as an
//! administrator's, in the issuer's own name, so they are judged, audited and seen by everybody who should see them. Only rights
//! that came from claims are ended by claims.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use shared::command::{Command, EndMembership, GrantMembership};
use shared::id::{MembershipId, OrganisationId, SiteId, TenantId, UserId, derived};
use shared::model::{Membership, Role};
use shared::ordered::Set;
use shared::text::ShortText;
use uuid::Uuid;

use super::issuer::Issuer;
use super::settings::RoleRule;
use crate::accept::{self, Order};
use crate::app::App;
use crate::auth::founding;
use crate::auth::membership::{self, Held};
use crate::error::{ApiError, ErrorCode};
use crate::store::{IssuedRightRow, Tx};

/// A role that claims give.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Wanted {
    role: Role,
    organisation: OrganisationId,
    sites: Set<SiteId>,
}

/// Whether a rule's claim is there: a text that is its value, or a list of texts with it. Anything else gives nothing.
pub fn holds(rule: &RoleRule, claims: &Map<String, Value>) -> bool {
    let claim = match rule.claim.strip_prefix('/') {
        None => claims.get(&rule.claim),
        Some(path) => {
            let (first, rest) = path.split_once('/').unwrap_or((path, ""));
            let first = claims.get(&first.replace("~1", "/").replace("~0", "~"));
            match (first, rest) {
                (first, "") => first,
                (first, rest) => first.and_then(|value| value.pointer(&format!("/{rest}"))),
            }
        }
    };
    match claim {
        Some(Value::String(text)) => *text == rule.value,
        Some(Value::Array(items)) => items.iter().any(|item| *item == rule.value.as_str()),
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_)) | None => false,
    }
}

/// Whether any role is given at all.
pub fn any(issuer: &Issuer, claims: &Map<String, Value>) -> bool {
    issuer.settings.roles.iter().any(|rule| holds(rule, claims))
}

/// Whose rights are brought up to their claims.
pub struct Bearer<'b> {
    pub tenant: TenantId,
    pub user: UserId,
    pub name: &'b ShortText,
    pub claims: &'b Map<String, Value>,
}

/// Grants what the claims give and ends what they gave and give no more. Tells whether a right is left.
pub async fn follow(
    app: &App,
    tx: &mut dyn Tx,
    issuer: &Issuer,
    bearer: &Bearer<'_>,
) -> Result<bool, ApiError> {
    let today = app.today();
    let (tenant, user) = (bearer.tenant, bearer.user);
    let held = membership::on_day(tx, tenant, user.uuid(), today).await?;
    if issuer.settings.roles.is_empty() {
        return Ok(!held.is_empty());
    }
    let wanted = wanted(tx, tenant, issuer, bearer.claims).await?;
    let given: BTreeSet<Uuid> = tx
        .issued_rights(user.uuid())
        .await?
        .into_iter()
        .filter(|row| row.issuer == issuer.settings.issuer)
        .map(|row| row.membership)
        .collect();
    let is_over = |right: &Held| {
        given.contains(&right.id.uuid())
            && !wanted.iter().any(|want| is_of(&right.membership, want))
    };
    let (over, left): (Vec<Held>, Vec<Held>) = held.into_iter().partition(is_over);
    let mut commands: Vec<Command> = Vec::new();
    for right in &over {
        // The last day is the one before: a role that is gone holds no longer. One that was given today cannot end before it
        // began; its bearer has no session from here on unless another right is left.
        let on = right.membership.from.max(today.plus_days(-1));
        if right.membership.to != Some(on) {
            let membership = right.id;
            commands.push(EndMembership { membership, on }.into());
        }
    }
    let mut rows = Vec::new();
    for want in &wanted {
        if left.iter().any(|right| is_of(&right.membership, want)) {
            continue;
        }
        let membership = MembershipId::from(Uuid::new_v4());
        rows.push(IssuedRightRow {
            membership: membership.uuid(),
            tenant,
            user: user.uuid(),
            issuer: issuer.settings.issuer.clone(),
        });
        commands.push(
            GrantMembership {
                membership,
                user,
                name: bearer.name.clone(),
                organisation: want.organisation,
                role: want.role,
                sites: want.sites.clone(),
                from: today,
                to: None,
            }
            .into(),
        );
    }
    let is_any_left = !left.is_empty() || !rows.is_empty();
    if !over.is_empty() {
        tx.end_sessions(user.uuid(), app.now().0).await?;
    }
    let orders = orders(app, tx, tenant, issuer, commands).await?;
    for verdict in accept::execute_in(tx, &app.vault, app.moment(), &orders).await? {
        founding::applied(verdict)?;
    }
    for row in &rows {
        tx.put_issued_right(row).await?;
    }
    Ok(is_any_left)
}

fn is_of(right: &Membership, want: &Wanted) -> bool {
    right.role == want.role
        && right.organisation == want.organisation
        && want.sites.iter().all(|site| right.sites.contains(site))
}

async fn wanted(
    tx: &mut dyn Tx,
    tenant: TenantId,
    issuer: &Issuer,
    claims: &Map<String, Value>,
) -> Result<Vec<Wanted>, ApiError> {
    let mut wanted: Vec<Wanted> = Vec::new();
    for rule in issuer
        .settings
        .roles
        .iter()
        .filter(|rule| holds(rule, claims))
    {
        let found = membership::by_number(tx, tenant, rule.organisation.as_deref()).await?;
        let Some(organisation) = found else {
            tracing::warn!(issuer = %issuer.settings.key, role = ?rule.role, "a rule names an organisation that is not registered");
            continue;
        };
        let want = Wanted {
            role: rule.role,
            organisation,
            sites: rule.sites.clone(),
        };
        if !wanted.contains(&want) {
            wanted.push(want);
        }
    }
    Ok(wanted)
}

/// The commands in the name of the issuer, which is nobody's account; its right to grant stands in no row, only here.
async fn orders(
    app: &App,
    tx: &mut dyn Tx,
    tenant: TenantId,
    issuer: &Issuer,
    commands: Vec<Command>,
) -> Result<Vec<Order>, ApiError> {
    if commands.is_empty() {
        return Ok(Vec::new());
    }
    let organisation = membership::by_number(tx, tenant, None)
        .await?
        .ok_or(ErrorCode::RoleMissing)?;
    let actor = actor(tenant, &issuer.settings.issuer);
    let right = Membership {
        user: actor,
        name: ShortText::parse(&issuer.settings.label).map_err(|_error| ErrorCode::RoleMissing)?,
        organisation,
        role: Role::Administrator,
        sites: Set::new(),
        from: app.today(),
        to: None,
    };
    let order = |command| founding::order(app, tenant, actor, command, vec![right.clone()]);
    Ok(commands.into_iter().map(order).collect())
}

/// Who an issuer is in the audit trail.
pub fn actor(tenant: TenantId, issuer: &str) -> UserId {
    derived(&[b"oidc", tenant.uuid().as_bytes(), issuer.as_bytes()]).into()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rule(claim: &str) -> RoleRule {
        RoleRule {
            claim: claim.to_owned(),
            value: "yes".to_owned(),
            role: Role::Caseworker,
            organisation: None,
            sites: Set::new(),
        }
    }

    #[test]
    fn a_claim_holds_by_its_exact_text_or_one_of_its_list() {
        let holds_in =
            |claim: &str, claims: Value| holds(&rule(claim), claims.as_object().unwrap());
        for (claim, claims) in [
            ("g", json!({"g": "yes"})),
            ("g", json!({"g": ["no", "yes"]})),
            ("https://a.se/g", json!({"https://a.se/g": "yes"})),
            ("/g", json!({"g": "yes"})),
            ("/realm/roles", json!({"realm": {"roles": ["yes"]}})),
            ("/https:~1~1a.se", json!({"https://a.se": "yes"})),
        ] {
            assert!(holds_in(claim, claims.clone()), "{claim} {claims}");
        }
        for (claim, claims) in [
            ("g", json!({})),
            ("g", json!({"g": "YES"})),
            ("g", json!({"g": "yes no"})),
            ("g", json!({"g": ["yess"]})),
            ("g", json!({"g": {"yes": true}})),
            ("g", json!({"g": true})),
            ("g", json!({"g": 1})),
            ("g", json!({"g": null})),
            ("g", json!({"g": [["yes"]]})),
            ("realm/roles", json!({"realm": {"roles": ["yes"]}})),
            ("/realm/roles", json!({"realm": ["roles", "yes"]})),
            ("/realm", json!({"realm": {"roles": ["yes"]}})),
        ] {
            assert!(!holds_in(claim, claims.clone()), "{claim} {claims}");
        }
    }
}
