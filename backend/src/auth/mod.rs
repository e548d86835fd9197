//! Who is asking: passwords, sessions, one-time links, and what keeps other sites out.

mod caller;
pub mod cookie;
pub mod csrf;
pub mod device;
pub mod founding;
pub mod invite;
pub mod link;
pub mod login;
pub mod membership;
pub mod password;
pub mod session;
pub mod token;

pub use caller::Caller;
