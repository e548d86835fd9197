//! What the app and the server say to each other of ways to prove who one is: passkeys, authenticators, recovery codes, sessions.
//! Surprising choice: what goes between browser and server in a passkey's ceremony is text here, the browser's own JSON.

use serde::{Deserialize, Serialize};

use crate::id::{InviteId, PasskeyId, SessionId, UserId};
use crate::time::Millis;

/// A QR code, drawn by the server: one path in a square of `size` units, its margin included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qr {
    /// Width and height.
    pub size: u32,
    /// Path data for SVG.
    pub path: String,
}

/// What the browser is to be asked: JSON for `PublicKeyCredential.parse…OptionsFromJSON`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyOptions {
    /// JSON as text.
    pub options: String,
}

/// `POST /auth/v1/passkey/login`: signs in with what the browser answered.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasskeyProof {
    /// The credential's `toJSON()` as text.
    pub credential: String,
}

/// `POST /auth/v1/passkey/add`: one more passkey of mine.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasskeyNew {
    /// What its owner calls it, 1–60 characters.
    pub name: String,
    /// The credential's `toJSON()` as text.
    pub credential: String,
}

/// `POST /auth/v1/passkey/remove`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasskeyRef {
    /// Which.
    pub passkey: PasskeyId,
}

/// `POST /auth/v1/sudo`: shows once more who one is, in one of these ways; without any, asks whether it has to be shown.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SudoRequest {
    /// The password.
    #[serde(default)]
    pub password: Option<String>,
    /// A code of the authenticator, or a recovery code, with the password.
    #[serde(default)]
    pub code: Option<String>,
    /// A passkey instead: the credential's `toJSON()` as text.
    #[serde(default)]
    pub credential: Option<String>,
}

/// `GET /auth/v1/factors`: my ways in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factors {
    /// My passkeys, oldest first.
    pub passkeys: Vec<PasskeyInfo>,
    /// Since when I have an authenticator.
    pub authenticator: Option<Millis>,
    /// Recovery codes that have not been used.
    pub recovery_left: u32,
    /// Whether I have a password.
    pub has_password: bool,
    /// Whether passkeys can be used at this address.
    pub may_passkey: bool,
    /// What happened to my ways in, newest first.
    pub events: Vec<AccountEvent>,
}

/// One passkey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyInfo {
    /// Id.
    pub id: PasskeyId,
    /// What its owner calls it.
    pub name: String,
    /// When it was added.
    pub created_at: Millis,
    /// When it was last used.
    pub last_used: Option<Millis>,
}

/// Something that happened to an account's ways in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountEvent {
    /// What.
    pub kind: AccountEventKind,
    /// When.
    pub at: Millis,
    /// Whether somebody else did it.
    pub is_by_other: bool,
}

/// `POST /auth/v1/totp/offer`: a fresh secret for an authenticator; it counts once a code of it is confirmed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TotpOffer {
    /// The secret in Base32, for whoever cannot photograph.
    pub secret: String,
    /// The same as a QR code.
    pub qr: Qr,
}

/// `POST /auth/v1/totp/confirm`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TotpConfirm {
    /// Six digits.
    pub code: String,
}

/// New recovery codes, shown this once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryCodes {
    /// Ten.
    pub codes: Vec<String>,
}

/// One of my sessions in `GET /auth/v1/sessions`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionItem {
    /// Id.
    pub id: SessionId,
    /// Browser and machine, such as `chrome windows`; empty when unknown.
    pub agent: String,
    /// How it was signed in.
    pub amr: String,
    /// When it began.
    pub created_at: Millis,
    /// When it last asked for something.
    pub last_seen: Millis,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

/// `POST /auth/v1/sessions/end`: ends one of my sessions, or all but this one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionsEnd {
    /// Which; all others when absent.
    #[serde(default)]
    pub session: Option<SessionId>,
}

/// `POST /api/v1/members/sessions`: ends all sessions of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemberRef {
    /// Whose.
    pub member: UserId,
}

/// `POST /api/v1/members/state`: closes an account, or opens it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemberState {
    /// Whose.
    pub member: UserId,
    /// What it is to be.
    pub account: AccountState,
}

/// Whether somebody may sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountState {
    /// Yes.
    Active,
    /// No.
    Closed,
}

/// `POST /api/v1/members/reset`: a link to a new password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResetRequest {
    /// Whose.
    pub member: UserId,
    /// Whether passkeys, authenticator and recovery codes are taken away too.
    pub with_factors: bool,
}

/// `POST /auth/v1/reset`: uses such a link.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResetUse {
    /// What stood after `#`.
    pub token: String,
    /// Password, 12–128 characters.
    pub password: String,
}

/// `POST /api/v1/invites/withdraw` and `/renew`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InviteRef {
    /// Which.
    pub invite: InviteId,
}

/// `POST /api/v1/export`: a list of persons is about to be made into a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportRequest {
    /// Which list.
    pub table: ExportTable,
    /// How many rows.
    pub rows: u32,
}

/// Lists of persons that may be made into a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportTable {
    /// All candidates.
    Candidates,
    /// All placements.
    Placements,
}

macro_rules! event_kinds {
    ($($(#[$doc:meta])* $name:ident $code:literal),+ $(,)?) => {
        /// What can happen to an account's ways in.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum AccountEventKind {$(
            $(#[$doc])*
            #[serde(rename = $code)]
            $name,
        )+}

        impl AccountEventKind {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The stable code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {$(Self::$name => $code),+}
            }
        }
    };
}
event_kinds! {
    /// A passkey was added.
    PasskeyAdded "passkey_added",
    /// A passkey was taken away.
    PasskeyRemoved "passkey_removed",
    /// A passkey signed with a counter that it had used before: there may be a copy of it.
    PasskeyCloned "passkey_cloned",
    /// An authenticator was set up.
    TotpAdded "totp_added",
    /// The authenticator was taken away.
    TotpRemoved "totp_removed",
    /// New recovery codes were made.
    RecoveryMade "recovery_made",
    /// A recovery code was used to sign in.
    RecoveryUsed "recovery_used",
    /// The password was changed.
    PasswordChanged "password_changed",
    /// An administrator made a link to a new password.
    ResetMade "reset_made",
    /// An administrator made a link that takes passkeys and authenticator away too.
    ResetMadeWithFactors "reset_made_with_factors",
    /// Such a link was used.
    PasswordReset "password_reset",
    /// Passkeys, authenticator and recovery codes were taken away by such a link.
    FactorsReset "factors_reset",
    /// Other sessions were ended.
    SessionsEnded "sessions_ended",
    /// The account was closed.
    AccountClosed "account_closed",
    /// The account was opened again.
    AccountOpened "account_opened",
    /// A list of persons was made into a file.
    Exported "exported",
}
