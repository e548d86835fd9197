//! Who is asking: passwords, passkeys, authenticators, sessions, one-time links, and what keeps other sites out.

pub mod agent;
pub mod amr;
mod caller;
pub mod cookie;
pub mod csrf;
pub mod device;
pub mod event;
pub mod factor;
pub mod founding;
pub mod invite;
pub mod link;
pub mod login;
pub mod members;
pub mod membership;
pub mod oidc;
pub mod password;
pub mod reset;
pub mod session;
pub mod sessions;
pub mod sudo;
pub mod token;

pub use caller::Caller;
