//! The commands of `fotfaste`, one file each. The only place of the server with words: English, for administrators.

pub mod demo;
pub mod import;
pub mod open;
pub mod serve;

use clap::{Parser, Subcommand};

/// Social requirements of procurement, followed from tender to fulfilment.
#[derive(Debug, Parser)]
#[command(name = "fotfaste", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Read notices from files and folders
    Import(import::ImportArgs),
    /// Serve the app and its API
    Serve(serve::ServeArgs),
}

/// Runs the command line of this process.
pub async fn run() -> anyhow::Result<std::process::ExitCode> {
    match Cli::parse().command {
        Command::Import(args) => import::run(&args, &mut Unstored),
        Command::Serve(args) => serve::run(args).await,
    }
}

/// Refuses to take notices: storing them from the command line needs an open store.
struct Unstored;

impl import::NoticeSink for Unstored {
    fn store_notices(&mut self, _: &str, _: &[shared::notice::Notice]) -> anyhow::Result<()> {
        anyhow::bail!("storing is not possible from the command line yet; use --dry-run")
    }
}
