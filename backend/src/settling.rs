//! How somebody at the office is done with an item of the inbox: it is judged once more, or put aside with how it was dealt with.
//! The command and its verdict stay as they are.
use shared::api::{InboxSettle, InboxSettled, Settling};
use shared::model::Role;
use shared::verdict::Verdict;

use crate::accept::{self, AcceptError};
use crate::app::App;
use crate::auth::{Caller, sudo};
use crate::error::{ApiError, ErrorCode};
use crate::store::{self, SettledRow, StoreError};

/// Does it. Refused as not found when the item is not there, or not as it was seen.
pub async fn settle(
    app: &App,
    caller: &Caller,
    request: InboxSettle,
) -> Result<InboxSettled, ApiError> {
    let not_found = || ApiError::from(ErrorCode::NotFound);
    let cmd_no = i64::try_from(request.cmd_no).map_err(|_too_large| not_found())?;
    let (tenant, replica) = (caller.tenant(), request.replica.uuid());
    let (by, at) = (caller.id().uuid(), app.now().0);
    let row = SettledRow {
        tenant,
        replica,
        cmd_no,
        no: request.verdict_no,
        how: request.how.as_str().to_owned(),
        by,
        at,
    };
    if request.how == Settling::Again {
        may_judge_again(app, caller, &row).await?;
        let place = (replica, cmd_no, request.verdict_no);
        let given = accept::judge_again(&app.deps(), tenant, app.moment(), place).await?;
        let (verdict, is_new) = given.ok_or_else(not_found)?;
        if is_new {
            put(app, row).await?;
        }
        return settled(&verdict, accept::is_open(verdict.outcome.filed_as()));
    }
    let verdict = accept::put_aside(&app.deps(), app.moment(), row).await?;
    settled(&verdict, false)
}

/// A right is given or ended by whoever may do so now and has just shown who they are, also when it was asked for before.
async fn may_judge_again(app: &App, caller: &Caller, row: &SettledRow) -> Result<(), ApiError> {
    let (vault, row) = (app.vault.clone(), row.clone());
    let opened = store::read::<_, AcceptError, _>(app.store.as_ref(), move |tx| {
        let (vault, row) = (vault.clone(), row.clone());
        Box::pin(async move {
            accept::open_envelope(tx, &vault, row.tenant, row.replica, row.cmd_no).await
        })
    })
    .await?;
    if !opened.is_some_and(|envelope| accept::is_guarded(&envelope)) {
        return Ok(());
    }
    if !caller.has(Role::Administrator) {
        return Err(ErrorCode::NotFound.into());
    }
    if !sudo::is_fresh(app, &caller.session) {
        return Err(ErrorCode::SudoRequired.into());
    }
    Ok(())
}

async fn put(app: &App, row: SettledRow) -> Result<(), StoreError> {
    store::write(app.store.as_ref(), move |tx| {
        let row = row.clone();
        Box::pin(async move { tx.put_settled(&row).await })
    })
    .await
}

fn settled(verdict: &Verdict, is_open: bool) -> Result<InboxSettled, ApiError> {
    let verdict = serde_json::to_value(verdict).map_err(|_error| StoreError::Corrupt("verdict"))?;
    Ok(InboxSettled { is_open, verdict })
}
