//! The build tool: makes the site from the `frontend` crate, starts the server, makes the release binary, runs all tests.
//!
//! It is a program of the workspace, so nothing has to be installed for it; the commands are aliases in `.cargo/config.toml`.
//! - `workspace`: where things lie
//! - `cargo`: cargo called from within cargo
//! - `site`: the files that a browser gets
//! - `verify`: the whole test run, one file a lane

pub mod cargo;
pub mod site;
pub mod verify;
pub mod workspace;

use std::process::{Command, ExitCode};

use anyhow::{Result, bail};

use crate::site::Flavour;
use crate::workspace::Workspace;

const USAGE: &str = "usage: bundle site [--dev] | serve [--dev] [arguments of fotfaste serve] | dist | verify [lane…] | looks accept";

/// Runs the command line `arguments` (without the program's name).
pub fn run(arguments: &[String]) -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    let (command, rest) = match arguments.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => bail!(USAGE),
    };
    match command {
        "site" => {
            let (flavour, rest) = Flavour::take(rest);
            if let Some(unknown) = rest.first() {
                bail!("unknown argument {unknown}\n{USAGE}");
            }
            site::build(&workspace, flavour)?;
            Ok(ExitCode::SUCCESS)
        }
        "serve" => serve(&workspace, rest),
        "dist" => dist(&workspace),
        "verify" => verify::run(&workspace, rest),
        "looks" if rest == ["accept"] => {
            verify::accept(&workspace)?;
            Ok(ExitCode::SUCCESS)
        }
        unknown => bail!("unknown command {unknown}\n{USAGE}"),
    }
}

fn serve(workspace: &Workspace, arguments: &[String]) -> Result<ExitCode> {
    let (flavour, arguments) = Flavour::take(arguments);
    site::build(workspace, flavour)?;
    cargo::build(workspace, &["--package", "backend", "--bin", "fotfaste"])?;
    let program = workspace
        .target
        .join("debug")
        .join(format!("fotfaste{}", std::env::consts::EXE_SUFFIX));
    let status = Command::new(program)
        .arg("serve")
        .args(arguments)
        .status()?;
    // A server stopped by Ctrl-C was stopped on purpose.
    Ok(match status.code() {
        None | Some(0) => ExitCode::SUCCESS,
        Some(code) => ExitCode::from(u8::try_from(code).unwrap_or(1)),
    })
}

fn dist(workspace: &Workspace) -> Result<ExitCode> {
    site::build(workspace, Flavour::Release)?;
    cargo::build(
        workspace,
        &["--package", "backend", "--bin", "fotfaste", "--release"],
    )?;
    let program = workspace
        .target
        .join("release")
        .join(format!("fotfaste{}", std::env::consts::EXE_SUFFIX));
    let bytes = std::fs::metadata(&program)?.len();
    eprintln!("dist: {} ({:.1} MB)", program.display(), bytes as f64 / 1e6);
    Ok(ExitCode::SUCCESS)
}
