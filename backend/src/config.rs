//! What the server is told at start: command line first, then the environment, then the defaults.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use crate::site::Offline;

/// Where the data lies; the same for every subcommand that opens it.
#[derive(Args, Clone, Debug)]
pub struct DataArgs {
    /// Folder of the embedded database and the key file
    #[arg(
        long,
        value_name = "DIR",
        env = "FOTFASTE_DATA",
        default_value = "fotfaste-data"
    )]
    pub data: PathBuf,
    /// A database instead of the embedded one: postgres://… or sqlite://…
    #[arg(long, value_name = "URL", env = "FOTFASTE_DATABASE")]
    pub database: Option<String>,
}

/// What `fotfaste serve` takes.
#[derive(Args, Clone, Debug)]
pub struct ServeArgs {
    #[command(flatten)]
    pub data: DataArgs,
    /// Fill the database with an invented municipality; listens on loopback only
    #[arg(long)]
    pub demo: bool,
    /// Address and port to listen on; port 0 takes a free one
    #[arg(
        long,
        value_name = "ADDR",
        env = "FOTFASTE_LISTEN",
        default_value = "127.0.0.1:8080"
    )]
    pub listen: SocketAddr,
    /// Whether devices keep the app for use without network: on or off
    #[arg(long, value_name = "SWITCH", env = "FOTFASTE_OFFLINE", default_value = "on", value_parser = offline)]
    pub offline: Offline,
}

fn offline(word: &str) -> Result<Offline, String> {
    match word {
        "on" => Ok(Offline::On),
        "off" => Ok(Offline::Off),
        other => Err(format!("{other} is neither on nor off")),
    }
}
