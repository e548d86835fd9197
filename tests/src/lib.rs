//! The harness: the real program, a real browser and a real PostgreSQL, started, killed and started again by tests.
//!
//! Everything started here is ended when its value is dropped; whatever runs as root gives up its rights where needed. Surprising
//! choice: the browser is a feature, without which the simulation is built. Its driver makes every map of JSON in the program keep an
//! order of its own, which the server's do not, and which took a simulated device as much time as all its hashes.

pub mod authenticator;
pub mod authority;
#[cfg(feature = "browser")]
pub mod browser;
#[cfg(feature = "browser")]
pub mod connected;
pub mod crew;
#[cfg(feature = "browser")]
pub mod desk;
pub mod device;
#[cfg(feature = "browser")]
pub mod field;
#[cfg(feature = "browser")]
pub mod firefox;
#[cfg(feature = "browser")]
pub mod founder;
pub mod front;
pub mod fuzz;
#[cfg(feature = "browser")]
pub mod keyboard;
pub mod kill;
#[cfg(feature = "browser")]
pub mod pairing;
pub mod postgres;
pub mod program;
pub mod provider;
pub mod pusher;
pub mod register;
pub mod server;
pub mod sim;
pub mod site;
#[cfg(feature = "browser")]
pub mod still;
#[cfg(feature = "browser")]
pub mod story;
#[cfg(feature = "browser")]
pub mod tablet;
pub mod tls;
#[cfg(feature = "browser")]
pub mod trouble;
pub mod wait;
#[cfg(feature = "browser")]
pub mod walk;
pub mod words;
pub mod world;
