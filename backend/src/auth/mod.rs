//! Who is asking: passwords, sessions, one-time links, and what keeps other sites out.

pub mod csrf;
pub mod password;
pub mod token;
