//! Judges commands in custody, in their order. A command that fails inside the server is parked with an alarm and never stands in
//! the way of the next one.
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures::FutureExt;
use serde_json::Value;
use shared::command::{Command, Ctx, DecodeError, Executed, Speaker, execute_full};
use shared::id::{ReplicaId, TenantId, UserId};
use shared::model::Kind;
use shared::model::{Body, Membership};
use shared::refusal::Refusal;
use shared::state::Rows;
use shared::sync::envelope::Envelope;
use shared::time::{Day, Millis};
use shared::verdict::{Flag, Outcome, Parked, Verdict};
use shared::wire::CommandRef;

use super::load::Working;
use super::{AcceptError, Deps, Now, audit, custody, dependants, names, parallel, write as rows};
use crate::store::{IntakeRow, StoreError, Tx, VerdictRow, write};
use crate::vault::{Vault, VaultError};

/// Later than this after the act, a command is flagged `late` (trust.md row 12: 72 hours).
const LATE_MILLIS: i64 = 72 * 3_600_000;
/// A clock further off than this is flagged (5 minutes).
const SKEW_MILLIS: i64 = 300_000;

/// The verdicts of these commands: the stored one, or a new one.
pub(super) async fn judge(
    deps: &Deps,
    tenant: TenantId,
    replica: ReplicaId,
    now: Now,
    numbers: &[u64],
) -> Result<Vec<Verdict>, AcceptError> {
    let numbers: Arc<Vec<u64>> = Arc::new(numbers.to_vec());
    let vault = deps.vault.clone();
    let judged = write(&*deps.store, move |tx| {
        let (numbers, vault) = (numbers.clone(), vault.clone());
        Box::pin(async move {
            tx.lock_tenant(tenant).await?;
            let mut working = Working::default();
            for intake in left_before(tx, tenant, replica, numbers.first().copied()).await? {
                judge_one(tx, &vault, &mut working, now, &intake, &[]).await?;
            }
            let mut verdicts = Vec::with_capacity(numbers.len());
            for no in numbers.iter() {
                let place = i64::try_from(*no).unwrap_or(i64::MAX);
                let verdict = match tx.verdict(tenant, replica.uuid(), place).await? {
                    Some(row) => read(&row)?,
                    None => match tx.intake(tenant, replica.uuid(), place).await? {
                        Some(intake) => {
                            judge_one(tx, &vault, &mut working, now, &intake, &[]).await?
                        }
                        None => continue,
                    },
                };
                verdicts.push(verdict);
            }
            let is_more = dependants::retry(tx, &vault, &mut working, tenant, now).await?;
            Ok::<_, AcceptError>((verdicts, is_more))
        })
    });
    let (verdicts, is_more) = judged.await?;
    if is_more {
        dependants::judge_waiting(deps, tenant, now).await?;
    }
    Ok(verdicts)
}

/// What an earlier push left in custody because its judging failed as a whole; it must not be overtaken.
async fn left_before(
    tx: &mut dyn Tx,
    tenant: TenantId,
    replica: ReplicaId,
    first: Option<u64>,
) -> Result<Vec<IntakeRow>, AcceptError> {
    let mut place = first.map_or(0, |no| i64::try_from(no).unwrap_or(0));
    let mut left = Vec::new();
    while place > 1 {
        place -= 1;
        match tx.intake(tenant, replica.uuid(), place).await? {
            Some(intake) if !intake.judged => left.push(intake),
            Some(_) | None => break,
        }
    }
    left.reverse();
    Ok(left)
}

/// Judges one command and stores its verdict.
pub(super) async fn judge_one(
    tx: &mut dyn Tx,
    vault: &Vault,
    working: &mut Working,
    now: Now,
    intake: &IntakeRow,
    extra: &[Membership],
) -> Result<Verdict, AcceptError> {
    let decided = decide(tx, vault, working, now, intake, extra).await?;
    let verdict = file(tx, intake, decided).await?;
    tx.mark_judged(intake.tenant, intake.replica, intake.cmd_no)
        .await?;
    Ok(verdict)
}

/// Judges one command once more. Nothing is stored when the answer is the one that it has.
pub(super) async fn judge_again(
    tx: &mut dyn Tx,
    vault: &Vault,
    working: &mut Working,
    now: Now,
    intake: &IntakeRow,
    before: &Outcome,
) -> Result<Option<Verdict>, AcceptError> {
    let decided = decide(tx, vault, working, now, intake, &[]).await?;
    dependants::forget(tx, intake, &decided.1).await?;
    if decided.1 == *before {
        return Ok(None);
    }
    file(tx, intake, decided).await.map(Some)
}

