//! One issuer at work: its settings, our secret, and what it publishes. That is fetched at start and once an hour when somebody
//! signs in; while the issuer does not answer, the last good copy serves, which the database keeps over a restart.

use std::collections::BTreeSet;
use std::sync::Arc;

use shared::time::Millis;
use tokio::sync::Mutex;
use url::Url;

use super::fetch::{self, FetchError, Fetcher};
use super::metadata::{self, Known, Metadata, MetadataError};
use super::settings::IssuerSettings;
use crate::error::ApiError;
use crate::store::{self, IssuerRow, Store};

/// Before this age, what is known is not asked for again.
const FRESH_MILLIS: i64 = 3_600_000;
/// Between two tries while the issuer does not answer, and between two looks for a key that is not known.
const RETRY_MILLIS: i64 = 30_000;

/// Why the settings of an issuer cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum IssuerError {
    #[error("oidc: public_origin must be set, for the issuer sends people back there")]
    NoOrigin,
    #[error("oidc: each issuer needs a key of its own of lower-case letters, digits and -")]
    Key,
    #[error("oidc {0}: the issuer must be an https address without query or fragment")]
    Address(String),
    #[error("oidc {0}: scopes must have openid, and algorithms and client_id must not be empty")]
    Incomplete(String),
    #[error("oidc {0}: name either client_secret_file or client_secret_env")]
    TwoSecrets(String),
    #[error("oidc {0}: the client secret cannot be read, or is empty")]
    NoSecret(String),
    #[error("oidc {0}: a rule gives supervisors without sites, or sites to another role")]
    Sites(String),
    #[error(
        "oidc {0}: a contractor's role needs the contractor's organisation number, and no other role has one"
    )]
    Organisation(String),
    #[error("oidc")]
    Client(#[from] FetchError),
}

/// An issuer.
pub struct Issuer {
    pub settings: IssuerSettings,
    pub secret: Option<String>,
    discovery: Url,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    known: Option<Arc<Known>>,
    fetched_at: i64,
    tried_at: Option<i64>,
}

