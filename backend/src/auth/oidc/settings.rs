//! What an administrator says of one issuer: a municipality's own identity provider, or a broker. Nothing is granted that is
//! not written here.

use std::path::PathBuf;

use serde::Deserialize;
use shared::id::{SiteId, TenantId};
use shared::model::Role;
use shared::ordered::Set;

use super::keys::Algorithm;

/// One issuer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssuerSettings {
    /// Its short name in our own addresses, such as `palmkoping`: lower-case letters, digits and `-`.
    pub key: String,
    /// What stands on its button.
    pub label: String,
    /// Its address, exactly as it stands in its tokens.
    pub issuer: String,
    /// Our name with it.
    pub client_id: String,
    /// A file with our secret with it. Without file and variable we are a public client, held by PKCE alone.
    #[serde(default)]
    pub client_secret_file: Option<PathBuf>,
    /// An environment variable with our secret with it.
    #[serde(default)]
    pub client_secret_env: Option<String>,
    /// What is asked for; `openid` must be among them.
    #[serde(default = "scopes")]
    pub scopes: Vec<String>,
    /// The authority whose people sign in here; absent: the only one there is.
    #[serde(default)]
    pub tenant: Option<TenantId>,
    /// Whether only those come in who were invited or have bound this issuer to their account.
    #[serde(default)]
    pub pre_invited_only: bool,
    /// The levels of assurance of which one must be reached; empty: any.
    #[serde(default)]
    pub acr: Vec<String>,
    /// The signatures that are taken.
    #[serde(default = "algorithms")]
    pub algorithms: Vec<Algorithm>,
    /// Which claim holds the person's name.
    #[serde(default = "name_claim")]
    pub name_claim: String,
    /// Which claims give which roles. What no rule names gives none; without any rule, roles are given in the app alone.
    #[serde(default)]
    pub roles: Vec<RoleRule>,
}

/// Who has this value in this claim has this role.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleRule {
    /// The claim's name, or a JSON pointer when it starts with `/` (`/realm_access/roles`).
    pub claim: String,
    /// The claim itself, or one of its list.
    pub value: String,
    pub role: Role,
    /// The organisation number of a contractor; absent: the authority itself.
    #[serde(default)]
    pub organisation: Option<String>,
    /// A supervisor's sites.
    #[serde(default)]
    pub sites: Set<SiteId>,
}

fn scopes() -> Vec<String> {
    vec!["openid".to_owned(), "profile".to_owned()]
}

fn algorithms() -> Vec<Algorithm> {
    vec![Algorithm::RS256, Algorithm::ES256]
}

fn name_claim() -> String {
    "name".to_owned()
}