/// What comes of a command, with the number that holds its effect.
pub(super) type Decided = (Option<i64>, Outcome);

async fn decide(
    tx: &mut dyn Tx,
    vault: &Vault,
    working: &mut Working,
    now: Now,
    intake: &IntakeRow,
    extra: &[Membership],
) -> Result<Decided, AcceptError> {
    tx.savepoint().await?;
    let judged = guarded(attempt(tx, vault, working, now, intake, extra)).await;
    match judged {
        Ok(done) => {
            tx.release_savepoint().await?;
            Ok(done)
        }
        // The database itself failed: the whole job is to be repeated, not this command parked.
        Err(error) if error.is_outage() => Err(error),
        // Whoever is erased does not come back by what a device still says of them.
        Err(AcceptError::Vault(VaultError::Erased { .. })) => {
            tx.rollback_savepoint().await?;
            working.forget();
            Ok(of_nobody())
        }
        Err(error) => {
            tracing::error!(error = %error, replica = %intake.replica, cmd_no = intake.cmd_no, "command parked: internal");
            tx.rollback_savepoint().await?;
            working.forget();
            // What builds on it waits for whoever mends this.
            let tenant = intake.tenant;
            let opened =
                custody::open_envelope(tx, vault, tenant, intake.replica, intake.cmd_no).await;
            if let Ok(Some(envelope)) = opened {
                dependants::unread(tx, intake, &envelope["payload"]).await?;
            }
            let why = Parked::Internal;
            Ok((None, Outcome::Parked { why }))
        }
    }
}

/// What comes of a command about a person who is erased.
const fn of_nobody() -> Decided {
    let kind = Kind::Candidate;
    let refusal = Refusal::NotFound { kind };
    (None, Outcome::Rejected { refusal })
}

async fn file(
    tx: &mut dyn Tx,
    intake: &IntakeRow,
    (seq, outcome): Decided,
) -> Result<Verdict, AcceptError> {
    let no = tx.last_verdict_no(intake.tenant, intake.replica).await? + 1;
    let cmd_no = u64::try_from(intake.cmd_no).unwrap_or(0);
    let verdict = Verdict {
        cmd_no,
        no,
        seq,
        outcome,
    };
    tx.put_verdict(&VerdictRow {
        tenant: intake.tenant,
        replica: intake.replica,
        cmd_no: intake.cmd_no,
        no,
        seq,
        state: verdict.outcome.filed_as().to_owned(),
        body: serde_json::to_string(&verdict).map_err(AcceptError::Corrupt)?,
    })
    .await?;
    Ok(verdict)
}

/// Whatever panics is a fault of the command that is judged, and of no other; what it has done by then is taken back.
async fn guarded<T>(work: impl Future<Output = Result<T, AcceptError>>) -> Result<T, AcceptError> {
    let done = AssertUnwindSafe(work).catch_unwind().await;
    done.unwrap_or(Err(AcceptError::Store(StoreError::Panicked)))
}

/// A stored verdict.
pub(super) fn read(row: &VerdictRow) -> Result<Verdict, AcceptError> {
    serde_json::from_str(&row.body).map_err(AcceptError::Corrupt)
}

