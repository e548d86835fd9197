//! The whole of sync under faults, by seeds. A failing seed prints how to replay it. `FOTFASTE_SEED` runs one seed,
//! `FOTFASTE_SEEDS` so many, of which the first thousand are run twice, `FOTFASTE_PLANT` looks for one planted mistake; the full
//! count is for the optimised profile: `cargo test --profile sim -p tests --no-default-features --test simulation`.
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use tests::sim::{Config, Over, Plant, Report, World, run_twice};

/// A third of the time went into the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const REPLICAS: usize = 5;
const STEPS: usize = 300;
/// Seeds of the optimised build, as many as the whole test run has time for; ten thousand are asked for by `FOTFASTE_SEEDS`.
const FULL: u64 = 1_000;
/// So many of them are run twice, and must leave the same trace.
const TWICE: u64 = 1_000;
/// Most seeds until a planted mistake is found.
const PLANT_SEEDS: u64 = 300;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Whether this is the optimised build: the profile's name is in the path of the test.
fn is_optimised() -> bool {
    let path = std::env::current_exe().unwrap_or_default();
    let mut parts = path.components().map(|part| part.as_os_str().to_owned());
    parts.any(|part| part == "sim" || part == "release")
}

/// The full count where the build is optimised, a few otherwise.
fn seeds() -> u64 {
    let full = if is_optimised() { FULL } else { 20 };
    number("FOTFASTE_SEEDS").unwrap_or(full)
}

fn config(seed: u64) -> Config {
    Config {
        seed,
        replicas: REPLICAS,
        steps: STEPS,
        plant: None,
        over: Over::Memory,
    }
}

fn replay(test: &str, seed: u64) -> String {
    format!(
        "FOTFASTE_SEED={seed} cargo test --profile sim -p tests --no-default-features --test simulation {test}"
    )
}

/// The first seeds twice, the others once.
fn run_some_twice(config: &Config) -> Result<Report, String> {
    if config.seed < TWICE {
        run_twice(config)
    } else {
        World::run(config)
    }
}

/// Runs seeds on all cores; gives the reports added up, or the first failure.
fn run_all(
    seeds: std::ops::Range<u64>,
    make: impl Fn(u64) -> Config + Sync,
    run: fn(&Config) -> Result<Report, String>,
) -> Result<Report, (u64, String)> {
    let next = AtomicU64::new(seeds.start);
    let failed = AtomicBool::new(false);
    let sum: Mutex<Result<Report, (u64, String)>> = Mutex::new(Ok(Report::default()));
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while !failed.load(Ordering::Relaxed) {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end {
                        break;
                    }
                    let report = run(&make(seed));
                    let mut sum = sum.lock().unwrap_or_else(PoisonError::into_inner);
                    match (report, &mut *sum) {
                        (Ok(report), Ok(sum)) => add(sum, &report),
                        (Err(found), Ok(_)) => {
                            failed.store(true, Ordering::Relaxed);
                            *sum = Err((seed, found));
                        }
                        (_, Err(_)) => {}
                    }
                }
            });
        }
    });
    sum.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn add(sum: &mut Report, one: &Report) {
    sum.events += one.events;
    sum.answers += one.answers;
    sum.longest_drain = sum.longest_drain.max(one.longest_drain);
    for (what, count) in &one.counts {
        *sum.counts.entry(what).or_default() += count;
    }
}

#[test]
fn every_seed_keeps_the_invariants_and_leaves_the_same_trace_twice() {
    let begun = Instant::now();
    let range = match number("FOTFASTE_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..seeds(),
    };
    let count = range.end - range.start;
    let sum = match run_all(range, config, run_some_twice) {
        Ok(sum) => sum,
        Err((seed, found)) => panic!(
            "seed {seed}: {found}\nreplay: {}",
            replay("every_seed", seed)
        ),
    };
    println!(
        "{count} seeds × {REPLICAS} replicas × {STEPS} steps, the first {} twice, in {:.1} s: {} events, {} answers, longest drain {} turns, {:?}",
        count.min(TWICE),
        begun.elapsed().as_secs_f64(),
        sum.events,
        sum.answers,
        sum.longest_drain,
        sum.counts
    );
    if count >= 20 {
        for what in [
            "saved",
            "applied",
            "rejected",
            "duplicate",
            "restores",
            "power cuts",
            "crashes",
            "new epoch",
            "copied devices",
            "disks turned back",
            "cleared devices",
            "forks",
            "chains left",
            "rotted away",
            "deletions forgotten",
            "rows kept",
            "checkpoints compared",
        ] {
            assert!(sum.counts.contains_key(what), "the storm never saw: {what}");
        }
    }
}

#[test]
fn seeds_over_sqlite_keep_the_invariants() {
    let folder = tempfile::tempdir().unwrap();
    let count = if is_optimised() { 8 } else { 2 };
    for seed in 0..number("FOTFASTE_SQLITE_SEEDS").unwrap_or(count) {
        let config = Config {
            steps: 60,
            over: Over::Sqlite(folder.path().to_owned()),
            ..config(seed)
        };
        if let Err(found) = run_twice(&config) {
            panic!("seed {seed} over SQLite: {found}");
        }
    }
}

#[test]
fn every_planted_mistake_is_found() {
    let mut found_by = BTreeMap::new();
    let mut missed = Vec::new();
    let only = std::env::var("FOTFASTE_PLANT").ok();
    let is_asked = |plant: &&Plant| {
        only.as_ref()
            .is_none_or(|name| *name == format!("{plant:?}"))
    };
    for plant in Plant::ALL.iter().filter(is_asked) {
        let planted = |seed| Config {
            plant: Some(*plant),
            ..config(seed)
        };
        // Once: whether a run leaves the same trace twice is asked of the others.
        let seeds = 0..number("FOTFASTE_PLANT_SEEDS").unwrap_or(PLANT_SEEDS);
        match run_all(seeds, planted, World::run) {
            Err((seed, found)) => {
                println!("{plant:?}: seed {seed}: {found}");
                found_by.insert(format!("{plant:?}"), seed);
            }
            Ok(_) => missed.push(plant),
        }
    }
    assert!(missed.is_empty(), "not found: {missed:?}");
    assert!(found_by.len() >= 30 || only.is_some());
}
