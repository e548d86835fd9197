//! What stands on the server before a tablet is connected: somebody's month is over and not signed, and somebody has a card.

use anyhow::Result;
use backend::cli::demo::named;
use shared::command::{EndPlacementEarly, IssueCard};
use shared::id::PlacementId;
use shared::model::{CardCode, EndReason};

use crate::still::Still;

/// The digits of the card.
pub(super) const CARD: &str = "004217";
const CARD_NUMBER: u32 = 4_217;

/// Makes it so.
///
/// # Errors
/// When a command is not applied.
pub async fn ready(still: &Still) -> Result<()> {
    let holder: PlacementId = named("placement amina");
    let ended = EndPlacementEarly {
        placement: named("placement leyla"),
        on: still.app.today().plus_days(-1),
        reason: EndReason::WorkEnded,
    };
    let card = IssueCard {
        placement: holder,
        mark: CardCode::drawn(CARD_NUMBER).mark(holder),
    };
    still.say("handlaggare", ended).await?;
    still.say("arbetsledare", card).await
}
