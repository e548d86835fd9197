//! What an issuer publishes of itself (OpenID Connect Discovery, RFC 8414): where it is asked, and its keys.

use serde::de::Error;
use serde::{Deserialize, Deserializer};
use url::Url;

use super::fetch;
use super::keys::Keys;

/// The document at `/.well-known/openid-configuration`, as far as it is used.
#[derive(Clone, Debug, Deserialize)]
pub struct Metadata {
    pub issuer: String,
    #[serde(deserialize_with = "address")]
    pub authorization_endpoint: Url,
    #[serde(deserialize_with = "address")]
    pub token_endpoint: Url,
    #[serde(deserialize_with = "address")]
    pub jwks_uri: Url,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    /// Whether it always names itself in its answers (RFC 9207).
    #[serde(default)]
    pub authorization_response_iss_parameter_supported: bool,
    #[serde(default)]
    code_challenge_methods_supported: Option<Vec<String>>,
}

/// Why a document is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MetadataError {
    #[error("the discovery document is not one")]
    Malformed,
    #[error("the discovery document names another issuer")]
    OtherIssuer,
    #[error("the discovery document leads to an address that is neither https nor on this machine")]
    Insecure,
    #[error("the issuer does not take PKCE with S256")]
    NoPkce,
    #[error("the issuer has no key that can be used")]
    NoKeys,
}

/// How we prove ourselves to the token endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientAuth {
    Basic,
    Post,
}

/// What is known of an issuer.
#[derive(Clone, Debug)]
pub struct Known {
    pub metadata: Metadata,
    pub keys: Keys,
}

impl Metadata {
    /// Reads the document and holds it against the issuer that we asked.
    pub fn parse(bytes: &[u8], issuer: &str) -> Result<Self, MetadataError> {
        let read: Self =
            serde_json::from_slice(bytes).map_err(|_error| MetadataError::Malformed)?;
        if read.issuer != issuer {
            return Err(MetadataError::OtherIssuer);
        }
        for address in [
            &read.authorization_endpoint,
            &read.token_endpoint,
            &read.jwks_uri,
        ] {
            fetch::check(address).map_err(|_error| MetadataError::Insecure)?;
        }
        match &read.code_challenge_methods_supported {
            Some(methods) if !methods.iter().any(|method| method == "S256") => {
                Err(MetadataError::NoPkce)
            }
            Some(_) | None => Ok(read),
        }
    }

    /// Basic is what an issuer takes that says nothing.
    pub fn client_auth(&self) -> ClientAuth {
        match &self.token_endpoint_auth_methods_supported {
            Some(methods)
                if methods.iter().any(|method| method == "client_secret_post")
                    && !methods.iter().any(|method| method == "client_secret_basic") =>
            {
                ClientAuth::Post
            }
            Some(_) | None => ClientAuth::Basic,
        }
    }
}

fn address<'de, D: Deserializer<'de>>(from: D) -> Result<Url, D::Error> {
    let text = String::deserialize(from)?;
    Url::parse(&text).map_err(D::Error::custom)
}

/// A key set with at least one key of use.
pub fn keys(bytes: &[u8]) -> Result<Keys, MetadataError> {
    Keys::parse(bytes)
        .filter(|keys| !keys.is_empty())
        .ok_or(MetadataError::NoKeys)
}
