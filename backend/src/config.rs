//! What the server is told at start: command line first, then the environment, then the defaults.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use crate::site::Offline;
use crate::tls::Files;

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
    /// Certificate chain for TLS, PEM, the server's own first; looked at anew when the file changes and on SIGHUP
    #[arg(
        long,
        value_name = "FILE",
        env = "FOTFASTE_TLS_CERT",
        requires = "tls_key"
    )]
    pub tls_cert: Option<PathBuf>,
    /// Private key of the certificate, PEM, without a passphrase
    #[arg(
        long,
        value_name = "FILE",
        env = "FOTFASTE_TLS_KEY",
        requires = "tls_cert"
    )]
    pub tls_key: Option<PathBuf>,
    /// Serve plain http to other machines too: passwords and personal data go over the network readable by all
    #[arg(
        long,
        env = "FOTFASTE_PLAIN_HTTP_OFF_LOOPBACK",
        conflicts_with = "tls_cert"
    )]
    pub plain_http_off_loopback: bool,
    /// Whether devices keep the app for use without network: on or off
    #[arg(long, value_name = "SWITCH", env = "FOTFASTE_OFFLINE", default_value = "on", value_parser = offline)]
    pub offline: Offline,
}

impl ServeArgs {
    /// The files to serve TLS with, when both are named.
    #[must_use]
    pub fn tls(&self) -> Option<Files> {
        self.tls_cert
            .clone()
            .zip(self.tls_key.clone())
            .map(|(cert, key)| Files { cert, key })
    }
}

fn offline(word: &str) -> Result<Offline, String> {
    match word {
        "on" => Ok(Offline::On),
        "off" => Ok(Offline::Off),
        other => Err(format!("{other} is neither on nor off")),
    }
}
