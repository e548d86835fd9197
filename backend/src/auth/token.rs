//! Secrets that a browser or a link carries. Only their SHA-256 is stored, so a stolen database opens no session and no invitation.

use sha2::{Digest, Sha256};

/// A fresh random secret in lower-case hex; it is shown once and then forgotten.
pub struct Token {
    pub text: String,
    pub hash: [u8; 32],
}

/// The operating system gave no random bytes.
#[derive(Debug, thiserror::Error)]
#[error("random_unavailable: {0}")]
pub struct RandomError(getrandom::Error);

impl Token {
    /// 256 bits: a session.
    pub fn session() -> Result<Self, RandomError> {
        Self::random::<32>()
    }

    /// 128 bits: an invitation or the first administrator's link.
    pub fn link() -> Result<Self, RandomError> {
        Self::random::<16>()
    }

    fn random<const N: usize>() -> Result<Self, RandomError> {
        let mut bytes = [0u8; N];
        getrandom::fill(&mut bytes).map_err(RandomError)?;
        let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let hash = hash(&text).unwrap_or_default();
        Ok(Self { text, hash })
    }
}

/// The stored form of a presented secret; none when it cannot be one of ours, so that no look-up is made for it.
pub fn hash(presented: &str) -> Option<[u8; 32]> {
    let is_ours = matches!(presented.len(), 32 | 64)
        && presented
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    is_ours.then(|| Sha256::digest(presented.as_bytes()).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_have_the_stated_length_and_differ() {
        let (first, second) = (Token::session().unwrap(), Token::session().unwrap());
        assert_eq!(
            (first.text.len(), Token::link().unwrap().text.len()),
            (64, 32)
        );
        assert_ne!(first.text, second.text);
        assert_eq!(hash(&first.text), Some(first.hash));
        assert_ne!(first.hash, [0; 32]);
    }

    #[test]
    fn a_presented_text_that_cannot_be_ours_is_not_looked_up() {
        for text in [
            "",
            "abc",
            &"g".repeat(64),
            &"A".repeat(64),
            &"a".repeat(65),
            "a b",
        ] {
            assert_eq!(hash(text), None, "{text}");
        }
    }
}
