//! How long to wait. Full jitter: any time between nothing and a bound that doubles from 1 s to 60 s, so that a thousand devices
//! that lost the server together do not come back together.

/// First bound, milliseconds.
pub const FIRST_MS: u64 = 1_000;
/// Last bound, milliseconds.
pub const LAST_MS: u64 = 60_000;
/// Pull at least this often while online, milliseconds; pokes come sooner.
pub const POLL_MS: u64 = 30_000;

/// How often it has failed in a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Retry {
    failures: u32,
}

impl Retry {
    /// A round went well, or there is reason to hope.
    pub const fn reset(&mut self) {
        self.failures = 0;
    }
    /// The wait after one more failure. What the server asked for is always waited.
    #[must_use]
    pub fn failed(&mut self, jitter: u32, retry_after_ms: Option<u64>) -> u64 {
        let bound = FIRST_MS
            .checked_shl(self.failures.min(6))
            .map_or(LAST_MS, |bound| bound.min(LAST_MS));
        self.failures = self.failures.saturating_add(1);
        let wait = spread(bound, jitter).max(20);
        retry_after_ms.map_or(wait, |asked| asked.saturating_add(wait))
    }
}

/// Between 0 and `bound`, by the random number.
#[must_use]
pub fn spread(bound: u64, jitter: u32) -> u64 {
    bound.saturating_mul(u64::from(jitter)) >> 32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_minute_and_start_over() {
        let mut retry = Retry::default();
        let waits: Vec<u64> = (0..9).map(|_| retry.failed(u32::MAX, None)).collect();
        assert_eq!(
            waits,
            [999, 1999, 3999, 7999, 15999, 31999, 59999, 59999, 59999]
        );
        retry.reset();
        assert_eq!(retry.failed(u32::MAX, None), 999);
        assert_eq!(retry.failed(0, Some(5_000)), 5_020);
    }
}
