//! One file an endpoint: its row for the list in `crate::router`, and its handler. No rules of the domain, no SQL.

pub mod accept_invite;
pub mod audit;
pub mod bootstrap;
pub mod events;
pub mod health_live;
pub mod health_ready;
pub mod hello;
pub mod import;
pub mod inbox;
pub mod link;
pub mod list_invites;
pub mod login;
pub mod logout;
pub mod make_invite;
pub mod members;
pub mod openapi;
pub mod password;
mod prelude;
pub mod pull;
pub mod push;
pub mod session;
pub mod snapshot;
