//! Every refusal of the HTTP layer, as `application/problem+json` with a stable code and data, never words for people.
//! A refused *command* is not an error here: its verdict travels in a 200.

use std::error::Error;
use std::sync::Arc;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};
use shared::sync::protocol::PushRefusal;

use crate::accept::AcceptError;
use crate::store::StoreError;

/// Stable codes of the HTTP layer. Never renamed, never used for something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ErrorCode {
    BodyMalformed,
    BodyTooDeep,
    ParameterInvalid,
    SessionMissing,
    CredentialsRefused,
    DevicePending,
    DeviceRevoked,
    CodeUnknown,
    CodeRequired,
    CodeRefused,
    PasskeyRefused,
    SecondFactorNeeded,
    SudoRequired,
    PasskeysUnavailable,
    LastWayIn,
    IssuerUnknown,
    IssuerUnavailable,
    SignInExpired,
    SignInRefused,
    SignInTooOld,
    IdentityRefused,
    IdentityTaken,
    IdentityOther,
    AssuranceTooLow,
    AccountUnknown,
    AccountClosed,
    RoleMissing,
    CrossSite,
    NotPermitted,
    NotFound,
    LinkUnknown,
    MethodNotAllowed,
    LoginTaken,
    Gap,
    ReplicaForked,
    OtherUser,
    Malformed,
    BodyTooLarge,
    JsonRequired,
    PasswordRefused,
    ValueRefused,
    CommandRefused,
    UpgradeRequired,
    TooManyRequests,
    Internal,
    Busy,
}

impl ErrorCode {
    /// All codes, for the description of the API and the tests.
    pub const ALL: [Self; 46] = [
        Self::BodyMalformed,
        Self::BodyTooDeep,
        Self::ParameterInvalid,
        Self::SessionMissing,
        Self::CredentialsRefused,
        Self::DevicePending,
        Self::DeviceRevoked,
        Self::CodeUnknown,
        Self::CodeRequired,
        Self::CodeRefused,
        Self::PasskeyRefused,
        Self::SecondFactorNeeded,
        Self::SudoRequired,
        Self::PasskeysUnavailable,
        Self::LastWayIn,
        Self::IssuerUnknown,
        Self::IssuerUnavailable,
        Self::SignInExpired,
        Self::SignInRefused,
        Self::SignInTooOld,
        Self::IdentityRefused,
        Self::IdentityTaken,
        Self::IdentityOther,
        Self::AssuranceTooLow,
        Self::AccountUnknown,
        Self::AccountClosed,
        Self::RoleMissing,
        Self::CrossSite,
        Self::NotPermitted,
        Self::NotFound,
        Self::LinkUnknown,
        Self::MethodNotAllowed,
        Self::LoginTaken,
        Self::Gap,
        Self::ReplicaForked,
        Self::OtherUser,
        Self::Malformed,
        Self::BodyTooLarge,
        Self::JsonRequired,
        Self::PasswordRefused,
        Self::ValueRefused,
        Self::CommandRefused,
        Self::UpgradeRequired,
        Self::TooManyRequests,
        Self::Internal,
        Self::Busy,
    ];

