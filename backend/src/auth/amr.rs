//! How somebody showed who they are, as kept with the session (after RFC 8176).

/// A password and nothing else.
pub const PASSWORD: &str = "pwd";
/// A password and a code of an authenticator.
pub const TOTP: &str = "pwd otp";
/// A password and a recovery code.
pub const RECOVERY: &str = "pwd rec";
/// A passkey, its owner verified by the device.
pub const PASSKEY: &str = "hwk";
/// An issuer said so; what it says of how stands behind it.
pub const FEDERATED: &str = "fed";
/// A shared tablet's own key: nobody in person.
pub const DEVICE: &str = "device";
