//! The simulation over PostgreSQL: one request after another, each seed twice with the same trace; and several at once by two
//! processes, with transactions held open. `FOTFASTE_SEED` runs one seed, `FOTFASTE_SEEDS` so many of each.

use std::collections::BTreeMap;

use tests::postgres::database;
use tests::sim::{Config, Over, Report, World, run_twice};
use tokio::runtime::Runtime;

const SEEDS: u64 = 2;
const HANDLERS: usize = 8;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn seeds() -> std::ops::Range<u64> {
    match number("FOTFASTE_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("FOTFASTE_SEEDS").unwrap_or(SEEDS),
    }
}

fn is_there() -> bool {
    let runtime = Runtime::new().unwrap();
    runtime.block_on(database()).is_some()
}

fn run_all(name: &str, make: fn(u64) -> Config, run: fn(&Config) -> Result<Report, String>) {
    if !is_there() {
        return;
    }
    let mut counts: BTreeMap<&'static str, u64> = BTreeMap::new();
    let mut answers = 0;
    for seed in seeds() {
        match run(&make(seed)) {
            Ok(report) => {
                answers += report.answers;
                for (what, count) in report.counts {
                    *counts.entry(what).or_default() += count;
                }
            }
            Err(found) => panic!(
                "seed {seed}: {found}\nagain: FOTFASTE_SEED={seed} cargo test -p tests --test postgres {name}"
            ),
        }
    }
    println!("{name}: seeds {:?}, {answers} answers, {counts:?}", seeds());
    assert!(answers > 0 && counts.contains_key("applied"));
    if make(0).over == (Over::Postgres { handlers: HANDLERS }) {
        for what in ["answered at once", "transactions held open"] {
            assert!(counts.contains_key(what), "never: {what}");
        }
    }
}

#[test]
fn seeds_over_postgres_keep_the_invariants() {
    let config = |seed| Config {
        seed,
        replicas: 5,
        steps: 60,
        plant: None,
        over: Over::Postgres { handlers: 1 },
    };
    run_all("seeds_over_postgres", config, run_twice);
}

/// What is let through first is the database's to say: a seed does not repeat itself to the letter.
#[test]
fn many_at_once_over_postgres_keep_the_invariants() {
    let config = |seed| Config {
        seed,
        replicas: 8,
        steps: 150,
        plant: None,
        over: Over::Postgres { handlers: HANDLERS },
    };
    run_all("many_at_once", config, World::run);
}
