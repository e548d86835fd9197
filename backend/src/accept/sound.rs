//! Looks through all that is stored and says whether it agrees with itself: the audit chain, what it says was written last against
//! the rows, the commands in custody against their hashes, and who sees what against the rows. A disk that rots, or that has lost a
//! write, leaves pages behind that the database reads without a word; here they are told. Slow: it reads everything once.
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use shared::id::{ReplicaId, TenantId};
use shared::model::{Entity, Kind, facts};
use shared::scope::{Scope, grants, scopes};
use shared::sync::digest::row_hash;
use shared::sync::envelope;
use uuid::Uuid;

use super::load::open;
use super::write::{projected, shown_as};
use super::{AcceptError, ChainFault, Deps, verify_chain};
use crate::store::{AuditRow, Digest, EntityRow, IntakeRow, ReplicaRow, ScopeRow, Tx, read};
use crate::vault::{Opened, Place, Vault};

const PAGE: i64 = 500;

/// What was looked through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sound {
    pub links: u64,
    pub rows: u64,
    pub commands: u64,
}

/// What does not agree with the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsound {
    /// The audit chain.
    Chain(ChainFault),
    /// What a link of the chain says was written does not read.
    Link { seq: i64 },
    /// A row is another than the chain says was written last, or is missing, or in no link.
    Row { kind: String, id: Uuid },
    /// Who sees a row is not what follows from it.
    Seen { kind: String, id: Uuid },
    /// The sum of a scope is not that of its rows.
    Scope { scope: String },
    /// A command in custody is missing, or another than its hash, or what came of it is not what the chain says.
    Command { replica: Uuid, cmd_no: i64 },
}

type Found = Result<Result<Sound, Unsound>, AcceptError>;

/// Looks through everything. The outer error is a value that cannot be read at all: that is told too, and is no less a fault.
///
/// # Errors
/// When something does not read.
pub async fn look_through(deps: &Deps) -> Found {
    let vault = deps.vault.clone();
    read(&*deps.store, move |tx| {
        let vault = vault.clone();
        Box::pin(async move {
            let mut sum = Sound::default();
            for tenant in tx.tenants().await? {
                let mut look = Look::new(&vault, tenant.id);
                match look.all(tx).await? {
                    Ok(found) => {
                        sum.links += found.links;
                        sum.rows += found.rows;
                        sum.commands += found.commands;
                    }
                    Err(fault) => return Ok(Err(fault)),
                }
            }
            Ok(Ok(sum))
        })
    })
    .await
}

/// One authority.
struct Look<'a> {
    vault: &'a Vault,
    tenant: TenantId,
    /// The link that wrote each row last.
    last: BTreeMap<(String, Uuid), i64>,
    /// What the scopes add up to.
    sums: BTreeMap<String, Digest>,
}

/// Goes on where what was looked at agrees.
macro_rules! agrees {
    ($found:expr) => {
        match $found {
            Ok(found) => found,
            Err(fault) => return Ok(Err(fault)),
        }
    };
}

impl<'a> Look<'a> {
    fn new(vault: &'a Vault, tenant: TenantId) -> Self {
        Self {
            vault,
            tenant,
            last: BTreeMap::new(),
            sums: BTreeMap::new(),
        }
    }

    async fn all(&mut self, tx: &mut dyn Tx) -> Found {
        let links = match verify_chain(tx, self.tenant).await? {
            Ok(links) => links,
            Err(fault) => return Ok(Err(Unsound::Chain(fault))),
        };
        agrees!(self.links(tx).await?);
        let mut rows = 0;
        for kind in Kind::ALL {
            rows += agrees!(self.rows(tx, *kind).await?);
        }
        if let Some(((kind, id), _)) = self.last.pop_first() {
            return Ok(Err(Unsound::Row { kind, id }));
        }
        for (scope, sum) in &self.sums {
            if tx.scope_digest(self.tenant, scope).await? != *sum {
                let scope = scope.clone();
                return Ok(Err(Unsound::Scope { scope }));
            }
        }
        let mut commands = 0;
        for replica in tx.replicas(self.tenant).await? {
            commands += agrees!(self.commands(tx, &replica).await?);
        }
        Ok(Ok(Sound {
            links,
            rows,
            commands,
        }))
    }

