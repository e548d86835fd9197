//! The server: authenticates, takes custody of commands, runs the same rules as the devices, stores, projects, answers.

pub mod accept;
pub mod app;
pub mod auth;
pub mod cli;
pub mod config;
pub mod error;
pub mod exchange;
pub mod feedback;
pub mod guard;
pub mod health;
pub mod housekeeping;
pub mod json;
pub mod limits;
pub mod office;
pub mod openapi;
pub mod qr;
pub mod query;
pub mod router;
pub mod routes;
pub mod settings;
pub mod settling;
pub mod site;
pub mod store;
pub mod telemetry;
pub mod tls;
pub mod vault;
