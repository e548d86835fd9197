//! Texts made alike, to find and to sort by. Surprising choice: small tables of our own, not the browser's collator; a key is made
//! once a row and compared as bytes, and Rust's own tables of letters would add 12 kB to the module. A test in the browser holds
//! the order to `Intl.Collator("sv")`.

/// What each letter from À (U+00C0) to ſ (U+017F) is without its marks.
const PLAIN: &[u8; 192] = b"aaaaaaaceeeeiiiidnooooo ouuuuytsaaaaaaaceeeeiiiidnooooo ouuuuyty\
aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
/// Signs that stand before digits, in their order.
const SIGNS: &str = " _-–,;:!?.'\"”()[]{}@*/\\&#%`^+<=>|~$";

/// The letter without its marks, small; every other sign as it is.
fn plain(letter: char) -> char {
    let place = usize::try_from(u32::from(letter)).unwrap_or_default();
    match place.checked_sub(0xC0).and_then(|place| PLAIN.get(place)) {
        Some(plain) => char::from(*plain),
        None => letter.to_ascii_lowercase(),
    }
}

/// A text to look for others in: small letters without marks, so that "ostersund" finds "Östersund".
#[must_use]
pub fn fold(text: &str) -> String {
    text.chars().map(plain).collect()
}

/// A text to look for the beginnings of words in: each word stands after a space.
#[must_use]
pub fn fold_words(text: &str) -> String {
    let mut folded = String::with_capacity(text.len() + 1);
    folded.push(' ');
    for letter in text.chars().map(plain) {
        folded.push(if letter.is_alphanumeric() {
            letter
        } else {
            ' '
        });
    }
    folded
}

/// What a text is sorted by: Swedish order (å, ä, ö last; ü as y), whole numbers by their worth.
#[must_use]
pub fn sort_key(text: &str) -> Vec<u8> {
    let mut key = Vec::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            // What most letters are comes first: 5,000 keys are made at a press.
            'a'..='z' | 'A'..='Z' => key.push(letter.to_ascii_lowercase() as u8),
            ' ' => key.push(1),
            '0'..='9' => {
                let mut digits = vec![letter as u8];
                while let Some(digit) = letters.next_if(char::is_ascii_digit) {
                    digits.push(digit as u8);
                }
                let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
                let worth = digits
                    .get(zeros.min(digits.len() - 1)..)
                    .unwrap_or_default();
                // Longer is more. 200 digits are nobody's number.
                key.extend([b'0', u8::try_from(worth.len()).unwrap_or(u8::MAX)]);
                key.extend(worth);
            }
            'å' | 'Å' => key.push(b'z' + 1),
            'ä' | 'Ä' | 'æ' | 'Æ' => key.push(b'z' + 2),
            'ö' | 'Ö' | 'ø' | 'Ø' | 'œ' | 'Œ' => key.push(b'z' + 3),
            'ü' | 'Ü' => key.push(b'y'),
            'þ' | 'Þ' => key.extend(b"th"),
            'ß' => key.extend(b"ss"),
            _ => match (SIGNS.chars().position(|sign| sign == letter), plain(letter)) {
                (Some(place), _) => key.push(u8::try_from(place + 1).unwrap_or(1)),
                (None, plain) if plain.is_ascii() => key.push(plain as u8),
                // Other scripts stand last, in the order of their signs.
                (None, plain) => {
                    key.push(0x7F);
                    key.extend(plain.encode_utf8(&mut [0; 4]).bytes());
                }
            },
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(mut texts: Vec<&str>) -> Vec<&str> {
        texts.sort_by_key(|text| sort_key(text));
        texts
    }

    #[test]
    fn swedish_letters_come_last_and_marks_do_not_matter() {
        assert_eq!(
            sorted(vec![
                "Örebro", "Zon", "Ärla", "Åre", "Édith", "Eda", "Müller", "Myller", "ara"
            ]),
            [
                "ara", "Eda", "Édith", "Müller", "Myller", "Zon", "Åre", "Ärla", "Örebro"
            ]
        );
    }

    #[test]
    fn numbers_are_sorted_by_their_worth() {
        assert_eq!(
            sorted(vec![
                "TEK 2026/1001",
                "TEK 2026/0118",
                "TEK 2026/9",
                "Plats 10",
                "Plats 2"
            ]),
            [
                "Plats 2",
                "Plats 10",
                "TEK 2026/9",
                "TEK 2026/0118",
                "TEK 2026/1001"
            ]
        );
    }

    #[test]
    fn what_is_typed_without_marks_finds_what_has_them() {
        assert!(fold("Östersunds Förskola, Čović").contains("ostersunds forskola, covic"));
        assert_eq!(fold("ÅÄÖ åäö"), "aao aao");
        assert_eq!(fold_words("Om- och till"), " om  och till");
        assert!(fold_words("TEK 2026/118").contains(" 118"));
        assert_eq!(fold_words("Sol–Ida’s Київ"), " sol ida s Київ");
    }
}
