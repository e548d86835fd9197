//! A shared tablet: it has a key instead of an account, signs in by itself whenever the server has forgotten its session, and hands
//! over what waits when it was disconnected. Who speaks on it is a person with a PIN (`Replica::speak`).
use serde_json::Value;
use shared::api::SessionInfo;
use shared::api::device::{
    DeviceNamed, DeviceNonce, DeviceSignIn, HandOver, PairRequest, Paired, PinMisses, PinPerson,
};
use shared::pairing::{self, Purpose};
use shared::sync::event::{Answer, Request};

use super::handle::Replica;
use super::storage::accounts::Accounts;
use super::transport;
use crate::platform::fetch::{Body, fetch};
use crate::platform::http::{self, HttpError};
use crate::platform::{crypto, keep};

/// The server says that this tablet is disconnected.
const REVOKED: &str = "device_revoked";
/// Wrong PINs that the server has not been told of.
const UNTOLD: &str = "fotfaste.pin.untold";

/// Why a tablet could not be paired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PairError {
    /// The server says no.
    Http(HttpError),
    /// This browser cannot make or keep a key.
    Key,
}

/// Uses a code; gives the three words that this tablet shows.
pub async fn pair(code: &str) -> Result<[u8; 3], PairError> {
    let code = pairing::read_code(code).ok_or_else(|| {
        PairError::Http(HttpError::Refused {
            status: 404,
            code: "code_unknown".to_owned(),
            data: Value::Null,
        })
    })?;
    let (key, public) = crypto::make_key().await.map_err(|_none| PairError::Key)?;
    let request = PairRequest {
        code: code.clone(),
        public_key: pairing::hex(&public),
    };
    let paired: Paired = http::post("/device/v1/pair", &request)
        .await
        .map_err(PairError::Http)?;
    let kept = Accounts::default().keep_tablet(paired.device, &key).await;
    kept.map_err(|_error| PairError::Key)?;
    let hash = pairing::code_hash(paired.device, &code);
    Ok(pairing::words(&public, &hash))
}

/// Signs in by the key. Nothing when this device is no tablet.
pub async fn sign_in() -> Result<Option<SessionInfo>, HttpError> {
    match prove(Purpose::Session).await? {
        Some(proof) => http::post("/device/v1/session", &proof).await.map(Some),
        None => Ok(None),
    }
}

async fn prove(purpose: Purpose) -> Result<Option<DeviceSignIn>, HttpError> {
    let kept = Accounts::default().tablet().await;
    let Some((device, key)) = kept.map_err(|_error| HttpError::Unreadable)? else {
        return Ok(None);
    };
    let given: DeviceNonce = http::post("/device/v1/nonce", &DeviceNamed { device }).await?;
    let message = pairing::message(purpose, device, &given.nonce);
    let signature = crypto::sign(&key, &message).await;
    let signature = signature.map_err(|_none| HttpError::Unreadable)?;
    Ok(Some(DeviceSignIn {
        device,
        nonce: given.nonce,
        signature: pairing::hex(&signature),
    }))
}

/// The server knows the tablet's session no longer: signs in anew and asks again. Disconnected, only what waits is taken.
pub(super) async fn ask_again(request: &Request) -> Answer {
    match sign_in().await {
        Ok(Some(_session)) => transport::ask(request).await,
        Ok(None) => Answer::SignIn,
        Err(HttpError::Refused { code, .. }) if code == REVOKED => match request {
            Request::Push(_) => hand_over(request).await,
            Request::Hello | Request::Pull(_) | Request::Page { .. } => Answer::SignIn,
        },
        Err(HttpError::Refused { .. }) => Answer::SignIn,
        Err(HttpError::Offline | HttpError::Unreadable) => Answer::Lost,
    }
}

async fn hand_over(request: &Request) -> Answer {
    let Request::Push(push) = request else {
        return Answer::SignIn;
    };
    let Ok(Some(proof)) = prove(Purpose::HandOver).await else {
        return Answer::SignIn;
    };
    let push = push.clone();
    let Ok(text) = shared::wire::write(&HandOver { proof, push }) else {
        return Answer::Lost;
    };
    match fetch("/device/v1/hand_over", Body::Json(text)).await {
        Ok(found) => Answer::read(request, found.status, &found.body, found.retry_after_ms),
        Err(_no_answer) => Answer::Lost,
    }
}

/// Who leads the site, as kept on the device.
pub async fn people_kept() -> Vec<PinPerson> {
    Accounts::default().people().await.unwrap_or_default()
}

/// Who leads the site, asked anew and kept; nothing without network. Tells of wrong PINs on the way.
pub async fn people_now() -> Option<Vec<PinPerson>> {
    let untold: u32 = keep::read(UNTOLD).and_then(|n| n.parse().ok()).unwrap_or(0);
    if untold > 0 {
        let told = PinMisses { count: untold };
        if http::post::<_, Value>("/device/v1/misses", &told)
            .await
            .is_ok()
        {
            keep::write(UNTOLD, "0");
        }
    }
    let list: Vec<PinPerson> = http::list("/device/v1/people").await.ok()?;
    // What cannot be kept serves at least now.
    drop(Accounts::default().keep_people(&list).await);
    Some(list)
}

/// A wrong PIN was given; the server is told when it can be.
pub fn missed() {
    let untold: u32 = keep::read(UNTOLD).and_then(|n| n.parse().ok()).unwrap_or(0);
    keep::write(UNTOLD, &untold.saturating_add(1).to_string());
}

impl Replica {
    /// Whether this copy is a shared tablet's.
    #[must_use]
    pub fn is_tablet(&self) -> bool {
        self.screen
            .me
            .with(|me| me.as_ref().is_some_and(|me| me.device.is_some()))
    }
}
