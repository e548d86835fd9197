//! The office puts something of its inbox aside. The command and its verdict stay as they are; what waited for it waits no more.
use shared::verdict::{Outcome, Verdict};

use super::{AcceptError, Deps, Now, dependants, judge};
use crate::store::{SettledRow, VerdictRow, write};

/// Whether a verdict filed so lies in the inbox.
#[must_use]
pub fn is_open(state: &str) -> bool {
    ["parked", "rejected", "flagged"].contains(&state)
}

/// Puts a verdict aside, and with it what waited for its command and is refused without it.
///
/// # Errors
/// Not found when it is not there, or another one by now; those of the store.
pub async fn put_aside(deps: &Deps, now: Now, row: SettledRow) -> Result<Verdict, AcceptError> {
    let verdict = settle(deps, row.clone()).await?;
    let mut left = vec![(row.replica, row.cmd_no)];
    while let Some(place) = left.pop() {
        let judged = dependants::judge_dependants(deps, row.tenant, now, place);
        for ((replica, cmd_no), verdict) in judged.await? {
            if matches!(verdict.outcome, Outcome::Rejected { .. }) {
                let row = SettledRow {
                    replica,
                    cmd_no,
                    no: verdict.no,
                    ..row.clone()
                };
                settle(deps, row).await?;
                left.push((replica, cmd_no));
            }
        }
    }
    Ok(verdict)
}

async fn settle(deps: &Deps, row: SettledRow) -> Result<Verdict, AcceptError> {
    write(&*deps.store, move |tx| {
        let row = row.clone();
        Box::pin(async move {
            let (tenant, replica, cmd_no) = (row.tenant, row.replica, row.cmd_no);
            tx.lock_tenant(tenant).await?;
            let verdict = tx.verdict(tenant, replica, cmd_no).await?;
            let is_it = |verdict: &VerdictRow| verdict.no == row.no && is_open(&verdict.state);
            let verdict = verdict.filter(is_it).ok_or(AcceptError::NotFound)?;
            tx.put_settled(&row).await?;
            tx.drop_unmade(tenant, replica, cmd_no).await?;
            tx.drop_awaited(tenant, replica, cmd_no).await?;
            judge::read(&verdict)
        })
    })
    .await
}