    /// Notes who wrote each row last; each link's command lies in custody, with the verdict that made the link.
    async fn links(&mut self, tx: &mut dyn Tx) -> Result<Result<(), Unsound>, AcceptError> {
        let mut seq = 0;
        loop {
            let page = tx.audit_after(self.tenant, seq, PAGE).await?;
            let Some(end) = page.last() else {
                return Ok(Ok(()));
            };
            seq = end.seq;
            for link in &page {
                let (replica, cmd_no) = (link.replica, link.cmd_no);
                // The only link that no command has made.
                let is_erasure =
                    link.kind == super::erase::KIND && cmd_no == 0 && link.cmd_hash == [0; 32];
                let command = tx.intake(self.tenant, replica, cmd_no).await?;
                let verdict = tx.verdict(self.tenant, replica, cmd_no).await?;
                let is_it = command.is_some_and(|command| command.hash == link.cmd_hash)
                    && verdict.is_some_and(|verdict| verdict.seq == Some(link.seq));
                if !is_it && !is_erasure {
                    return Ok(Err(Unsound::Command { replica, cmd_no }));
                }
                let Some(wrote) = self.wrote(tx, link).await? else {
                    continue;
                };
                for row in &wrote {
                    let Some(key) = key_of(row) else {
                        return Ok(Err(Unsound::Link { seq: link.seq }));
                    };
                    self.last.insert(key, link.seq);
                }
            }
        }
    }

    /// What a link wrote; nothing when its person is erased.
    async fn wrote(
        &self,
        tx: &mut dyn Tx,
        link: &AuditRow,
    ) -> Result<Option<Vec<Value>>, AcceptError> {
        let place = Place::Audit { seq: link.seq };
        let person = Some(link.person);
        let opened = self
            .vault
            .unseal(tx, self.tenant, person, &place, &link.body);
        match opened.await? {
            Opened::Bytes(bytes) => {
                let told: Value = serde_json::from_slice(&bytes).map_err(AcceptError::Corrupt)?;
                let rows = match told {
                    Value::Object(mut erasure) => erasure.remove("rows").unwrap_or_default(),
                    rows => rows,
                };
                serde_json::from_value(rows)
                    .map(Some)
                    .map_err(AcceptError::Corrupt)
            }
            Opened::Erased { .. } => Ok(None),
        }
    }

    async fn rows(
        &mut self,
        tx: &mut dyn Tx,
        kind: Kind,
    ) -> Result<Result<u64, Unsound>, AcceptError> {
        let (mut after, mut count) = (None, 0);
        loop {
            let page = tx.list(self.tenant, kind.as_str(), after, PAGE).await?;
            let Some(end) = page.last() else {
                return Ok(Ok(count));
            };
            after = Some(end.id);
            for row in &page {
                count += 1;
                agrees!(self.row(tx, kind, row).await?);
            }
        }
    }

    async fn row(
        &mut self,
        tx: &mut dyn Tx,
        kind: Kind,
        row: &EntityRow,
    ) -> Result<Result<(), Unsound>, AcceptError> {
        let key = (row.kind.clone(), row.id);
        let last = self.last.remove(&key);
        let Some(entity) = open(tx, self.vault, row).await? else {
            // Of a person who is noted as erased, and not yet taken away.
            for shown in shown_as(kind) {
                let live = tx.scopes_of_row(self.tenant, shown.as_str(), row.id);
                live.await?.iter().for_each(|row| self.count(row));
            }
            return Ok(Ok(()));
        };
        let told = match last {
            Some(seq) if seq == row.ver => {
                let link = tx.audit_after(self.tenant, seq - 1, 1).await?;
                let wrote = match link.first() {
                    Some(link) => self.wrote(tx, link).await?.unwrap_or_default(),
                    None => Vec::new(),
                };
                let mut same = wrote
                    .into_iter()
                    .filter(|row| key_of(row).as_ref() == Some(&key));
                same.next_back().map(|mut row| row["after"].take())
            }
            // Written by what was about a person who is erased.
            None if self.is_hidden(tx, row.ver).await? => entity.body.to_value().ok(),
            Some(_) | None => None,
        };
        let is_told = told.is_some() && told == entity.body.to_value().ok();
        let facts = facts(&entity.body).to_string();
        let is_indexed = row.parent == entity.parent()
            && row.facts == facts
            && row.person == entity.person().map(shared::id::CandidateId::uuid);
        let is_named = match row.person.filter(|person| *person != row.id) {
            Some(person) => tx.alias(self.tenant, row.id).await? == Some(person),
            None => true,
        };
        if !is_told || !is_indexed || !is_named {
            let (kind, id) = key;
            return Ok(Err(Unsound::Row { kind, id }));
        }
        if self.seen(tx, kind, &entity).await? {
            Ok(Ok(()))
        } else {
            let (kind, id) = key;
            Ok(Err(Unsound::Seen { kind, id }))
        }
    }