    /// The code as sent.
    pub const fn code(self) -> &'static str {
        match self {
            Self::BodyMalformed => "body_malformed",
            Self::BodyTooDeep => "body_too_deep",
            Self::ParameterInvalid => "parameter_invalid",
            Self::SessionMissing => "session_missing",
            Self::CredentialsRefused => "credentials_refused",
            Self::DevicePending => "device_pending",
            Self::DeviceRevoked => "device_revoked",
            Self::CodeUnknown => "code_unknown",
            Self::CodeRequired => "code_required",
            Self::CodeRefused => "code_refused",
            Self::PasskeyRefused => "passkey_refused",
            Self::SecondFactorNeeded => "second_factor_needed",
            Self::SudoRequired => "sudo_required",
            Self::PasskeysUnavailable => "passkeys_unavailable",
            Self::LastWayIn => "last_way_in",
            Self::IssuerUnknown => "issuer_unknown",
            Self::IssuerUnavailable => "issuer_unavailable",
            Self::SignInExpired => "sign_in_expired",
            Self::SignInRefused => "sign_in_refused",
            Self::SignInTooOld => "sign_in_too_old",
            Self::IdentityRefused => "identity_refused",
            Self::IdentityTaken => "identity_taken",
            Self::IdentityOther => "identity_other",
            Self::AssuranceTooLow => "assurance_too_low",
            Self::AccountUnknown => "account_unknown",
            Self::AccountClosed => "account_closed",
            Self::RoleMissing => "role_missing",
            Self::CrossSite => "cross_site",
            Self::NotPermitted => "not_permitted",
            Self::NotFound => "not_found",
            Self::LinkUnknown => "link_unknown",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::LoginTaken => "login_taken",
            Self::Gap => "gap",
            Self::ReplicaForked => "replica_forked",
            Self::OtherUser => "other_user",
            Self::Malformed => "malformed",
            Self::BodyTooLarge => "body_too_large",
            Self::JsonRequired => "json_required",
            Self::PasswordRefused => "password_refused",
            Self::ValueRefused => "value_refused",
            Self::CommandRefused => "command_refused",
            Self::UpgradeRequired => "upgrade_required",
            Self::TooManyRequests => "too_many_requests",
            Self::Internal => "internal",
            Self::Busy => "busy",
        }
    }

    /// The HTTP status that goes with the code.
    pub const fn status(self) -> u16 {
        match self {
            Self::BodyMalformed
            | Self::BodyTooDeep
            | Self::ParameterInvalid
            | Self::SignInExpired => 400,
            Self::SessionMissing
            | Self::CredentialsRefused
            | Self::CodeRequired
            | Self::CodeRefused
            | Self::PasskeyRefused
            | Self::IdentityRefused => 401,
            Self::CrossSite
            | Self::NotPermitted
            | Self::SecondFactorNeeded
            | Self::DeviceRevoked
            | Self::SudoRequired
            | Self::SignInRefused
            | Self::SignInTooOld
            | Self::AssuranceTooLow
            | Self::AccountUnknown
            | Self::AccountClosed
            | Self::RoleMissing => 403,
            Self::NotFound | Self::LinkUnknown | Self::CodeUnknown | Self::IssuerUnknown => 404,
            Self::MethodNotAllowed => 405,
            Self::LoginTaken
            | Self::DevicePending
            | Self::PasskeysUnavailable
            | Self::LastWayIn
            | Self::Gap
            | Self::ReplicaForked
            | Self::OtherUser
            | Self::Malformed
            | Self::IdentityTaken
            | Self::IdentityOther => 409,
            Self::BodyTooLarge => 413,
            Self::JsonRequired => 415,
            Self::PasswordRefused | Self::ValueRefused | Self::CommandRefused => 422,
            Self::UpgradeRequired => 426,
            Self::TooManyRequests => 429,
            Self::Internal => 500,
            Self::Busy | Self::IssuerUnavailable => 503,
        }
    }
}

/// A refusal on its way out. The source is for the log only; it is never sent.
#[derive(Debug, thiserror::Error)]
#[error("{}", code.code())]
pub struct ApiError {
    pub code: ErrorCode,
    pub data: Map<String, Value>,
    #[source]
    pub source: Option<Box<dyn Error + Send + Sync>>,
}

/// What the edge logs about a refusal: put in the answer's extensions, never in its body.
#[derive(Clone)]
pub struct Refused {
    pub code: &'static str,
    pub cause: Option<Arc<str>>,
}

