//! Signing in through a municipality's own identity provider: OpenID Connect, code flow with PKCE. The checks are our own few
//! hundred lines over ring, so that no library decides which signatures, issuers and times are good enough.

pub mod arrive;
pub mod callback;
mod enter;
pub mod fetch;
pub mod flow;
pub mod id_token;
pub mod issuer;
pub mod keys;
pub mod metadata;
pub mod roles;
pub mod settings;
pub mod start;

use std::sync::Arc;

use shared::id::TenantId;
use url::Url;

use self::fetch::{FetchError, Fetcher};
use self::issuer::{Issuer, IssuerError};
use self::metadata::Known;
use crate::app::App;
use crate::error::{ApiError, ErrorCode};
use crate::settings::Settings;
use crate::store;

/// The issuers of this server.
#[derive(Default)]
pub struct Oidc {
    issuers: Vec<Arc<Issuer>>,
    /// None without issuers: nothing is asked over the network then.
    fetcher: Option<Fetcher>,
}

impl Oidc {
    /// Reads the settings and the secrets that they name; nobody is asked yet.
    pub fn open(settings: &Settings) -> Result<Self, IssuerError> {
        let issuers = issuer::open_all(&settings.oidc, &settings.public_origin)?;
        if issuers.is_empty() {
            return Ok(Self::default());
        }
        Ok(Self {
            issuers: issuers.into_iter().map(Arc::new).collect(),
            fetcher: Some(Fetcher::new()?),
        })
    }

    /// In the order of the settings.
    pub fn issuers(&self) -> &[Arc<Issuer>] {
        &self.issuers
    }

    /// By its key.
    pub fn issuer(&self, key: &str) -> Option<Arc<Issuer>> {
        let found = self.issuers.iter().find(|one| one.settings.key == key);
        found.cloned()
    }

    /// What it publishes.
    pub async fn known(&self, app: &App, issuer: &Issuer) -> Result<Arc<Known>, ApiError> {
        let fetcher = self.fetcher.as_ref().ok_or(ErrorCode::IssuerUnknown)?;
        let known = issuer.known(fetcher, app.store.as_ref(), app.now()).await;
        known.map_err(|_told| ErrorCode::IssuerUnavailable.into())
    }

    async fn keys_again(&self, app: &App, issuer: &Issuer) -> Option<Arc<Known>> {
        let fetcher = self.fetcher.as_ref()?;
        issuer
            .keys_again(fetcher, app.store.as_ref(), app.now())
            .await
    }

    async fn post(
        &self,
        address: &Url,
        form: String,
        authorization: Option<String>,
    ) -> Result<Vec<u8>, FetchError> {
        let fetcher = self.fetcher.as_ref().ok_or(FetchError::Insecure)?;
        fetcher.post(address, form, authorization).await
    }

    /// The authority whose people an issuer signs in: the one that the settings name, or the only one.
    async fn tenant(&self, app: &App, issuer: &Issuer) -> Result<TenantId, ApiError> {
        let named = issuer.settings.tenant;
        let tenants = store::read::<_, ApiError, _>(app.store.as_ref(), move |tx| {
            Box::pin(async move {
                Ok(match named {
                    Some(named) => tx.tenant(named).await?.into_iter().collect(),
                    None => tx.tenants().await?,
                })
            })
        })
        .await?;
        match tenants.as_slice() {
            [tenant] => Ok(tenant.id),
            _ => {
                tracing::error!(issuer = %issuer.settings.key, "the settings must name the issuer's tenant");
                Err(ErrorCode::AccountUnknown.into())
            }
        }
    }
}

/// Asks all issuers once, so that the first person to sign in need not wait and a mistake is in the log at once.
pub async fn look(app: &App) {
    for issuer in app.oidc.issuers() {
        if app.oidc.known(app, issuer).await.is_ok() {
            tracing::info!(issuer = %issuer.settings.key, "the issuer is known");
        }
    }
}
