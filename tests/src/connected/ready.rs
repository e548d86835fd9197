//! What stands on the server before a tablet is connected: somebody's month is over and not signed, and somebody has a card.

use anyhow::{Result, ensure};
use backend::accept::{Order, execute_local};
use shared::command::{Command, EndPlacementEarly, IssueCard};
use shared::id::{PlacementId, UserId, derived};
use shared::model::{CardCode, EndReason};
use shared::verdict::Outcome;
use uuid::Uuid;

use crate::still::Still;

/// The digits of the card.
pub(super) const CARD: &str = "004217";
const CARD_NUMBER: u32 = 4_217;
const TZ: i32 = 60;

fn demo<T: From<Uuid>>(name: &str) -> T {
    T::from(derived(&[b"fotfaste demo", name.as_bytes()]))
}

/// Makes it so.
///
/// # Errors
/// When a command is not applied.
pub async fn ready(still: &Still) -> Result<()> {
    let holder: PlacementId = demo("placement amina");
    let ended = EndPlacementEarly {
        placement: demo("placement leyla"),
        on: still.app.today().plus_days(-1),
        reason: EndReason::WorkEnded,
    };
    let card = IssueCard {
        placement: holder,
        mark: CardCode::drawn(CARD_NUMBER).mark(holder),
    };
    let said: [(UserId, Command); 2] = [
        (demo("user handlaggare"), ended.into()),
        (demo("user arbetsledare"), card.into()),
    ];
    let orders = said.map(|(actor, command)| Order {
        tenant: demo("tenant"),
        actor,
        command,
        occurred_at: still.app.now(),
        tz: TZ,
        extra: Vec::new(),
    });
    let verdicts = execute_local(&still.app.deps(), still.app.moment(), orders.into()).await?;
    for verdict in verdicts {
        let is_applied = matches!(verdict.outcome, Outcome::Applied { .. });
        ensure!(is_applied, "{:?}", verdict.outcome);
    }
    Ok(())
}
