//! A fingerprint of all that happened: over the printed events and effects, which equal runs print the same. It is taken where it is
//! compared with that of another run, and nowhere else: printing is half of the work of a run.
use std::fmt::{self, Write as _};

/// The fingerprint so far, if one is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Trace(Option<Mix>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Mix(u64);

impl Mix {
    const fn take(&mut self, word: u64) {
        let word = (self.0 ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = word ^ (word >> 29);
    }
}

impl fmt::Write for Mix {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let (words, rest) = text.as_bytes().as_chunks::<8>();
        for word in words {
            self.take(u64::from_le_bytes(*word));
        }
        // With its length, so that where a piece ends is told from what it says.
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        last[7] = rest.len().try_into().unwrap_or(8);
        self.take(u64::from_le_bytes(last));
        Ok(())
    }
}

impl Trace {
    /// One that is taken.
    #[must_use]
    pub const fn begun() -> Self {
        Self(Some(Mix(0xcbf2_9ce4_8422_2325)))
    }
    /// Takes something in as it prints.
    pub fn take(&mut self, said: &impl fmt::Debug) {
        if let Self(Some(mix)) = self {
            write!(mix, "{said:?};").ok();
        }
    }
    /// The number; 0 when none is taken.
    #[must_use]
    pub const fn get(self) -> u64 {
        match self.0 {
            Some(Mix(sum)) => sum,
            None => 0,
        }
    }
}
