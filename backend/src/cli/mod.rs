//! The commands of `fotfaste`, one file each. The only place of the server with words: English, for administrators.

pub mod backup;
pub mod demo;
pub mod erase;
pub mod import;
pub mod open;
mod register;
pub mod restore;
pub mod running;
pub mod serve;
pub mod verify;

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
    /// Copy the embedded database while the server runs
    Backup(backup::BackupArgs),
    /// Erase a person by a decision
    Erase(erase::EraseArgs),
    /// Read notices from files and folders
    Import(import::ImportArgs),
    /// Lay a backup in the place of the embedded database
    Restore(restore::RestoreArgs),
    /// Serve the app and its API
    Serve(serve::ServeArgs),
    /// Tell all devices that a backup was brought back by other tools
    Timeline(restore::TimelineArgs),
    /// Look through all that is stored, while the server runs or not
    Verify(verify::VerifyArgs),
}

/// Runs the command line of this process.
pub async fn run() -> anyhow::Result<std::process::ExitCode> {
    match Cli::parse().command {
        Command::Backup(args) => backup::run(args).await,
        Command::Erase(args) => erase::run(args).await,
        Command::Import(args) => import::run(&args, &mut register::Tenders::new(&args)),
        Command::Restore(args) => restore::run(args).await,
        Command::Serve(args) => serve::run(args).await,
        Command::Timeline(args) => restore::begin_timeline(args).await,
        Command::Verify(args) => verify::run(args).await,
    }
}
