//! What a hostile or broken file may cost.

use std::time::{Duration, Instant};

use super::error::{Fault, ImportErrorCode, Place};

/// Largest file, in bytes.
pub const BYTES_MAX: usize = 10 * 1024 * 1024;
/// Deepest nesting of elements or JSON values.
pub const DEPTH_MAX: usize = 64;
/// Most tags and texts of an XML file, or values of a JSON file.
pub const EVENTS_MAX: usize = 1_000_000;
/// Longest time for one file, in milliseconds.
pub const MILLIS_MAX: u64 = 2_000;
/// Most notices in one package.
pub const NOTICES_MAX: usize = 10_000;

/// Counts events and looks at the clock now and then.
pub(super) struct Budget {
    events: usize,
    ends: Instant,
}

impl Budget {
    const LOOK_EVERY: usize = 512;

    pub fn start() -> Self {
        Self {
            events: 0,
            ends: Instant::now() + Duration::from_millis(MILLIS_MAX),
        }
    }

    /// Spends one event. The place is only worked out when the budget is gone.
    pub fn spend(&mut self, place: impl FnOnce() -> Place) -> Result<(), Fault> {
        self.events += 1;
        if self.events > EVENTS_MAX {
            return Err(Fault::at(ImportErrorCode::TooManyEvents, place()));
        }
        if self.events.is_multiple_of(Self::LOOK_EVERY) && Instant::now() > self.ends {
            return Err(Fault::at(ImportErrorCode::TooSlow, place()));
        }
        Ok(())
    }

    /// Looks at the clock at once, before a step whose cost is not counted in events.
    pub fn look(&self, place: impl FnOnce() -> Place) -> Result<(), Fault> {
        if Instant::now() > self.ends {
            Err(Fault::at(ImportErrorCode::TooSlow, place()))
        } else {
            Ok(())
        }
    }
}
