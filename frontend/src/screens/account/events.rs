//! What happened to my ways in, so that somebody sees what was not their doing.
use crate::view::*;
use shared::api::AccountEventKind;

use super::Mine;
use crate::replica::use_replica;
use crate::word;
use crate::words::dates;

/// Draws the list, newest first.
pub fn draw(mine: Mine) -> AnyView {
    mine.draw(|factors| {
        if factors.events.is_empty() {
            return view! { <p class="muted">{word!(account.events_none)}</p> }.into_any();
        }
        let today = use_replica().today().get_untracked();
        let rows = factors.events.iter().map(|event| {
            let other = event.is_by_other.then(|| word!(account.by_administrator));
            let line = format!("{} {}", dates::moment(event.at, today), other.unwrap_or_default());
            view! { <li class="list-row"><div><span>{what(event.kind)}</span><span class="small muted">{line}</span></div></li> }.into_any()
        });
        let rows = rows.collect_view();
        view! { <ul class="list">{rows}</ul> }.into_any()
    })
}

fn what(kind: AccountEventKind) -> &'static str {
    match kind {
        AccountEventKind::PasskeyAdded => word!(event.passkey_added),
        AccountEventKind::PasskeyRemoved => word!(event.passkey_removed),
        AccountEventKind::PasskeyCloned => word!(event.passkey_cloned),
        AccountEventKind::TotpAdded => word!(event.totp_added),
        AccountEventKind::TotpRemoved => word!(event.totp_removed),
        AccountEventKind::RecoveryMade => word!(event.recovery_made),
        AccountEventKind::RecoveryUsed => word!(event.recovery_used),
        AccountEventKind::PasswordChanged => word!(event.password_changed),
        AccountEventKind::ResetMade => word!(event.reset_made),
        AccountEventKind::ResetMadeWithFactors => word!(event.reset_made_with_factors),
        AccountEventKind::PasswordReset => word!(event.password_reset),
        AccountEventKind::FactorsReset => word!(event.factors_reset),
        AccountEventKind::SessionsEnded => word!(event.sessions_ended),
        AccountEventKind::AccountClosed => word!(event.account_closed),
        AccountEventKind::AccountOpened => word!(event.account_opened),
        AccountEventKind::Exported => word!(event.exported),
    }
}
