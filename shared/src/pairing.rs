//! Connecting a tablet: the code that is typed or scanned, the three words that both screens show, what the tablet signs. Pure, so
//! that tablet and server come to the same from the same.
use sha2::{Digest as _, Sha256};

use crate::id::DeviceId;

/// Characters of a code; five bits each (Crockford's base 32), so 50 in all.
pub const CODE_LENGTH: usize = 10;
/// The first of them find the offer, so that wrong tries count against it.
pub const HANDLE_LENGTH: usize = 4;
/// How many words there are to choose each of the three from.
pub const WORDS: usize = 256;
/// Bytes of an uncompressed P-256 point.
pub const KEY_LENGTH: usize = 65;
/// Bytes of a P-256 signature as browsers write it: r and s.
pub const SIGNATURE_LENGTH: usize = 64;
/// Least rounds of PBKDF2-SHA-256 behind a PIN.
pub const PIN_ROUNDS_MIN: u32 = 600_000;
/// Digits of a PIN.
pub const PIN_LENGTHS: std::ops::RangeInclusive<usize> = 6..=8;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A code of random bytes; five bits of each are used.
#[must_use]
pub fn code_of(random: [u8; CODE_LENGTH]) -> String {
    let sign = |byte: &u8| char::from(ALPHABET[usize::from(byte & 31)]);
    random.iter().map(sign).collect()
}

/// The one form of a typed code: upper case, without spaces and dashes, and the letters that look like digits read as those.
#[must_use]
pub fn read_code(typed: &str) -> Option<String> {
    let mut code = String::new();
    for sign in typed.chars().filter(|c| !c.is_whitespace() && *c != '-') {
        let sign = match sign.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        let is_ours = u8::try_from(sign).is_ok_and(|byte| ALPHABET.contains(&byte));
        if !is_ours || code.len() == CODE_LENGTH {
            return None;
        }
        code.push(sign);
    }
    (code.len() == CODE_LENGTH).then_some(code)
}

/// A code as it is shown: two groups of five.
#[must_use]
pub fn shown(code: &str) -> String {
    match code.split_at_checked(CODE_LENGTH / 2) {
        Some((left, right)) => format!("{left}-{right}"),
        None => code.to_owned(),
    }
}

/// What is kept of a code: bound to the one offer.
#[must_use]
pub fn code_hash(device: DeviceId, code: &str) -> [u8; 32] {
    hash(&[b"fotfaste code", device.uuid().as_bytes(), code.as_bytes()])
}

/// The three words of a tablet's key and the code, as places in the list of words. A tablet that another one was put in the place of
/// shows other words than the office.
#[must_use]
pub fn words(public_key: &[u8], code_hash: &[u8; 32]) -> [u8; 3] {
    let [a, b, c, ..] = hash(&[b"fotfaste words", public_key, code_hash]);
    [a, b, c]
}

/// What a tablet's signature is for; one made for the one is nothing for the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A session.
    Session,
    /// Handing over what waits, after the tablet was disconnected.
    HandOver,
}

/// The bytes that a tablet signs: purpose, itself, and the server's nonce.
#[must_use]
pub fn message(purpose: Purpose, device: DeviceId, nonce: &str) -> Vec<u8> {
    let purpose = match purpose {
        Purpose::Session => "session",
        Purpose::HandOver => "hand_over",
    };
    format!("fotfaste {purpose}\n{device}\n{nonce}").into_bytes()
}

/// Why digits are no good as a PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PinFault {
    /// Not 6 to 8 digits.
    Form,
    /// The same again and again, up or down in steps, or a day or year of birth: what is guessed first.
    Easy,
}

/// Refuses what is no PIN and what is guessed first.
pub fn check_pin(pin: &str) -> Result<(), PinFault> {
    if !PIN_LENGTHS.contains(&pin.len()) || !pin.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(PinFault::Form);
    }
    if is_easy(pin.as_bytes()) {
        Err(PinFault::Easy)
    } else {
        Ok(())
    }
}

fn is_easy(pin: &[u8]) -> bool {
    let step = pin[1].wrapping_sub(pin[0]);
    let in_steps = pin
        .windows(2)
        .all(|two| (two[1] + 10 - two[0]) % 10 == (step.wrapping_add(10)) % 10);
    let repeats = |part: usize| pin.chunks(part).all(|chunk| pin.starts_with(chunk));
    in_steps || (1..=pin.len() / 2).any(repeats) || is_birthday(pin)
}

