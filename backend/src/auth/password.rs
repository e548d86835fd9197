//! Argon2id passwords. At most two are computed at a time: each takes its memory for tens of milliseconds, and a flood of
//! sign-ins must not take the whole machine.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::error::{ApiError, ErrorCode};

/// OWASP's floor for Argon2id with two passes.
pub const MEMORY_KIB_MIN: u32 = 19 * 1024;
/// Passes that go with [`MEMORY_KIB_MIN`].
pub const PASSES_MIN: u32 = 2;
/// Shortest password, in characters.
pub const LENGTH_MIN: usize = 12;
/// Longest password, in characters.
pub const LENGTH_MAX: usize = 128;

/// Passwords and parts of passwords that everybody tries first, one a line.
const COMMON: &str = include_str!("common.txt");

/// Computes and compares passwords.
pub struct Passwords {
    memory_kib: u32,
    passes: u32,
    slots: Semaphore,
    decoy: String,
}

impl Passwords {
    /// Fails only when the cost is out of Argon2's range.
    pub fn new(memory_kib: u32, passes: u32) -> Result<Self, ApiError> {
        let decoy = hash_now(memory_kib, passes, b"nobody has this password")?;
        Ok(Self {
            memory_kib,
            passes,
            slots: Semaphore::new(2),
            decoy,
        })
    }

    /// Hashes a new password to a PHC string.
    pub async fn hash(&self, password: String) -> Result<String, ApiError> {
        let (memory_kib, passes) = (self.memory_kib, self.passes);
        self.run(move || hash_now(memory_kib, passes, password.as_bytes()))
            .await?
    }

    /// Whether the password is the stored one. An unknown account costs the same time as a known one, and so does one that has no
    /// password, because its holder signs in through an issuer.
    pub async fn is_right(&self, password: String, stored: Option<&str>) -> Result<bool, ApiError> {
        let stored = stored.filter(|phc| !phc.is_empty());
        let phc = stored.unwrap_or(&self.decoy).to_owned();
        let is_right = self
            .run(move || match PasswordHash::new(&phc) {
                Ok(parsed) => Argon2::default()
                    .verify_password(password.as_bytes(), &parsed)
                    .is_ok(),
                Err(_) => false,
            })
            .await?;
        Ok(is_right && stored.is_some())
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ApiError> {
        let _slot = self.slots.acquire().await.map_err(ApiError::internal)?;
        tokio::task::spawn_blocking(work)
            .await
            .map_err(ApiError::internal)
    }
}

fn hash_now(memory_kib: u32, passes: u32, password: &[u8]) -> Result<String, ApiError> {
    let params = Params::new(memory_kib, passes, 1, None)
        .map_err(|error| ApiError::internal(error.to_string()))?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon2
        .hash_password(password)
        .map(|phc| phc.to_string())
        .map_err(|error| ApiError::internal(error.to_string()))
}

/// Refuses a password that is too short, too long, or among the first that anybody would try. No rules of composition.
pub fn check_new(password: &str, context: &[&str]) -> Result<(), ApiError> {
    let refused =
        |reason: &str| Err(ApiError::from(ErrorCode::PasswordRefused).with("reason", reason));
    let length = password.chars().count();
    if length < LENGTH_MIN {
        return refused("too_short");
    }
    if length > LENGTH_MAX {
        return refused("too_long");
    }
    let lower = password.to_lowercase();
    if is_common(&lower) {
        return refused("common");
    }
    let holds_context = |word: &&str| {
        let word = word.to_lowercase();
        let word = word.split('@').next().unwrap_or_default();
        word.chars().count() >= 4
            && lower
                .replacen(word, "", 1)
                .chars()
                .filter(|c| c.is_alphabetic())
                .count()
                < 4
            && lower.contains(word)
    };
    if context.iter().any(holds_context) {
        refused("contains_name")
    } else {
        Ok(())
    }
}

/// Few different signs, or a common word with digits and signs around it, or common words put together.
fn is_common(lower: &str) -> bool {
    let mut signs: Vec<char> = lower.chars().collect();
    signs.sort_unstable();
    signs.dedup();
    if signs.len() < 5 {
        return true;
    }
    let plain: String = lower
        .chars()
        .map(unleet)
        .filter(|c| c.is_alphanumeric())
        .collect();
    let letters: String = lower.chars().filter(|c| c.is_alphabetic()).collect();
    let core: String = lower
        .trim_matches(|c: char| !c.is_alphabetic())
        .chars()
        .map(unleet)
        .collect();
    [lower, &plain, &letters, &core]
        .iter()
        .any(|text| is_made_of_common(text))
}

/// Whether the text is nothing but listed words, one after another; an empty text is (only digits and signs were there).
fn is_made_of_common(text: &str) -> bool {
    let mut rest = text;
    while let Some(word) = COMMON
        .lines()
        .filter(|word| !word.is_empty() && rest.starts_with(word))
        .max_by_key(|word| word.len())
    {
        rest = &rest[word.len()..];
    }
    rest.is_empty()
}

fn unleet(sign: char) -> char {
    match sign {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(password: &str) -> Option<String> {
        check_new(
            password,
            &["anna.ek@kommun.example", "Anna Ek", "Palmköping"],
        )
        .err()
        .map(|refused| refused.data["reason"].as_str().unwrap().to_owned())
    }

    #[test]
    fn length_is_counted_in_characters_at_both_ends() {
        assert_eq!(reason("åäöbdfhjklm").as_deref(), Some("too_short"));
        assert_eq!(reason("åäöbdfhjklmn"), None);
        let long: String = "kvast-lykta-groda-fönster ".repeat(5);
        assert_eq!(long.chars().count(), 130);
        assert_eq!(
            reason(&long[..long.char_indices().nth(128).unwrap().0]),
            None
        );
        assert_eq!(
            reason(&long[..long.char_indices().nth(129).unwrap().0]).as_deref(),
            Some("too_long")
        );
    }

    #[test]
    fn passwords_that_everybody_tries_first_are_refused() {
        let common = [
            "passwordpassword",
            "Password1234!",
            "sommar2026!!",
            "123456789012",
            "qwertyuiop123",
            "P@ssw0rd2026",
            "aaaaaaaaaaaa",
            "ababababababab",
            "lösenord12345",
            "letmein-letmein",
            "Fotfaste2026",
            "hejhejhejhej",
        ];
        for password in common {
            assert_eq!(reason(password).as_deref(), Some("common"), "{password}");
        }
        assert_eq!(reason("Palmköping2026").as_deref(), Some("contains_name"));
        for password in [
            "kvast lykta groda",
            "sommar groda 17 lykta",
            "Tr0ub4dour-cykel",
        ] {
            assert_eq!(reason(password), None, "{password}");
        }
    }

    #[tokio::test]
    async fn only_the_right_password_of_a_known_account_is_right() {
        let passwords = Passwords::new(MEMORY_KIB_MIN, PASSES_MIN).unwrap();
        let stored = passwords
            .hash("kvast lykta groda".to_owned())
            .await
            .unwrap();
        assert!(
            stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{stored}"
        );
        assert!(
            passwords
                .is_right("kvast lykta groda".to_owned(), Some(&stored))
                .await
                .unwrap()
        );
        assert!(
            !passwords
                .is_right("kvast lykta grodan".to_owned(), Some(&stored))
                .await
                .unwrap()
        );
        assert!(
            !passwords
                .is_right("nobody has this password".to_owned(), None)
                .await
                .unwrap()
        );
    }
}
