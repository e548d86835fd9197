//! The whole of sync in one thread under a seed: real `SyncCore`s on simulated devices against the real `accept` of the server,
//! with everything between them that can go wrong. Map: `world` is the run, `turn` what happens in a step, `arrive` the network,
//! `fault` what breaks, `office` what is done with the inbox, `split` what a chain does not outlive, `device` a device with its disk and tabs, `server` the server and its crashes, `door` how it answers, `over` its database, `crowd` many that
//! ask at once, `drain` the calm after the
//! faults, `history` what must have come of the commands (told independently of the server's rows), `oracle` who may see what
//! (told independently of `shared::scope`), `check` the invariants, `plant` mistakes that must be found.
pub mod arrive;
pub mod check;
pub mod crowd;
pub mod device;
pub mod door;
pub mod drain;
pub mod fault;
pub mod history;
pub mod office;
pub mod oracle;
pub mod over;
pub mod plant;
pub mod server;
pub mod split;
pub mod trace;
pub mod turn;
pub mod world;

pub use over::Over;
pub use plant::Plant;
pub use world::{Config, Report, World};

/// What an invariant says against a run.
pub type Found<T> = Result<T, String>;

/// Runs a seed twice; both runs must leave the same trace.
pub fn run_twice(config: &Config) -> Found<Report> {
    let first = World::trace(config)?;
    let second = World::trace(config)?;
    if first.trace == second.trace {
        Ok(first)
    } else {
        Err("the second run left another trace: something does not follow from the seed".to_owned())
    }
}