async fn attempt(
    tx: &mut dyn Tx,
    vault: &Vault,
    working: &mut Working,
    now: Now,
    intake: &IntakeRow,
    extra: &[Membership],
) -> Result<Decided, AcceptError> {
    let parked = |why| Ok((None, Outcome::Parked { why }));
    let tenant = intake.tenant;
    let opened = custody::open_envelope(tx, vault, tenant, intake.replica, intake.cmd_no).await?;
    // The command lies there: the key of whom it is about is gone.
    let Some(mut value) = opened else {
        return Ok(of_nobody());
    };
    if let Some(given) = names::given(tx, working, intake, &value).await? {
        return Ok(given);
    }
    names::resolve(tx, intake, &mut value).await?;
    let payload = value["payload"].clone();
    let Some(envelope) = decode_envelope(value) else {
        dependants::unread(tx, intake, &payload).await?;
        return parked(Parked::Undecodable);
    };
    let command = match Command::decode(&envelope.kind, envelope.v, &envelope.payload) {
        Ok(command) => command,
        Err(DecodeError::UnknownKind) => {
            dependants::unread(tx, intake, &envelope.payload).await?;
            return parked(Parked::UnknownKind {
                kind: envelope.kind,
                v: envelope.v,
            });
        }
        Err(DecodeError::Payload(_)) => {
            dependants::unread(tx, intake, &envelope.payload).await?;
            return parked(Parked::Undecodable);
        }
    };
    let sender = UserId::from(intake.user);
    let actors = [Some(sender), envelope.author];
    let actors: Vec<UserId> = actors.into_iter().flatten().collect();
    working.load(tx, vault, tenant, &actors, &command).await?;
    let day = Day::at(envelope.occurred_at, envelope.tz);
    let speaker = match Speaker::of(&working.state, sender, envelope.author, day) {
        Ok(speaker) => speaker,
        Err(refusal) => return Ok((None, Outcome::Rejected { refusal })),
    };
    let (actor, mut memberships) = (speaker.actor, speaker.memberships);
    memberships.extend_from_slice(extra);
    let cmd = CommandRef {
        replica: intake.replica.into(),
        no: envelope.cmd_no,
    };
    let ctx = Ctx::new(
        actor,
        cmd,
        envelope.occurred_at,
        envelope.tz,
        memberships.clone(),
    );
    match execute_full(&command, &ctx, &working.state) {
        Executed::Refused(refusal) => {
            let refused = dependants::refused(tx, working, intake, &command, refusal).await?;
            Ok((None, refused))
        }
        Executed::Nothing => Ok((None, Outcome::Duplicate)),
        Executed::Changed(changes)
            if working.is_late
                && dependants::is_overtaken(tx, working, intake, &changes.0).await? =>
        {
            let row = tx.verdict(tenant, intake.replica, intake.cmd_no).await?;
            let row = row.ok_or(StoreError::Missing("verdict"))?;
            Ok((None, read(&row)?.outcome))
        }
        Executed::Changed(changes) => {
            let seq = tx.next_seq(tenant).await?;
            let person = command
                .subject(&working.state)
                .candidate
                .map(shared::id::CandidateId::uuid);
            let mut pairs = Vec::with_capacity(changes.0.len());
            for mut entity in changes.0 {
                entity.ver = seq;
                let before = working.state.get(entity.key()).cloned();
                rows::write(tx, vault, tenant, seq, before.as_ref(), &entity).await?;
                pairs.push((before, entity));
            }
            let flag = {
                let steps = &mut working.steps;
                parallel::remark_on(tx, vault, steps, now, intake, &envelope, &pairs).await?
            };
            let by = (actor.uuid(), person);
            audit::append(tx, vault, intake, &envelope.kind, seq, by, &pairs).await?;
            let makes = command.makes();
            for (before, entity) in pairs {
                working
                    .steps
                    .wrote(intake.replica, before.as_ref(), &entity);
                if before.is_none() && makes.contains(&entity.key()) {
                    working.made.push(entity.id);
                }
                working.state.put(entity);
            }
            // A tablet that was taken away since is as much in doubt as a person whose right has ended.
            let holds = |all: &[Membership]| all.iter().any(|m| m.holds_on(now.today));
            let is_standing = holds(&memberships)
                && (envelope.author.is_none() || holds(&held_by(&working.state, sender)));
            let mut flags = flags(&envelope, now, is_standing);
            flags.extend(flag);
            Ok((Some(seq), Outcome::Applied { flags }))
        }
    }
}

fn decode_envelope(value: Value) -> Option<Envelope> {
    serde_json::from_value(value).ok()
}

fn held_by(state: &shared::state::State, actor: UserId) -> Vec<Membership> {
    state
        .children(Kind::Membership, actor.uuid())
        .into_iter()
        .filter_map(|entity| match &entity.body {
            Body::Membership(membership) => Some(membership.clone()),
            _ => None,
        })
        .collect()
}

fn flags(envelope: &Envelope, now: Now, is_standing: bool) -> Vec<Flag> {
    let mut flags = Vec::new();
    let Millis(at) = envelope.occurred_at;
    let waited = now
        .millis
        .0
        .saturating_sub(at.saturating_add(envelope.skew_est_ms));
    if waited > LATE_MILLIS {
        flags.push(Flag::Late);
    }
    if envelope.skew_est_ms.saturating_abs() > SKEW_MILLIS || waited < -SKEW_MILLIS {
        flags.push(Flag::Clock);
    }
    if !is_standing {
        flags.push(Flag::AfterRevocation);
    }
    flags
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_no_outage_so_that_the_command_is_parked() {
        let done = guarded::<()>(async { panic!("planted") }).await;
        assert!(
            matches!(&done, Err(error) if !error.is_outage()),
            "{done:?}"
        );
    }
}
