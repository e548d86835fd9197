//! Everything that reads bytes from outside, for a few seconds with each test run; `tests/fuzz/run` goes on for as long as somebody
//! likes, led by what the bytes reach.

use std::time::{Duration, Instant};

use shared::testing::Dice;
use tests::fuzz::mutate::mutate;
use tests::fuzz::{TARGETS, Target};

/// For one target; `FOTFASTE_FUZZ_SECONDS` names another time.
const SECONDS: u64 = 2;

fn seconds() -> u64 {
    let named = std::env::var("FOTFASTE_FUZZ_SECONDS").ok();
    named.and_then(|text| text.parse().ok()).unwrap_or(SECONDS)
}

/// Feeds it, and says what was fed when it panics.
fn feed(target: &Target, bytes: &[u8]) -> bool {
    let fed = std::panic::catch_unwind(|| (target.feed)(bytes));
    fed.unwrap_or_else(|_| {
        let path = std::env::temp_dir().join(format!("fotfaste-fuzz-{}", target.name));
        std::fs::write(&path, bytes).expect("the input is kept");
        panic!(
            "{}: {}\nkept in {}",
            target.name,
            String::from_utf8_lossy(bytes),
            path.display()
        )
    })
}

#[test]
fn whatever_comes_from_outside_is_read_or_refused() {
    let input = std::env::var_os("FOTFASTE_FUZZ_INPUT").map(std::fs::read);
    let only = std::env::var("FOTFASTE_FUZZ_TARGET").ok();
    for target in TARGETS
        .iter()
        .filter(|target| only.as_ref().is_none_or(|only| only == target.name))
    {
        if let Some(Ok(input)) = &input {
            println!("{}: {}", target.name, feed(target, input));
            continue;
        }
        let seeds = (target.seeds)();
        for seed in &seeds {
            let is_read = feed(target, seed);
            assert!(
                is_read,
                "{}: the seed {} is not read",
                target.name,
                String::from_utf8_lossy(seed)
            );
        }
        let (start, most) = (Instant::now(), Duration::from_secs(seconds()));
        let mut dice = Dice::new(1);
        let (mut fed, mut read) = (0_u64, 0_u64);
        while start.elapsed() < most {
            read += u64::from(feed(target, &mutate(&seeds, &mut dice)));
            fed += 1;
        }
        println!(
            "{}: {fed} inputs in {} s, {read} were read",
            target.name,
            seconds()
        );
        assert!(
            read > 0 && read < fed,
            "{}: {read} of {fed} were read",
            target.name
        );
    }
}
