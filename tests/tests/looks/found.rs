//! What was found on the way.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::engines::Fault;
use super::focus::Stops;

/// All of it.
#[derive(Default)]
pub struct Found {
    /// Pages looked at.
    pub looked: usize,
    /// Of them, those that are the same as another but for the colours.
    pub in_colours_only: usize,
    /// Their addresses.
    pub paths: BTreeSet<String>,
    /// States that they were in.
    pub states: BTreeSet<String>,
    /// Violations, each with where it was seen.
    pub faults: BTreeMap<Fault, Vec<String>>,
    /// Where the tabulator stops.
    pub stops: Stops,
    /// Places that could not be walked as they should, and why.
    pub broken: Vec<String>,
    /// How long each part of the work took.
    pub took: BTreeMap<&'static str, Duration>,
    /// What IBM's engine would have a person look at as well.
    pub for_people: u64,
}

impl Found {
    /// Adds what another walk found.
    pub fn join(&mut self, other: Self) {
        self.looked += other.looked;
        self.in_colours_only += other.in_colours_only;
        self.paths.extend(other.paths);
        self.states.extend(other.states);
        self.stops.extend(other.stops);
        self.for_people += other.for_people;
        self.broken.extend(other.broken);
        for (part, took) in other.took {
            *self.took.entry(part).or_default() += took;
        }
        for (fault, seen) in other.faults {
            self.faults.entry(fault).or_default().extend(seen);
        }
    }

    /// All violations, in words.
    pub fn told(&self) -> String {
        let lines = self.faults.iter().map(|(fault, seen)| {
            format!(
                "{} {}: {}\n    {}\n    {} times, first {}",
                fault.engine,
                fault.rule,
                fault.place,
                fault.why,
                seen.len(),
                seen.first().map(String::as_str).unwrap_or_default()
            )
        });
        format!(
            "{} violations\n{}\n{} places that could not be walked\n{}",
            self.faults.len(),
            lines.collect::<Vec<_>>().join("\n"),
            self.broken.len(),
            self.broken.join("\n")
        )
    }

    /// Where the time went, in words.
    pub fn took(&self) -> String {
        let parts = self.took.iter();
        let parts = parts.map(|(part, took)| format!("{part} {:.0} s", took.as_secs_f64()));
        parts.collect::<Vec<_>>().join(", ")
    }
}
