//! Tablets: how one is connected and disconnected, how it signs in by its key, how supervisors get their PIN.

use serde::{Deserialize, Serialize};

use super::Qr;
use crate::id::{DeviceId, SiteId, UserId};
use crate::sync::protocol::PushRequest;
use crate::time::Millis;

/// `POST /api/v1/devices`: asks for a code that connects one tablet to one site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceOffer {
    /// Where it stands.
    pub site: SiteId,
    /// What the tablet is to be called, 1–200 characters.
    pub name: String,
}

/// The answer: the code, shown this once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceOffered {
    /// The tablet to be.
    pub device: DeviceId,
    /// To type, in two groups.
    pub code: String,
    /// The address to open on the tablet, such as `https://host/pair#…`.
    pub link: String,
    /// The same to scan.
    pub qr: Qr,
    /// Last moment.
    pub expires_at: Millis,
}

/// How far a tablet has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceState {
    /// There is a code that nobody has used.
    Offered,
    /// A tablet has used the code; the words are to be compared.
    Asked,
    /// Connected.
    Active,
    /// The words were not the same.
    Refused,
    /// Disconnected.
    Revoked,
}

impl DeviceState {
    /// All states.
    pub const ALL: [Self; 5] = [
        Self::Offered,
        Self::Asked,
        Self::Active,
        Self::Refused,
        Self::Revoked,
    ];

    /// Stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Offered => "offered",
            Self::Asked => "asked",
            Self::Active => "active",
            Self::Refused => "refused",
            Self::Revoked => "revoked",
        }
    }

    /// The state of this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == text)
    }
}

/// One tablet in `GET /api/v1/devices`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceInfo {
    /// Which.
    pub device: DeviceId,
    /// Its user: the sender of what is said on it. Absent before it is connected.
    pub user: Option<UserId>,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub site: SiteId,
    /// The site's name.
    pub site_name: String,
    /// How far it has come.
    pub state: DeviceState,
    /// The three words, as places in the list; while they are to be compared.
    pub words: Option<[u8; 3]>,
    /// When the code was made.
    pub made_at: Millis,
    /// Until when the code and the words may be used.
    pub expires_at: Millis,
    /// When it last signed in or called; absent before.
    pub last_seen: Option<Millis>,
    /// Wrong PINs that it has told of.
    pub wrong_pins: u32,
}

/// `POST /api/v1/devices/decision`: whether both screens show the same words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceDecision {
    /// Which.
    pub device: DeviceId,
    /// The same: it is connected. Not the same: it never will be.
    pub is_same: bool,
}

/// `POST /api/v1/devices/revoke` and `POST /device/v1/nonce`: one tablet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceNamed {
    /// Which.
    pub device: DeviceId,
}

/// `POST /device/v1/pair`: the tablet uses the code.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PairRequest {
    /// As typed or scanned.
    pub code: String,
    /// Its public key: the uncompressed P-256 point in hex.
    pub public_key: String,
}

/// The answer. The words are not in it: the tablet works them out of its own key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paired {
    /// Who the tablet is now.
    pub device: DeviceId,
    /// Last moment for the comparison of words.
    pub expires_at: Millis,
}

/// The answer to `POST /device/v1/nonce`: what to sign, once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceNonce {
    /// 256 random bits in hex.
    pub nonce: String,
    /// Last moment.
    pub expires_at: Millis,
}

/// `POST /device/v1/session`: a session for the key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceSignIn {
    /// Which.
    pub device: DeviceId,
    /// What was given to sign.
    pub nonce: String,
    /// The signature over `pairing::message`, in hex.
    pub signature: String,
}

/// `POST /device/v1/hand_over`: what waited on a tablet when it was disconnected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    /// Proof of who sends it.
    pub proof: DeviceSignIn,
    /// The commands.
    pub push: PushRequest,
}

/// `POST /api/v1/supervisors`: a supervisor by name, without an account: for the site's tablet only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SupervisorAdd {
    /// Where.
    pub site: SiteId,
    /// The person's name, 1–200 characters.
    pub name: String,
}

/// `POST /api/v1/start_codes`: a new start code for somebody who leads a site already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StartCodeRequest {
    /// Where.
    pub site: SiteId,
    /// Who.
    pub user: UserId,
}

/// The answer to both: the code with which a PIN is chosen on the tablet, shown this once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartCode {
    /// Who.
    pub user: UserId,
    /// To type, in two groups.
    pub code: String,
    /// Last moment.
    pub expires_at: Millis,
}

/// One supervisor of the tablet's site in `GET /device/v1/people`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinPerson {
    /// Who.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// How their PIN is checked; absent until they have chosen one.
    pub pin: Option<Pin>,
}

/// How a PIN is checked without network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    /// 16 random bytes in hex.
    pub salt: String,
    /// Rounds of PBKDF2-SHA-256.
    pub rounds: u32,
    /// What they make of the PIN: 32 bytes in hex.
    pub verifier: String,
}

/// `POST /device/v1/pin`: a supervisor has chosen a PIN. The PIN itself never leaves the tablet.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PinSet {
    /// Who.
    pub user: UserId,
    /// The start code.
    pub code: String,
    /// How it is checked from now on.
    pub pin: Pin,
}

/// `POST /device/v1/misses`: wrong PINs since the last time that the tablet told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PinMisses {
    /// How many.
    pub count: u32,
}

/// What a tablet's session tells of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnDevice {
    /// Which.
    pub device: DeviceId,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub site: SiteId,
}
