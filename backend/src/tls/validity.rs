//! From when to when a certificate holds. Only this is read of it here, so a walk over its first fields does; what it is worth
//! is for the browsers to judge.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

const INTEGER: u8 = 0x02;
const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xa0;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// The first and the last second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    pub from: Timestamp,
    pub to: Timestamp,
}

/// Reads RFC 5280's `Certificate.tbsCertificate.validity`; none when the bytes are no certificate.
pub fn validity(der: &[u8]) -> Option<Validity> {
    let (certificate, _) = expect(der, SEQUENCE)?;
    let (mut fields, _) = expect(certificate, SEQUENCE)?;
    if let Some((_, rest)) = expect(fields, VERSION) {
        fields = rest;
    }
    let (_serial, fields) = expect(fields, INTEGER)?;
    let (_algorithm, fields) = expect(fields, SEQUENCE)?;
    let (_issuer, fields) = expect(fields, SEQUENCE)?;
    let (validity, _) = expect(fields, SEQUENCE)?;
    let (from, rest) = time(validity)?;
    let (to, _) = time(rest)?;
    Some(Validity { from, to })
}

/// One element: its tag, its content and what comes after it.
fn element(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = bytes.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        short if *short < 0x80 => (usize::from(*short), rest),
        long => {
            let count = usize::from(long & 0x7f);
            if !(1..=4).contains(&count) || rest.len() < count {
                return None;
            }
            let (digits, rest) = rest.split_at(count);
            let length = digits
                .iter()
                .fold(0usize, |sum, digit| sum << 8 | usize::from(*digit));
            (length, rest)
        }
    };
    let (content, after) = rest.split_at_checked(length)?;
    Some((*tag, content, after))
}

fn expect(bytes: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (found, content, rest) = element(bytes)?;
    (found == tag).then_some((content, rest))
}

/// `YYMMDDHHMMSSZ` up to 2049, `YYYYMMDDHHMMSSZ` from then on.
fn time(bytes: &[u8]) -> Option<(Timestamp, &[u8])> {
    let (tag, content, rest) = element(bytes)?;
    let text = std::str::from_utf8(content).ok()?;
    let full = match tag {
        UTC_TIME => {
            let year: u8 = text.get(..2)?.parse().ok()?;
            format!("{}{text}", if year < 50 { "20" } else { "19" })
        }
        GENERALIZED_TIME => text.to_owned(),
        _ => return None,
    };
    let local = DateTime::strptime("%Y%m%d%H%M%SZ", full).ok()?;
    let at = TimeZone::UTC.to_timestamp(local).ok()?;
    Some((at, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The head of a certificate with these two times.
    fn head(from: (u8, &str), to: (u8, &str)) -> Vec<u8> {
        let wrap = |tag: u8, content: &[u8]| [&[tag, content.len() as u8], content].concat();
        let times = [wrap(from.0, from.1.as_bytes()), wrap(to.0, to.1.as_bytes())].concat();
        let fields = [
            wrap(VERSION, &[2, 1, 2]),
            wrap(INTEGER, &[7]),
            wrap(SEQUENCE, &[]),
            wrap(SEQUENCE, &[]),
            wrap(SEQUENCE, &times),
        ]
        .concat();
        wrap(SEQUENCE, &wrap(SEQUENCE, &fields))
    }

    #[test]
    fn both_forms_of_time_are_read() {
        let found = validity(&head(
            (UTC_TIME, "491231235959Z"),
            (GENERALIZED_TIME, "20500101000000Z"),
        ))
        .unwrap();
        assert_eq!(found.from, "2049-12-31T23:59:59Z".parse().unwrap());
        assert_eq!(found.to, "2050-01-01T00:00:00Z".parse().unwrap());
    }

    #[test]
    fn no_cut_or_bent_bytes_are_taken_for_a_certificate() {
        let whole = head((UTC_TIME, "260101000000Z"), (UTC_TIME, "270101000000Z"));
        for length in 0..whole.len() {
            assert_eq!(validity(&whole[..length]), None, "{length}");
        }
        for bad in [
            "2601010000Z",
            "260101000000+",
            "991301000000Z",
            "åå0101000000",
        ] {
            assert_eq!(
                validity(&head((UTC_TIME, bad), (UTC_TIME, bad))),
                None,
                "{bad}"
            );
        }
        assert_eq!(validity(&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff]), None);
    }
}