    fn count(&mut self, row: &ScopeRow) {
        let sum = self.sums.entry(row.scope.clone()).or_default();
        sum.n += 1;
        sum.h = sum.h.wrapping_add(row.hash);
    }

    /// Whether the link that wrote a row cannot be read any more because its person is erased.
    async fn is_hidden(&self, tx: &mut dyn Tx, seq: i64) -> Result<bool, AcceptError> {
        let link = tx.audit_after(self.tenant, seq - 1, 1).await?;
        match link.first().filter(|link| link.seq == seq) {
            Some(link) => Ok(self.wrote(tx, link).await?.is_none()),
            None => Ok(false),
        }
    }

    /// Whether exactly those see the row who should, as it is, and the grants are those that it makes.
    async fn seen(
        &mut self,
        tx: &mut dyn Tx,
        kind: Kind,
        entity: &Entity,
    ) -> Result<bool, AcceptError> {
        let mut live: Vec<ScopeRow> = Vec::new();
        for shown in shown_as(kind) {
            live.extend(
                tx.scopes_of_row(self.tenant, shown.as_str(), entity.id)
                    .await?,
            );
        }
        let named = |row: &ScopeRow| (row.scope.clone(), row.t.clone());
        let has: BTreeSet<_> = live.iter().map(named).collect();
        let wanted = scopes(entity).into_iter();
        let wanted: BTreeSet<_> = wanted
            .map(|(scope, shown)| (scope.to_string(), shown.key().kind.as_str().to_owned()))
            .collect();
        if has != wanted {
            return Ok(false);
        }
        for row in &live {
            let (Some(scope), Some(shown)) = (Scope::parse(&row.scope), Kind::parse(&row.t)) else {
                return Ok(false);
            };
            let put = projected(entity, scope, shown, row.seq).transpose()?;
            if put.is_none_or(|put| row_hash(&put) != row.hash) || !row.live {
                return Ok(false);
            }
            self.count(row);
        }
        let granted = tx.grants(self.tenant, kind.as_str(), entity.id).await?;
        let mut given: Vec<_> = grants(entity)
            .into_iter()
            .map(|grant| crate::store::GrantRow {
                member: grant.member,
                scope: grant.scope.to_string(),
                from: grant.from.to_string(),
                to: grant.to.map(|day| day.to_string()),
            })
            .collect();
        given.sort();
        Ok(granted == given)
    }

    /// The commands of one chain, from its first number to the one that the chain ends with.
    async fn commands(
        &self,
        tx: &mut dyn Tx,
        replica: &ReplicaRow,
    ) -> Result<Result<u64, Unsound>, AcceptError> {
        let id = replica.replica;
        let fault = |cmd_no| Unsound::Command {
            replica: id,
            cmd_no,
        };
        let (mut before, mut count): (Option<IntakeRow>, u64) = (None, 0);
        for cmd_no in 1..=replica.custody_high.saturating_add(1) {
            let is_over = cmd_no > replica.custody_high;
            match tx.intake(self.tenant, id, cmd_no).await? {
                None if is_over || before.is_none() => {}
                Some(row) if !is_over && self.is_whole(tx, &row, before.as_ref()).await? => {
                    let is_owners = row.user == replica.user;
                    let verdict = tx.verdict(self.tenant, id, cmd_no).await?;
                    if !is_owners || (row.judged && verdict.is_none()) {
                        return Ok(Err(fault(cmd_no)));
                    }
                    count += 1;
                    before = Some(row);
                }
                None | Some(_) => return Ok(Err(fault(cmd_no))),
            }
        }
        if before.map(|row| row.hash) == replica.last_hash {
            Ok(Ok(count))
        } else {
            Ok(Err(fault(replica.custody_high)))
        }
    }

    /// Whether a command reads as it was sealed, after the one before.
    async fn is_whole(
        &self,
        tx: &mut dyn Tx,
        row: &IntakeRow,
        before: Option<&IntakeRow>,
    ) -> Result<bool, AcceptError> {
        let opened = super::open_envelope(tx, self.vault, self.tenant, row.replica, row.cmd_no);
        let Some(value) = opened.await? else {
            return Ok(true);
        };
        let head = envelope::head(ReplicaId::from(row.replica), &value);
        Ok(head.is_some_and(|head| {
            let is_next = head.prev.map(|hash| hash.0) == before.map(|row| row.hash);
            head.hash.0 == row.hash && i64::try_from(head.cmd_no) == Ok(row.cmd_no) && is_next
        }))
    }
}

fn key_of(row: &Value) -> Option<(String, Uuid)> {
    let id = Uuid::parse_str(row.get("id")?.as_str()?).ok()?;
    Some((row.get("kind")?.as_str()?.to_owned(), id))
}
