//! The commands of `fotfaste`, one file each. The only place of the server with words: English, for administrators.

pub mod demo;
pub mod import;
pub mod open;
mod register;
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
        Command::Import(args) => import::run(&args, &mut register::Tenders::new(&args)),
        Command::Serve(args) => serve::run(args).await,
    }
}
