//! What was found on the way.

use std::collections::{BTreeMap, BTreeSet};

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
            "{} violations\n{}",
            self.faults.len(),
            lines.collect::<Vec<_>>().join("\n")
        )
    }
}
