//! The office and its inbox: something is judged once more, or put aside; and at the end nothing waits that need not.
use backend::accept::{judge_again, put_aside};
use backend::store::{AttentionRow, SettledRow, StoreError, read};
use shared::command::{lacking, named};
use shared::model::Key;
use shared::permission::GUARDED;
use shared::verdict::{Outcome, Parked, Verdict};
use uuid::Uuid;

use super::Found;
use super::history::Sent;
use super::server::tenant;
use super::world::World;

/// More than lie in the inbox of a run.
const ALL: i64 = 100_000;

impl World {
    fn inbox(&self) -> Found<Vec<AttentionRow>> {
        let rows = self.server.exec.wait(read(&*self.server.deps.store, |tx| {
            Box::pin(async move { tx.attention(tenant(), false, None, ALL).await })
        }));
        rows.map_err(|error: StoreError| error.to_string())
    }

    /// Somebody at the office is done with something.
    pub fn office_settles(&mut self) -> Found<()> {
        let inbox = self.inbox()?;
        let is_again = self.dice.chance(70);
        let Some(item) = self.dice.pick(&inbox) else {
            return Ok(());
        };
        let (deps, now) = (&self.server.deps, self.server.clock());
        let failed = if is_again {
            let place = (item.replica, item.cmd_no, item.no);
            let again = judge_again(deps, tenant(), now, place);
            self.server.exec.wait(again).err()
        } else {
            let row = SettledRow {
                tenant: tenant(),
                replica: item.replica,
                cmd_no: item.cmd_no,
                no: item.no,
                how: "told".to_owned(),
                by: Uuid::nil(),
                at: self.now,
            };
            self.server.exec.wait(put_aside(deps, now, row)).err()
        };
        // A server that has stopped answers nobody; what it had begun is judged when it starts.
        if let Some(error) = failed.filter(|error| !error.is_outage()) {
            return Err(format!("the office was refused: {error}"));
        }
        self.count(if is_again {
            "judged again"
        } else {
            "put aside"
        });
        self.history.follow(&self.server, &self.registry)
    }

    /// What waits for another command lacks a row that this one would have made, and this one is still in the inbox; and what lacks such a
    /// row waits for it and is not refused.
    pub fn check_waiting(&mut self) -> Found<()> {
        let inbox = self.inbox()?;
        let mut sent = Vec::new();
        for item in &inbox {
            sent.push(self.sent(item)?);
        }
        let mut waiting = 0;
        for (item, own) in inbox.iter().zip(&sent) {
            let verdict: Verdict =
                serde_json::from_str(&item.body).map_err(|error| error.to_string())?;
            let Some(own) = own.filter(|own| !GUARDED.contains(&&*own.envelope.kind)) else {
                continue;
            };
            let lacks = lacking(&own.command, &self.history.state);
            let names = named(&own.command, &self.history.state);
            let earlier = |keys: &[Key]| -> Vec<u64> {
                let others = inbox.iter().zip(&sent).filter(|(other, _)| {
                    other.replica == item.replica
                        && other.state != "flagged"
                        && other.cmd_no < item.cmd_no
                });
                others
                    .filter_map(|(other, sent)| {
                        let makes = (*sent)?.command.makes();
                        let is_it = keys.iter().any(|key| makes.contains(key));
                        is_it.then(|| u64::try_from(other.cmd_no).ok())?
                    })
                    .collect()
            };
            let is_overtaken =
                || lacks.is_empty() && self.history.has_later(item.replica, item.cmd_no);
            let name = format!("{} of {}", item.cmd_no, item.replica);
            match &verdict.outcome {
                Outcome::Parked {
                    why: Parked::DependsOn { no },
                } if earlier(&names).contains(no) || is_overtaken() => waiting += 1,
                Outcome::Parked {
                    why: Parked::DependsOn { no },
                } => return Err(format!("I6: {name} waits for {no} in vain")),
                Outcome::Rejected { .. } if !earlier(&lacks).is_empty() => {
                    return Err(format!("I6: {name} was refused and might wait"));
                }
                _ => {}
            }
        }
        *self.report.counts.entry("waits for another").or_default() += waiting;
        Ok(())
    }

    /// What a device sent under this name, when it is sure which it is.
    fn sent(&self, item: &AttentionRow) -> Found<Option<&Sent>> {
        let no = u64::try_from(item.cmd_no).unwrap_or(0);
        let all = self.registry.get(&(item.replica, no));
        let (replica, place) = (item.replica, item.cmd_no);
        let kept = self
            .server
            .exec
            .wait(read(&*self.server.deps.store, move |tx| {
                Box::pin(async move { tx.intake(tenant(), replica, place).await })
            }));
        let kept = kept.map_err(|error: StoreError| error.to_string())?;
        let hash = kept.map(|row| row.hash);
        let mut all = all.into_iter().flatten();
        Ok(all.find(|sent| Some(sent.envelope.hash.0) == hash))
    }
}
