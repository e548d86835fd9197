//! Answers a pull: one consistent checkpoint over all scopes of the user. Scopes are computed here and nowhere else; what the
//! device names can only narrow them.
use std::collections::BTreeSet;

use shared::id::{TenantId, UserId};
use shared::model::{Body, Kind, Membership, Role};
use shared::ordered::Map;
use shared::scope::{self, Scope};
use shared::sync::branch::Branch;
use shared::sync::protocol::{
    Digest, PAGE_ROWS, PullReply, PullRequest, PushRefusal, RowDel, RowPut, ScopeDelta,
};
use shared::time::Millis;
use shared::verdict::Verdict;
use shared::wire::SCHEMA_MIN_PULL;

use super::load::open;
use super::write::{behind, projected};
use super::{AcceptError, Caller, Deps, Now, compact, custody, judge};
use crate::store::{ScopeRow, StoreError, Tx, read};
use crate::vault::Vault;

const HOUR: i64 = 3_600_000;
const VERDICTS_MAX: i64 = 500;
/// More chains than a device leaves.
const BRANCHES_MAX: usize = 16;
/// More verdicts than one chain has.
const VERDICTS_BEFORE_MAX: i64 = 100_000;

/// Answers a pull.
pub async fn pull(
    deps: &Deps,
    caller: Caller,
    now: Now,
    request: PullRequest,
) -> Result<PullReply, AcceptError> {
    if request.schema < SCHEMA_MIN_PULL {
        return Err(AcceptError::SchemaTooOld);
    }
    let vault = deps.vault.clone();
    read(&*deps.store, move |tx| {
        let (vault, request) = (vault.clone(), request.clone());
        Box::pin(async move { pull_in(tx, &vault, caller, now, request).await })
    })
    .await
}

/// The scopes of a user today.
pub(super) async fn scopes_of(
    tx: &mut dyn Tx,
    caller: Caller,
    now: Now,
) -> Result<BTreeSet<Scope>, StoreError> {
    let day = now.today.to_string();
    let names = tx
        .scopes_of(caller.tenant, &scope::member(caller.user), &day)
        .await?;
    Ok(names.iter().filter_map(|name| Scope::parse(name)).collect())
}

async fn pull_in(
    tx: &mut dyn Tx,
    vault: &Vault,
    caller: Caller,
    now: Now,
    request: PullRequest,
) -> Result<PullReply, AcceptError> {
    let epoch = shared::id::Epoch::from(tx.epoch().await?);
    let to = tx.head(caller.tenant).await?;
    let has = scopes_of(tx, caller, now).await?;
    let is_void =
        request.epoch != Some(epoch) || request.scopes.values().any(|cursor| *cursor > to);
    let mut known: Map<Scope, i64> = if is_void { Map::new() } else { request.scopes };
    let scopes_gone: Vec<Scope> = known
        .keys()
        .filter(|id| !has.contains(id))
        .copied()
        .collect();
    // What left a scope after such a cursor may be forgotten here: the scope comes whole.
    let floor = compact::floor(tx, caller.tenant).await?;
    known.retain(|_, cursor| *cursor >= floor);
    let mut budget = PAGE_ROWS;
    let mut deltas = Vec::new();
    let mut more = false;
    for (id, from) in known.iter().filter(|(id, _)| has.contains(id)) {
        let delta = delta(tx, vault, caller, *id, *from, to, &mut budget).await?;
        more |= delta.through < to;
        deltas.push(delta);
    }
    let mut scopes_new = Vec::new();
    for id in has.iter().filter(|id| !known.contains_key(id)) {
        if !request.takes_whole {
            scopes_new.push(*id);
            continue;
        }
        match whole(tx, vault, caller, *id, to, &mut budget).await? {
            Whole::Here(delta) => deltas.push(delta),
            Whole::Large => scopes_new.push(*id),
            Whole::Later => {
                more = true;
                break;
            }
        }
    }
    let replica = tx.replica(request.replica_id.uuid()).await?;
    if replica
        .as_ref()
        .is_some_and(|row| row.tenant != caller.tenant || row.user != caller.user.uuid())
    {
        return Err(AcceptError::Push(PushRefusal::OtherUser));
    }
    let rows = tx
        .verdicts_after(
            caller.tenant,
            request.replica_id.uuid(),
            request.verdicts_after,
            VERDICTS_MAX,
        )
        .await?;
    more |= rows.len() >= usize::try_from(VERDICTS_MAX).unwrap_or(usize::MAX);
    let mut verdicts = rows
        .iter()
        .map(judge::read)
        .collect::<Result<Vec<_>, _>>()?;
    if request.lacks_before {
        verdicts.extend(before(tx, caller, &request.branches).await?);
    }
    let custody_high = match &replica {
        Some(row) => row.custody_high,
        None => custody::begins_after(tx, caller, &request.branches).await?,
    };
    if request.need_digest && !more {
        for delta in &mut deltas {
            let found = tx
                .scope_digest(caller.tenant, &delta.id.to_string())
                .await?;
            delta.digest = Some(Digest {
                n: found.n,
                h: found.h,
            });
        }
    }
    Ok(PullReply {
        epoch,
        to,
        scopes: deltas,
        scopes_new,
        scopes_gone,
        verdicts,
        custody_high: high(Some(custody_high)),
        durable_high: high(replica.as_ref().map(|row| row.durable_high)),
        lease_until: lease(tx, vault, caller, now).await?,
        directives: Vec::new(),
        more,
    })
}

