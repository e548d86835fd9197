//! Numbers that follow from a seed (SplitMix64 by Steele, Lea and Flood, 2014); the same on every machine.
use uuid::Uuid;

/// A source of numbers.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// From a seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed ^ 0x5DEE_CE66_D1CE_4E5B)
    }
    /// Any number.
    pub const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
    /// 0 up to, not with, `end`; 0 when `end` is 0.
    pub const fn below(&mut self, end: u64) -> u64 {
        if end == 0 { 0 } else { self.next() % end }
    }
    /// The same for places in a list.
    pub fn index(&mut self, len: usize) -> usize {
        usize::try_from(self.below(len as u64)).unwrap_or(0)
    }
    /// True so many times of a hundred.
    pub const fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
    /// One of a list.
    pub fn pick<T: Clone>(&mut self, list: &[T]) -> Option<T> {
        let place = self.index(list.len());
        list.get(place).cloned()
    }
    /// One of a list, the early ones more often: so that several people meet at the same row.
    pub fn pick_early<T: Clone>(&mut self, list: &[T]) -> Option<T> {
        let place = self.index(list.len()).min(self.index(list.len()));
        list.get(place).cloned()
    }
    /// A new id (version 8).
    pub const fn uuid(&mut self) -> Uuid {
        let bits = ((self.next() as u128) << 64) | self.next() as u128;
        uuid::Builder::from_custom_bytes(bits.to_be_bytes()).into_uuid()
    }
}
