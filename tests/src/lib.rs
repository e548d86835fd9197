//! The harness: the real program, a real browser and a real PostgreSQL, started, killed and started again by tests.
//!
//! Everything started here is ended when its value is dropped; whatever runs as root gives up its rights where needed.

pub mod authenticator;
pub mod authority;
pub mod browser;
pub mod connected;
pub mod crew;
pub mod desk;
pub mod device;
pub mod field;
pub mod founder;
pub mod front;
pub mod keyboard;
pub mod kill;
pub mod pairing;
pub mod postgres;
pub mod program;
pub mod provider;
pub mod pusher;
pub mod register;
pub mod server;
pub mod sim;
pub mod site;
pub mod still;
pub mod story;
pub mod tablet;
pub mod tls;
pub mod trouble;
pub mod wait;
pub mod walk;
pub mod words;
pub mod world;
