//! How the short run changes a seed: bits, bytes, pieces left out, doubled or taken from another seed, numbers at the edges, and words
//! that mean something in JSON.
use shared::testing::Dice;

const WORDS: [&str; 24] = [
    "null",
    "true",
    "0",
    "-1",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551615",
    "4294967296",
    "1.5",
    "1e999",
    "\"\"",
    "[]",
    "{}",
    "\"o\"",
    "\"2199-12-31\"",
    "\"2000-01-01\"",
    "\\ud83d",
    "\\u0000",
    "å",
    ",",
    ":",
    "\n",
    "<!--",
    "&amp;",
];
const LENGTH_MAX: usize = 64 * 1024;

/// A changed copy of one of the seeds.
#[must_use]
pub fn mutate(seeds: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = dice.pick(seeds).unwrap_or_default();
    for _ in 0..=dice.below(4) {
        change(&mut bytes, seeds, dice);
    }
    bytes.truncate(LENGTH_MAX);
    bytes
}

fn piece(bytes: &[u8], dice: &mut Dice) -> (usize, usize) {
    let from = dice.index(bytes.len().max(1));
    let length = dice.index(64).min(bytes.len().saturating_sub(from));
    (from, from + length)
}

fn change(bytes: &mut Vec<u8>, seeds: &[Vec<u8>], dice: &mut Dice) {
    let at = dice.index(bytes.len().max(1));
    match dice.below(8) {
        0 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << dice.below(8);
            }
        }
        1 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte = u8::try_from(dice.below(256)).unwrap_or_default();
            }
        }
        2 => {
            let (from, to) = piece(bytes, dice);
            bytes.drain(from..to);
        }
        3 => {
            let (from, to) = piece(bytes, dice);
            let doubled = bytes[from..to].to_vec();
            bytes.splice(from..from, doubled);
        }
        4 => {
            let other = dice.pick(seeds).unwrap_or_default();
            let (from, to) = piece(&other, dice);
            let at = at.min(bytes.len());
            bytes.splice(at..at, other[from..to].iter().copied());
        }
        5 => bytes.truncate(at),
        _ => word(bytes, at, dice),
    }
}

/// Puts a word in the place of what stands between two signs of JSON.
fn word(bytes: &mut Vec<u8>, at: usize, dice: &mut Dice) {
    let is_sign = |byte: &u8| b",:[]{} \n".contains(byte);
    let after = bytes.iter().skip(at).position(is_sign);
    let from = after
        .map_or(bytes.len(), |after| at + after + 1)
        .min(bytes.len());
    let length = bytes
        .iter()
        .skip(from)
        .position(is_sign)
        .unwrap_or_default();
    let word = dice.pick(&WORDS).unwrap_or_default();
    bytes.splice(from..from + length, word.bytes());
}
