//! What an administrator may tune. Read once at start from the JSON file named by `FOTFASTE_SETTINGS`; every limit that a test
//! or a load run must lift stands here, so nothing has to be compiled differently for them.

use std::net::IpAddr;
use std::path::Path;

use serde::Deserialize;

use crate::auth::oidc::settings::IssuerSettings;

/// All settings with their defaults. An unknown name in the file is an error, so a misspelt limit is not silently ignored.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The address users see, such as `https://fotfaste.kommun.se`; compared with `Origin`. Empty: the `Host` header is used.
    pub public_origin: String,
    /// The one proxy whose `X-Forwarded-For` is believed.
    pub trusted_proxy: Option<IpAddr>,
    /// A session ends after so many minutes without a request.
    pub session_idle_minutes: u32,
    /// A session ends so many minutes after sign-in, used or not.
    pub session_absolute_minutes: u32,
    /// A shared tablet's session ends after so many minutes; its key renews it without anybody there.
    pub device_session_minutes: u32,
    /// Whether a password alone is enough to sign in.
    pub second_factor: SecondFactor,
    /// How long somebody who has shown who they are need not do it again for what is guarded by it.
    pub sudo_minutes: u32,
    /// How long an administrator's link to a new password may be used.
    pub reset_minutes: u32,
    /// How long an invitation link or a start code may be used.
    pub invite_hours: u32,
    /// How long the first administrator's link may be used.
    pub bootstrap_minutes: u32,
    /// Argon2id memory in KiB; never below 19 MiB.
    pub argon2_memory_kib: u32,
    /// Argon2id passes; never below 2.
    pub argon2_passes: u32,
    /// A whole request, body included, is given up after so many seconds.
    pub request_seconds: u32,
    /// Whether all that is stored is looked through before the server listens; it does not start over data that do not agree with
    /// themselves. Takes as long as `fotfaste verify`.
    pub look_through_at_start: bool,
    /// The issuers through which people may sign in; one a municipality, say.
    pub oidc: Vec<IssuerSettings>,
    pub limits: LimitSettings,
}

/// What a password is worth by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondFactor {
    /// Who signs in with a password alone reaches nothing but setting up a passkey or an authenticator.
    Required,
    /// A second factor may be set up, and is asked for once it is. For demonstrations, whose passwords everybody knows.
    Offered,
}

/// Requests per window; each is a burst that refills evenly over its window.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LimitSettings {
    /// Sign-in attempts per address and minute.
    pub login_per_address_minute: u32,
    /// Sign-in attempts per account and five minutes.
    pub login_per_account_five_minutes: u32,
    /// Uses of invitation and first-start links per address and hour.
    pub enrol_per_address_hour: u32,
    /// Nonces and sign-ins of tablets per address and minute.
    pub device_per_address_minute: u32,
    /// Words about the product per address and hour.
    pub feedback_per_address_hour: u32,
    /// Pushes and pulls per user and minute.
    pub sync_per_user_minute: u32,
    /// Other signed-in requests per user and minute.
    pub api_per_user_minute: u32,
    /// Imports per user and hour.
    pub import_per_user_hour: u32,
    /// Exports of lists of persons per user and hour.
    pub export_per_user_hour: u32,
    /// Requests without a session per address and minute.
    pub public_per_address_minute: u32,
    /// Questions of devices whether the server is there, per address and minute.
    pub hello_per_address_minute: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            public_origin: String::new(),
            trusted_proxy: None,
            session_idle_minutes: 30,
            session_absolute_minutes: 600,
            device_session_minutes: 1_440,
            second_factor: SecondFactor::Required,
            sudo_minutes: 10,
            reset_minutes: 60,
            invite_hours: 24,
            bootstrap_minutes: 60,
            argon2_memory_kib: crate::auth::password::MEMORY_KIB_MIN,
            argon2_passes: crate::auth::password::PASSES_MIN,
            request_seconds: 10,
            look_through_at_start: false,
            oidc: Vec::new(),
            limits: LimitSettings::default(),
        }
    }
}

impl Default for LimitSettings {
    fn default() -> Self {
        Self {
            login_per_address_minute: 10,
            login_per_account_five_minutes: 5,
            enrol_per_address_hour: 20,
            device_per_address_minute: 240,
            feedback_per_address_hour: 20,
            sync_per_user_minute: 120,
            api_per_user_minute: 240,
            import_per_user_hour: 120,
            export_per_user_hour: 10,
            public_per_address_minute: 240,
            hello_per_address_minute: 6_000,
        }
    }
}

/// Why the settings file was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    #[error("settings_unreadable")]
    Unreadable(#[from] std::io::Error),
    #[error("settings_invalid")]
    Invalid(#[from] serde_json::Error),
}

impl Settings {
    /// The defaults, overlaid with the file named by `FOTFASTE_SETTINGS` when that is set.
    pub fn from_environment() -> Result<Self, SettingsError> {
        match std::env::var_os("FOTFASTE_SETTINGS") {
            Some(path) => Self::from_file(Path::new(&path)),
            None => Ok(Self::default()),
        }
    }

    /// Reads one file; floors that protect passwords are kept whatever it says.
    pub fn from_file(path: &Path) -> Result<Self, SettingsError> {
        let mut read: Self = serde_json::from_slice(&std::fs::read(path)?)?;
        read.argon2_memory_kib = read
            .argon2_memory_kib
            .max(crate::auth::password::MEMORY_KIB_MIN);
        read.argon2_passes = read.argon2_passes.max(crate::auth::password::PASSES_MIN);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_setting_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("settings.json");
        std::fs::write(&path, r#"{"limits":{"login_per_adress_minute":1}}"#).unwrap();
        assert!(matches!(
            Settings::from_file(&path),
            Err(SettingsError::Invalid(_))
        ));
    }

    #[test]
    fn a_password_cost_below_the_floor_is_raised_to_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("settings.json");
        std::fs::write(&path, r#"{"argon2_memory_kib":8,"argon2_passes":1}"#).unwrap();
        let read = Settings::from_file(&path).unwrap();
        assert_eq!((read.argon2_memory_kib, read.argon2_passes), (19 * 1024, 2));
    }
}