/// `YYMMDD`, `DDMMYY`, `YYYYMMDD`, `DDMMYYYY`, or a year of this or the last century at either end.
fn is_birthday(pin: &[u8]) -> bool {
    let number = |part: &[u8]| part.iter().fold(0_u32, |n, d| n * 10 + u32::from(d - b'0'));
    let is_day = |month: &[u8], day: &[u8]| {
        (1..=12).contains(&number(month)) && (1..=31).contains(&number(day))
    };
    let is_year = |part: &[u8]| (1920..=2029).contains(&number(part));
    match pin.len() {
        6 => {
            is_day(&pin[2..4], &pin[4..])
                || is_day(&pin[2..4], &pin[..2])
                || is_year(&pin[..4])
                || is_year(&pin[2..])
        }
        8 => {
            (is_year(&pin[..4]) && is_day(&pin[4..6], &pin[6..]))
                || (is_year(&pin[4..]) && is_day(&pin[2..4], &pin[..2]))
        }
        _ => false,
    }
}

/// Seconds to wait before the next try after so many wrong ones in a row: none for the first five, then 1, 5, 15 and 60.
#[must_use]
pub const fn pause_seconds(wrong: u32) -> u32 {
    match wrong {
        0..=4 => 0,
        5 => 1,
        6 => 5,
        7 => 15,
        _ => 60,
    }
}

/// Bytes as lower-case hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

/// Lower-case hex of exactly so many bytes.
#[must_use]
pub fn unhex(text: &str, length: usize) -> Option<Vec<u8>> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    if text.len() != length * 2 {
        return None;
    }
    let pairs = text.as_bytes().chunks_exact(2);
    pairs
        .map(|two| Some(digit(two[0])? << 4 | digit(two[1])?))
        .collect()
}

fn hash(parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = code_of([0, 1, 10, 17, 18, 20, 31, 32, 255, 26]);
        assert_eq!(code, "01AHJMZ0ZT");
        assert_eq!(shown(&code), "01AHJ-MZ0ZT");
        for typed in ["01AHJ-MZ0ZT", " oIahj mzOzt ", "o l a h j m z 0 z t"] {
            assert_eq!(read_code(typed).as_deref(), Some("01AHJMZ0ZT"), "{typed}");
        }
        for typed in [
            "",
            "01AHJ-MZ0Z",
            "01AHJ-MZ0ZTT",
            "01AHJ-MZ0ZU",
            "01AHJ-MZ0Zå",
        ] {
            assert_eq!(read_code(typed), None, "{typed}");
        }
    }

    #[test]
    fn the_words_follow_from_key_code_and_offer() {
        let (one, two) = (
            DeviceId::from(uuid::Uuid::from_u128(1)),
            DeviceId::from(uuid::Uuid::from_u128(2)),
        );
        let of = |key: &[u8], device, code| words(key, &code_hash(device, code));
        let first = of(&[4; 65], one, "01AHJMZ0ZT");
        assert_eq!(first, of(&[4; 65], one, "01AHJMZ0ZT"));
        assert_ne!(first, of(&[5; 65], one, "01AHJMZ0ZT"));
        assert_ne!(first, of(&[4; 65], two, "01AHJMZ0ZT"));
        assert_ne!(first, of(&[4; 65], one, "01AHJMZ0ZS"));
    }

    #[test]
    fn a_signature_for_one_purpose_is_none_for_the_other() {
        let device = DeviceId::from(uuid::Uuid::from_u128(1));
        assert_ne!(
            message(Purpose::Session, device, "ab"),
            message(Purpose::HandOver, device, "ab")
        );
    }

    #[test]
    fn a_pin_that_is_guessed_first_is_refused() {
        for pin in ["12345", "123456789", "", "12345a", "１２３４５６"] {
            assert_eq!(check_pin(pin), Err(PinFault::Form), "{pin}");
        }
        for pin in [
            "111111",
            "123123",
            "12121212",
            "123456",
            "654321",
            "890123",
            "135791",
            "198407",
            "841231",
            "311284",
            "19841231",
            "31121984",
            "770077077",
        ] {
            assert!(check_pin(pin).is_err(), "{pin}");
        }
        for pin in ["284917", "5093716", "90417362"] {
            assert_eq!(check_pin(pin), Ok(()), "{pin}");
        }
    }

    #[test]
    fn hex_reads_back_and_nothing_else_is_read() {
        assert_eq!(unhex(&hex(&[0, 171, 255]), 3), Some(vec![0, 171, 255]));
        for text in ["00a", "00ABFF", "00abf", "zz"] {
            assert_eq!(unhex(text, 3), None, "{text}");
        }
    }

    #[test]
    fn the_pause_grows() {
        let pauses: Vec<u32> = (3..10).map(pause_seconds).collect();
        assert_eq!(pauses, [0, 0, 1, 5, 15, 60, 60]);
    }
}