impl ApiError {
    /// Adds one fact that the receiver may act on, such as the command number that is expected next.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.data.insert(name.to_owned(), value.into());
        self
    }

    /// The database did not do what it was asked: told as `busy`, to be asked again, where it may go well then.
    fn of_store(is_outage: bool, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let code = if is_outage {
            ErrorCode::Busy
        } else {
            ErrorCode::Internal
        };
        Self {
            source: Some(source.into()),
            ..code.into()
        }
    }

    /// Something of ours failed: told as `internal`, logged with its chain.
    pub fn internal(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            source: Some(source.into()),
            ..ErrorCode::Internal.into()
        }
    }
}

impl From<ErrorCode> for ApiError {
    fn from(code: ErrorCode) -> Self {
        Self {
            code,
            data: Map::new(),
            source: None,
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status =
            StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut body = self.data;
        let wait = body.get("retry_after_seconds").and_then(Value::as_u64);
        body.insert("status".to_owned(), self.code.status().into());
        body.insert("code".to_owned(), self.code.code().into());
        let mut response = (status, Value::Object(body).to_string()).into_response();
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        let wait = match self.code {
            ErrorCode::Busy => Some(wait.unwrap_or(2)),
            _ => wait,
        };
        if let Some(seconds) = wait {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        let cause = self.source.map(|source| chain(source.as_ref()).into());
        response.extensions_mut().insert(Refused {
            code: self.code.code(),
            cause,
        });
        response
    }
}

/// Where a browser goes that was sent here by another site and can read no body: a page of the app, with the code of the refusal, if
/// there is one, after `#`.
pub fn redirect(page: &str, refusal: Option<ApiError>) -> Response {
    let (mark, refused) = match refusal {
        None => (String::new(), None),
        Some(refusal) => {
            let mark = format!("#{}", refusal.code.code());
            (
                mark,
                refusal
                    .into_response()
                    .extensions()
                    .get::<Refused>()
                    .cloned(),
            )
        }
    };
    let mut response = (
        StatusCode::SEE_OTHER,
        [(header::LOCATION, format!("{page}{mark}"))],
    )
        .into_response();
    if let Some(refused) = refused {
        response.extensions_mut().insert(refused);
    }
    response
}

/// A push that is not taken is told by `PushRefusal`'s own codes and data, so that a device reads it from the same body.
impl From<AcceptError> for ApiError {
    fn from(error: AcceptError) -> Self {
        match error {
            AcceptError::Push(PushRefusal::Gap { expect }) => {
                Self::from(ErrorCode::Gap).with("expect", expect)
            }
            AcceptError::Push(PushRefusal::ReplicaForked { at }) => {
                Self::from(ErrorCode::ReplicaForked).with("at", at)
            }
            AcceptError::Push(PushRefusal::OtherUser) => ErrorCode::OtherUser.into(),
            AcceptError::Push(PushRefusal::Malformed { at }) => {
                Self::from(ErrorCode::Malformed).with("at", at)
            }
            AcceptError::SchemaTooOld => ErrorCode::UpgradeRequired.into(),
            AcceptError::NotFound => ErrorCode::NotFound.into(),
            AcceptError::Store(_)
            | AcceptError::Vault(_)
            | AcceptError::Corrupt(_)
            | AcceptError::Unreadable(_) => Self::of_store(error.is_outage(), error),
        }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        Self::of_store(error.is_outage(), error)
    }
}

/// The messages of an error and all its causes in one line.
fn chain(error: &(dyn Error + 'static)) -> String {
    let mut line = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        line.push_str(": ");
        line.push_str(&cause.to_string());
        next = cause.source();
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_listed_once_and_sent_in_snake_case() {
        let mut codes: Vec<_> = ErrorCode::ALL.iter().map(|code| code.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), ErrorCode::ALL.len());
        assert!(
            codes
                .iter()
                .all(|code| code.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
        );
    }

    #[test]
    fn the_cause_of_an_internal_error_is_logged_and_not_sent() {
        let response = ApiError::internal(std::io::Error::other("disk 7 of Anna")).into_response();
        assert_eq!(response.status(), 500);
        let refused = response.extensions().get::<Refused>().unwrap();
        assert_eq!(refused.cause.as_deref(), Some("disk 7 of Anna"));
    }
}
