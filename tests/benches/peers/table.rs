//! The table that is printed: what was measured, and how it stands to what is wanted.

use std::time::Duration;

use crate::many::{DEVICES, Drained, RATE, Steady};
use crate::measure::{Figures, PUSH, ROUNDS};
use crate::say;

/// All of one run.
#[derive(Debug, Default)]
pub struct Measured {
    pub ours: Figures,
    pub floor: Figures,
    pub pouch: Option<Figures>,
    pub rx: Option<Figures>,
    pub pocket: Option<Figures>,
    /// A whole pull as a browser gets it: time and bytes.
    pub compressed: (Duration, u64),
    pub steady: Steady,
    pub drained: Drained,
    pub memory_mib: u64,
    /// A poll with a thousand rows, and with a million.
    pub rows: (Duration, Duration),
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn per_second(figures: &Figures) -> f64 {
    (PUSH * ROUNDS) as f64 / figures.pull.as_secs_f64()
}

fn held(what: &str, found: f64, limit: f64, is_least: bool, unit: &str) {
    let (sign, is_met) = if is_least {
        ("≥", found >= limit)
    } else {
        ("≤", found <= limit)
    };
    let word = if is_met { "met" } else { "NOT MET" };
    say(&format!(
        "{what:<66} {found:>10.2} {unit:<5} {sign} {limit:<7} {word}"
    ));
}

/// What every server was measured by.
pub fn peers(all: &Measured) {
    let peers = [
        ("ours", Some(&all.ours)),
        ("floor", Some(&all.floor)),
        ("PouchDB", all.pouch.as_ref()),
        ("RxDB", all.rx.as_ref()),
        ("PocketBase", all.pocket.as_ref()),
    ];
    say(&format!(
        "{:<11} {:>11} {:>11} {:>11} {:>12} {:>10} {:>10} {:>11} {:>11}",
        "",
        "push 1,000",
        "CPU a day",
        "rush p99",
        "pull",
        "B a day",
        "poll",
        "poll bodies",
        "poll in all"
    ));
    for (name, figures) in peers
        .into_iter()
        .filter_map(|(name, found)| Some((name, found?)))
    {
        say(&format!(
            "{name:<11} {:>8.1} ms {:>8.1} µs {:>8.1} ms {:>8.0} d/s {:>10.0} {:>7.2} ms {:>9} B {:>9} B",
            millis(figures.push),
            figures.cpu_micros,
            millis(figures.rush),
            per_second(figures),
            figures.pull_bytes,
            millis(figures.poll),
            figures.poll_bytes.0,
            figures.poll_bytes.1,
        ));
    }
}

impl Measured {
    /// What only ours was measured by, and how all stands to what is wanted.
    pub fn print(&self) {
        let (took, bytes) = self.compressed;
        let days = (PUSH * ROUNDS) as f64;
        say(&format!(
            "ours pulled compressed, as browsers do: {:.0} d/s, {:.1} B a day",
            days / took.as_secs_f64(),
            bytes as f64 / days
        ));
        self.limits();
    }

    fn limits(&self) {
        let (ours, floor) = (&self.ours, &self.floor);
        if let Some(pouch) = &self.pouch {
            held(
                "push of 1,000: PouchDB's time over ours",
                millis(pouch.push) / millis(ours.push),
                8.0,
                true,
                "×",
            );
            held(
                "200 × 20 at once, p99: PouchDB's over ours",
                millis(pouch.rush) / millis(ours.rush),
                12.0,
                true,
                "×",
            );
        }
        held(
            "CPU of the server for a pushed command",
            ours.cpu_micros,
            40.0,
            false,
            "µs",
        );
        held(
            "200 × 20 at once, p99: ours over the floor's",
            millis(ours.rush) / millis(floor.rush),
            4.0,
            false,
            "×",
        );
        held(
            &format!("{DEVICES} × 20 at once until all are drained"),
            self.drained.took.as_secs_f64(),
            60.0,
            false,
            "s",
        );
        let bad = |(status, count): (&u16, &u64)| {
            if matches!(status, 200 | 503) {
                0
            } else {
                *count
            }
        };
        let bad: u64 = self.drained.statuses.iter().map(bad).sum();
        held(
            "other answers to them than 200, and 503 with Retry-After",
            (bad + self.drained.rude) as f64,
            0.0,
            false,
            "",
        );
        say(&format!(
            "  their answers by status: {:?}; not answered within three minutes: {}",
            self.drained.statuses, self.drained.left
        ));
        held(
            &format!("p99 of a push at {RATE} a second"),
            millis(self.steady.wait),
            250.0,
            false,
            "ms",
        );
        say(&format!(
            "  of {} pushes {} were told to come back later",
            self.steady.pushes, self.steady.put_off
        ));
        held(
            "memory of the server at its most",
            self.memory_mib as f64,
            256.0,
            false,
            "MiB",
        );
        held(
            "poll: bodies of request and answer",
            ours.poll_bytes.0 as f64,
            400.0,
            false,
            "B",
        );
        held(
            "poll: ours over the floor's",
            millis(ours.poll) / millis(floor.poll),
            2.0,
            false,
            "×",
        );
        let (few, many) = (millis(self.rows.0), millis(self.rows.1));
        held(
            "poll with 10^6 rows over one with 10^3",
            many / few,
            1.25,
            false,
            "×",
        );
        say(&format!(
            "  with 10^3 rows {few:.2} ms, with 10^6 {many:.2} ms"
        ));
    }
}
