//! What every way into the app shares: a passkey shown, and where one goes once the server knows who it is.
use shared::api::{Nothing, PasskeyOptions, SessionInfo};

use crate::platform::address::Address;
use crate::platform::http;
use crate::platform::passkey::{self, Ask};
use crate::replica::Replica;
use crate::routes::Route;
use crate::word;
use crate::words::codes;

/// The server knows who it is.
pub fn enter(replica: Replica, address: Address, session: SessionInfo) {
    replica.signed_in(session);
    address.go(&Route::Home.path());
}

/// A passkey shown, for the server.
///
/// # Errors
/// Why not, in words.
pub async fn proof() -> Result<String, String> {
    let asked = http::post::<_, PasskeyOptions>("/auth/v1/passkey/ask", &Nothing {}).await;
    let asked = asked.map_err(|error| codes::http(&error))?;
    let shown = passkey::ask(Ask::Show, &asked.options).await;
    shown.map_err(|_none| word!(sign_in.no_passkey).to_owned())
}
