//! The whole test run: lanes one after another, each with its time, a summary at the end.
//!
//! One file a lane; a new one is a file and its line in `LANES`. A lane that fails does not stop the others, so one run
//! shows all that is wrong. What a lane cannot do on this machine it says in one line and counts as skipped.

mod api;
mod architecture;
mod backend;
mod browser;
mod clippy;
mod deny;
mod format;
mod html;
mod judges;
mod looks;
mod npm;
mod postgres;
mod shared;
mod simulation;
mod tools;
mod wasm;

use std::fmt;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use anyhow::{Result, bail, ensure};
use wait_timeout::ChildExt as _;

use crate::cargo;
use crate::workspace::Workspace;

pub use self::looks::accept;

/// How a lane ended well.
pub(crate) enum Outcome {
    /// All that it checks holds.
    Passed,
    /// This machine lacks what the lane needs: what, and how to get it.
    Skipped(String),
}

/// One step of the test run.
struct Lane {
    name: &'static str,
    run: fn(&Workspace) -> Result<Outcome>,
}

/// In this order: what fails fastest first, what needs the built site last.
const LANES: &[Lane] = &[
    Lane {
        name: "format",
        run: format::run,
    },
    Lane {
        name: "architecture",
        run: architecture::run,
    },
    Lane {
        name: "clippy",
        run: clippy::run,
    },
    Lane {
        name: "shared",
        run: shared::run,
    },
    Lane {
        name: "backend",
        run: backend::run,
    },
    Lane {
        name: "postgres",
        run: postgres::run,
    },
    Lane {
        name: "simulation",
        run: simulation::run,
    },
    Lane {
        name: "api",
        run: api::run,
    },
    Lane {
        name: "wasm",
        run: wasm::run,
    },
    Lane {
        name: "browser",
        run: browser::run,
    },
    Lane {
        name: "keyboard",
        run: browser::keyboard,
    },
    Lane {
        name: "payloads",
        run: browser::payloads,
    },
    Lane {
        name: "looks",
        run: looks::run,
    },
    Lane {
        name: "html",
        run: html::run,
    },
    Lane {
        name: "judges",
        run: judges::run,
    },
    Lane {
        name: "deny",
        run: deny::run,
    },
];

struct Report {
    name: &'static str,
    took: Duration,
    outcome: Result<Outcome>,
}

/// Runs the lanes named in `wanted`, or all.
pub fn run(workspace: &Workspace, wanted: &[String]) -> Result<ExitCode> {
    if let Some(unknown) = wanted
        .iter()
        .find(|name| LANES.iter().all(|lane| lane.name != **name))
    {
        let known: Vec<&str> = LANES.iter().map(|lane| lane.name).collect();
        bail!("there is no lane {unknown}; there are {}", known.join(", "));
    }
    let start = Instant::now();
    let mut reports = Vec::new();
    for lane in LANES {
        if !wanted.is_empty() && wanted.iter().all(|name| name != lane.name) {
            continue;
        }
        eprintln!("\n=== {} ===", lane.name);
        let start = Instant::now();
        let outcome = (lane.run)(workspace);
        let report = Report {
            name: lane.name,
            took: start.elapsed(),
            outcome,
        };
        eprintln!("{report}");
        reports.push(report);
    }
    Ok(summarise(&reports, start.elapsed()))
}

fn summarise(reports: &[Report], took: Duration) -> ExitCode {
    let count =
        |wanted: fn(&Report) -> bool| reports.iter().filter(|report| wanted(report)).count();
    let failed = count(|report| report.outcome.is_err());
    let skipped = count(|report| matches!(report.outcome, Ok(Outcome::Skipped(_))));
    eprintln!("\n=== summary ===");
    for report in reports {
        eprintln!("{report}");
    }
    let passed = reports.len() - failed - skipped;
    eprintln!(
        "lanes: {passed} passed, {failed} failed, {skipped} skipped in {:.0} s",
        took.as_secs_f32()
    );
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, seconds) = (self.name, self.took.as_secs_f32());
        match &self.outcome {
            Ok(Outcome::Passed) => write!(f, "{name:<14} passed  {seconds:>7.1} s"),
            Ok(Outcome::Skipped(why)) => write!(f, "{name:<14} skipped {seconds:>7.1} s: {why}"),
            Err(error) => write!(f, "{name:<14} FAILED  {seconds:>7.1} s: {error:#}"),
        }
    }
}

/// Runs cargo with `arguments` in the workspace; its output is shown.
pub(crate) fn cargo(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    run_shown(cargo::command(workspace).args(arguments))
}

/// Longest time for one command: what hangs is to be told, not to hang the whole run.
const COMMAND_MAX: Duration = Duration::from_secs(25 * 60);

/// Runs `command` with its output shown, for [`COMMAND_MAX`] at most.
pub(crate) fn run_shown(command: &mut Command) -> Result<()> {
    let mut child = command.spawn()?;
    let status = match child.wait_timeout(COMMAND_MAX)? {
        Some(status) => status,
        None => {
            child.kill()?;
            child.wait()?
        }
    };
    let mut words = vec![command.get_program().to_string_lossy()];
    words.extend(command.get_args().map(|word| word.to_string_lossy()));
    ensure!(status.success(), "{} ended with {status}", words.join(" "));
    Ok(())
}