/// Why what an issuer publishes is not known.
#[derive(Debug, thiserror::Error)]
pub enum DiscoveryError {
    #[error(transparent)]
    Fetch(#[from] FetchError),
    #[error(transparent)]
    Metadata(#[from] MetadataError),
}

impl Issuer {
    /// Reads the secret and refuses settings that cannot be right.
    pub fn open(settings: IssuerSettings) -> Result<Self, IssuerError> {
        let key = settings.key.clone();
        let is_address = Url::parse(&settings.issuer).is_ok_and(|url| {
            fetch::check(&url).is_ok() && url.query().is_none() && url.fragment().is_none()
        });
        let base = settings.issuer.trim_end_matches('/');
        let discovery = Url::parse(&format!("{base}/.well-known/openid-configuration"));
        let (true, Ok(discovery)) = (is_address, discovery) else {
            return Err(IssuerError::Address(key));
        };
        let is_whole = settings.scopes.iter().any(|scope| scope == "openid")
            && !settings.algorithms.is_empty()
            && !settings.client_id.is_empty();
        if !is_whole {
            return Err(IssuerError::Incomplete(key));
        }
        for rule in &settings.roles {
            let is_supervisor = rule.role == shared::model::Role::Supervisor;
            if is_supervisor == rule.sites.is_empty() {
                return Err(IssuerError::Sites(key));
            }
            if rule.role.is_contractors() != rule.organisation.is_some() {
                return Err(IssuerError::Organisation(key));
            }
        }
        Ok(Self {
            secret: secret(&settings)?,
            settings,
            discovery,
            state: Mutex::default(),
        })
    }

    /// What it publishes, asked for when that is old. An issuer that does not answer is as it was.
    pub async fn known(
        &self,
        fetcher: &Fetcher,
        store: &dyn Store,
        now: Millis,
    ) -> Result<Arc<Known>, DiscoveryError> {
        let mut state = self.state.lock().await;
        if let Some(known) = &state.known
            && now.0 - state.fetched_at < FRESH_MILLIS
        {
            return Ok(known.clone());
        }
        let is_tired = state.tried_at.is_some_and(|at| now.0 - at < RETRY_MILLIS);
        if let (true, Some(known)) = (is_tired, &state.known) {
            return Ok(known.clone());
        }
        state.tried_at = Some(now.0);
        match self.discover(fetcher).await {
            Ok((known, raw)) => {
                self.keep(store, raw, now).await;
                state.known = Some(known.clone());
                state.fetched_at = now.0;
                Ok(known)
            }
            Err(error) => {
                tracing::warn!(issuer = %self.settings.key, %error, "the issuer's description was not taken");
                if state.known.is_none() {
                    state.known = self.kept(store).await;
                }
                state.known.clone().ok_or(error)
            }
        }
    }

    /// Its keys once more, for a token names one that is not known; not more often than now and then.
    pub async fn keys_again(
        &self,
        fetcher: &Fetcher,
        store: &dyn Store,
        now: Millis,
    ) -> Option<Arc<Known>> {
        {
            let mut state = self.state.lock().await;
            let is_tired = state.tried_at.is_some_and(|at| now.0 - at < RETRY_MILLIS);
            if is_tired {
                return None;
            }
            state.fetched_at = i64::MIN / 2;
        }
        self.known(fetcher, store, now).await.ok()
    }

    async fn discover(
        &self,
        fetcher: &Fetcher,
    ) -> Result<(Arc<Known>, (Vec<u8>, Vec<u8>)), DiscoveryError> {
        let document = fetcher.get(&self.discovery).await?;
        let metadata = Metadata::parse(&document, &self.settings.issuer)?;
        let set = fetcher.get(&metadata.jwks_uri).await?;
        let keys = metadata::keys(&set)?;
        Ok((Arc::new(Known { metadata, keys }), (document, set)))
    }

    /// The last good copy, for a start while the issuer is away. A copy that cannot be kept is no reason to let nobody in.
    async fn keep(&self, store: &dyn Store, (document, keys): (Vec<u8>, Vec<u8>), now: Millis) {
        let row = IssuerRow {
            issuer: self.settings.issuer.clone(),
            document,
            keys,
            fetched_at: now.0,
        };
        let kept = store::write::<_, ApiError, _>(store, move |tx| {
            let row = row.clone();
            Box::pin(async move { Ok(tx.put_issuer(&row).await?) })
        });
        if let Err(error) = kept.await {
            tracing::warn!(issuer = %self.settings.key, ?error, "the issuer's description was not kept");
        }
    }

    async fn kept(&self, store: &dyn Store) -> Option<Arc<Known>> {
        let issuer = self.settings.issuer.clone();
        let row = store::read::<_, ApiError, _>(store, move |tx| {
            let issuer = issuer.clone();
            Box::pin(async move { Ok(tx.issuer(&issuer).await?) })
        });
        let row = row.await.ok()??;
        let metadata = Metadata::parse(&row.document, &self.settings.issuer).ok()?;
        let keys = metadata::keys(&row.keys).ok()?;
        Some(Arc::new(Known { metadata, keys }))
    }
}

fn secret(settings: &IssuerSettings) -> Result<Option<String>, IssuerError> {
    let unreadable = || IssuerError::NoSecret(settings.key.clone());
    let text = match (&settings.client_secret_file, &settings.client_secret_env) {
        (Some(_), Some(_)) => return Err(IssuerError::TwoSecrets(settings.key.clone())),
        (Some(path), None) => std::fs::read_to_string(path).map_err(|_error| unreadable())?,
        (None, Some(name)) => std::env::var(name).map_err(|_error| unreadable())?,
        (None, None) => return Ok(None),
    };
    let text = text.trim();
    if text.is_empty() {
        Err(unreadable())
    } else {
        Ok(Some(text.to_owned()))
    }
}

/// All issuers, each under its own key.
pub fn open_all(
    settings: &[IssuerSettings],
    public_origin: &str,
) -> Result<Vec<Issuer>, IssuerError> {
    if settings.is_empty() {
        return Ok(Vec::new());
    }
    if public_origin.is_empty() {
        return Err(IssuerError::NoOrigin);
    }
    let mut keys = BTreeSet::new();
    for one in settings {
        let is_word = !one.key.is_empty()
            && one.key.len() <= 40
            && one
                .key
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !is_word || !keys.insert(one.key.as_str()) {
            return Err(IssuerError::Key);
        }
    }
    settings.iter().cloned().map(Issuer::open).collect()
}
