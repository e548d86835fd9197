//! A fingerprint of all that happened: FNV-1a over the printed events and effects. Equal runs print the same.
use std::fmt::{self, Write as _};

/// The fingerprint so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trace(u64);

impl Default for Trace {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl fmt::Write for Trace {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        Ok(())
    }
}

impl Trace {
    /// Takes something in as it prints.
    pub fn take(&mut self, said: &impl fmt::Debug) {
        write!(self, "{said:?};").ok();
    }
    /// The number.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}