/// The verdicts that were given in the chains before.
async fn before(
    tx: &mut dyn Tx,
    caller: Caller,
    branches: &[Branch],
) -> Result<Vec<Verdict>, AcceptError> {
    let mut all = Vec::new();
    let mut first = 1;
    for branch in branches.iter().take(BRANCHES_MAX) {
        let row = tx.replica(branch.of.uuid()).await?;
        if row.is_some_and(|row| row.tenant == caller.tenant && row.user == caller.user.uuid()) {
            let (tenant, of) = (caller.tenant, branch.of.uuid());
            let rows = tx
                .verdicts_after(tenant, of, 0, VERDICTS_BEFORE_MAX)
                .await?;
            for row in &rows {
                let verdict = judge::read(row)?;
                if (first..branch.from).contains(&verdict.cmd_no) {
                    all.push(Verdict { no: 0, ..verdict });
                }
            }
        }
        first = branch.from;
    }
    Ok(all)
}

async fn delta(
    tx: &mut dyn Tx,
    vault: &Vault,
    caller: Caller,
    id: Scope,
    from: i64,
    to: i64,
    budget: &mut usize,
) -> Result<ScopeDelta, AcceptError> {
    let mut delta = ScopeDelta {
        id,
        from,
        through: from,
        puts: Vec::new(),
        dels: Vec::new(),
        whole: false,
        digest: None,
    };
    if *budget == 0 {
        return Ok(delta);
    }
    let limit = *budget;
    let rows = tx
        .scope_changes(
            caller.tenant,
            &id.to_string(),
            from,
            i64::try_from(limit).unwrap_or(i64::MAX),
        )
        .await?;
    delta.through = if rows.len() < limit {
        to
    } else {
        rows.last().map_or(to, |row| row.seq)
    };
    *budget = budget.saturating_sub(rows.len());
    for row in rows {
        if row.live {
            delta.puts.extend(show(tx, vault, id, &row).await?);
        } else {
            delta.dels.push(RowDel {
                t: row.t,
                id: row.id,
                why: row.why,
            });
        }
    }
    Ok(delta)
}

/// A number that never goes below 0.
fn high(number: Option<i64>) -> u64 {
    number
        .and_then(|high| u64::try_from(high).ok())
        .unwrap_or(0)
}

/// A scope that the device has not.
enum Whole {
    /// All of it.
    Here(ScopeDelta),
    /// It does not fit into a reply.
    Large,
    /// It does not fit into what is left of this one.
    Later,
}

async fn whole(
    tx: &mut dyn Tx,
    vault: &Vault,
    caller: Caller,
    id: Scope,
    to: i64,
    budget: &mut usize,
) -> Result<Whole, AcceptError> {
    if *budget == 0 {
        return Ok(Whole::Later);
    }
    let limit = i64::try_from(*budget).unwrap_or(i64::MAX);
    let rows = tx
        .scope_page(caller.tenant, &id.to_string(), None, limit)
        .await?;
    if rows.len() >= *budget {
        let is_fresh = *budget == PAGE_ROWS;
        return Ok(if is_fresh { Whole::Large } else { Whole::Later });
    }
    *budget -= rows.len();
    let mut puts = Vec::with_capacity(rows.len());
    for row in &rows {
        puts.extend(show(tx, vault, id, row).await?);
    }
    Ok(Whole::Here(ScopeDelta {
        id,
        from: 0,
        through: to,
        puts,
        dels: Vec::new(),
        whole: true,
        digest: None,
    }))
}

/// The row as the scope sees it; nothing when its person is erased.
pub(super) async fn show(
    tx: &mut dyn Tx,
    vault: &Vault,
    scope: Scope,
    row: &ScopeRow,
) -> Result<Option<RowPut>, AcceptError> {
    let kind = Kind::parse(&row.t).ok_or(StoreError::Corrupt("kind"))?;
    let mut stored = tx.entity(row.tenant, behind(kind).as_str(), row.id).await?;
    if stored.is_none() && behind(kind) != kind {
        // What stays of a person who is erased lies there by itself.
        stored = tx.entity(row.tenant, kind.as_str(), row.id).await?;
    }
    let Some(stored) = stored else {
        return Err(StoreError::Corrupt("scope row without entity").into());
    };
    let Some(entity) = open(tx, vault, &stored).await? else {
        return Ok(None);
    };
    projected(&entity, scope, kind, row.seq).transpose()
}

/// How long a device may open what it has: 72 hours for site staff, 14 days for caseworkers, 7 days for the office.
async fn lease(
    tx: &mut dyn Tx,
    vault: &Vault,
    caller: Caller,
    now: Now,
) -> Result<Millis, AcceptError> {
    let mut hours = 72;
    for membership in rights(tx, vault, caller.tenant, caller.user).await? {
        hours = hours.max(hours_of(&membership, now));
    }
    Ok(Millis(now.millis.0.saturating_add(hours * HOUR)))
}

/// All rights of a user, also those that have ended.
pub async fn rights(
    tx: &mut dyn Tx,
    vault: &Vault,
    tenant: TenantId,
    user: UserId,
) -> Result<Vec<Membership>, AcceptError> {
    let mut all = Vec::new();
    let kind = Kind::Membership.as_str();
    for row in tx.children(tenant, kind, user.uuid()).await? {
        if let Some(Body::Membership(membership)) =
            open(tx, vault, &row).await?.map(|entity| entity.body)
        {
            all.push(membership);
        }
    }
    Ok(all)
}

fn hours_of(membership: &Membership, now: Now) -> i64 {
    if !membership.holds_on(now.today) {
        return 0;
    }
    match membership.role {
        Role::Caseworker => 14 * 24,
        Role::Supervisor | Role::ContractorAdministrator | Role::Tablet => 72,
        Role::Procurement
        | Role::ContractManager
        | Role::MatchingOfficer
        | Role::Coordinator
        | Role::Auditor
        | Role::Administrator => 7 * 24,
    }
}
