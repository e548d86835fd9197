//! An issuer's public keys (RFC 7517) and the signatures they check (RFC 7518), by ring. Symmetric algorithms and `none` have no
//! name here, so no token can choose them.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256,
    RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey, VerificationAlgorithm,
};
use serde::Deserialize;

/// A signature that may be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Algorithm {
    RS256,
    RS384,
    RS512,
    PS256,
    ES256,
    ES384,
    EdDSA,
}

impl Algorithm {
    /// By the name in a token's head.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "RS256" => Some(Self::RS256),
            "RS384" => Some(Self::RS384),
            "RS512" => Some(Self::RS512),
            "PS256" => Some(Self::PS256),
            "ES256" => Some(Self::ES256),
            "ES384" => Some(Self::ES384),
            "EdDSA" => Some(Self::EdDSA),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::RS256 => "RS256",
            Self::RS384 => "RS384",
            Self::RS512 => "RS512",
            Self::PS256 => "PS256",
            Self::ES256 => "ES256",
            Self::ES384 => "ES384",
            Self::EdDSA => "EdDSA",
        }
    }
}

/// Most keys that are read of one issuer.
const KEYS_MAX: usize = 64;

#[derive(Deserialize)]
struct Jwks {
    keys: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
struct Jwk {
    kty: String,
    kid: Option<String>,
    r#use: Option<String>,
    alg: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

/// One public key.
#[derive(Clone, Debug)]
struct Key {
    kid: Option<String>,
    /// The only algorithm it is for, when it says so.
    alg: Option<String>,
    material: Material,
}

#[derive(Clone, Debug)]
enum Material {
    Rsa { n: Vec<u8>, e: Vec<u8> },
    P256(Vec<u8>),
    P384(Vec<u8>),
    Ed25519(Vec<u8>),
}

/// The keys of an issuer that can check a signature.
#[derive(Clone, Debug, Default)]
pub struct Keys(Vec<Key>);

/// Why a signature is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("no key of that name")]
    Unknown,
    #[error("wrong signature")]
    Wrong,
}

impl Keys {
    /// Reads a key set; keys of other kinds and for other uses are left out, as RFC 7517 asks.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let set: Jwks = serde_json::from_slice(bytes).ok()?;
        let keys = set.keys.into_iter().take(KEYS_MAX);
        Some(Self(keys.filter_map(|value| key(&value)).collect()))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Checks a signature. A token that names no key is taken only from an issuer that has one fitting key.
    pub fn verify(
        &self,
        algorithm: Algorithm,
        kid: Option<&str>,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), KeyError> {
        let mut fitting = self.0.iter().filter(|key| {
            key.alg.as_deref().is_none_or(|alg| alg == algorithm.name())
                && key.material.fits(algorithm)
                && kid.is_none_or(|kid| key.kid.as_deref() == Some(kid))
        });
        match (fitting.next(), fitting.next()) {
            (Some(key), None) if key.material.verify(algorithm, message, signature) => Ok(()),
            (Some(_), None) => Err(KeyError::Wrong),
            (None, _) | (Some(_), Some(_)) => Err(KeyError::Unknown),
        }
    }
}

fn key(value: &serde_json::Value) -> Option<Key> {
    let jwk = Jwk::deserialize(value).ok()?;
    if jwk.r#use.as_deref().is_some_and(|used| used != "sig") {
        return None;
    }
    let bytes = |text: &Option<String>| BASE64_URL_SAFE_NO_PAD.decode(text.as_deref()?).ok();
    let material = match (jwk.kty.as_str(), jwk.crv.as_deref()) {
        ("RSA", _) => Material::Rsa {
            n: bytes(&jwk.n)?,
            e: bytes(&jwk.e)?,
        },
        ("EC", Some("P-256")) => Material::P256(point(&bytes(&jwk.x)?, &bytes(&jwk.y)?, 32)?),
        ("EC", Some("P-384")) => Material::P384(point(&bytes(&jwk.x)?, &bytes(&jwk.y)?, 48)?),
        ("OKP", Some("Ed25519")) => Material::Ed25519(bytes(&jwk.x)?),
        _ => return None,
    };
    Some(Key {
        kid: jwk.kid,
        alg: jwk.alg,
        material,
    })
}

/// SEC 1's uncompressed form.
fn point(x: &[u8], y: &[u8], length: usize) -> Option<Vec<u8>> {
    (x.len() == length && y.len() == length).then(|| [&[4], x, y].concat())
}

impl Material {
    fn fits(&self, algorithm: Algorithm) -> bool {
        match (self, algorithm) {
            (
                Self::Rsa { .. },
                Algorithm::RS256 | Algorithm::RS384 | Algorithm::RS512 | Algorithm::PS256,
            )
            | (Self::P256(_), Algorithm::ES256)
            | (Self::P384(_), Algorithm::ES384)
            | (Self::Ed25519(_), Algorithm::EdDSA) => true,
            (Self::Rsa { .. } | Self::P256(_) | Self::P384(_) | Self::Ed25519(_), _) => false,
        }
    }

    fn verify(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Rsa { n, e } => {
                let parameters: &RsaParameters = match algorithm {
                    Algorithm::RS256 => &RSA_PKCS1_2048_8192_SHA256,
                    Algorithm::RS384 => &RSA_PKCS1_2048_8192_SHA384,
                    Algorithm::RS512 => &RSA_PKCS1_2048_8192_SHA512,
                    Algorithm::PS256 => &RSA_PSS_2048_8192_SHA256,
                    Algorithm::ES256 | Algorithm::ES384 | Algorithm::EdDSA => return false,
                };
                let key = RsaPublicKeyComponents { n, e };
                key.verify(parameters, message, signature).is_ok()
            }
            Self::P256(key) => check(&ECDSA_P256_SHA256_FIXED, key, message, signature),
            Self::P384(key) => check(&ECDSA_P384_SHA384_FIXED, key, message, signature),
            Self::Ed25519(key) => check(&ED25519, key, message, signature),
        }
    }
}

fn check(
    algorithm: &'static dyn VerificationAlgorithm,
    key: &[u8],
    message: &[u8],
    signature: &[u8],
) -> bool {
    UnparsedPublicKey::new(algorithm, key)
        .verify(message, signature)
        .is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        (0..text.len())
            .step_by(2)
            .map(|i| u8::from_str_radix(&text[i..i + 2], 16).unwrap())
            .collect()
    }

    /// RFC 8037, appendix A.4 and A.5.
    #[test]
    fn the_worked_example_of_the_standard_is_verified_and_a_changed_one_is_not() {
        let keys = Keys::parse(
            br#"{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"k","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#,
        )
        .unwrap();
        let message = b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
        let signature = hex(
            "860c98d2297f3060a33f42739672d61b53cf3adefed3d3c672f320dc021b411e9d59b8628dc351e248b88b29468e0e41855b0fb7d83bb15be902bfccb8cd0a02",
        );
        let verify = |kid, message: &[u8]| keys.verify(Algorithm::EdDSA, kid, message, &signature);
        assert_eq!(verify(Some("k"), message), Ok(()));
        assert_eq!(verify(None, message), Ok(()));
        assert_eq!(verify(Some("j"), message), Err(KeyError::Unknown));
        assert_eq!(verify(None, &message[1..]), Err(KeyError::Wrong));
        assert_eq!(
            keys.verify(Algorithm::ES256, None, message, &signature),
            Err(KeyError::Unknown)
        );
    }

    #[test]
    fn keys_of_other_kinds_and_uses_are_left_out() {
        for set in [
            r#"{"keys":[]}"#,
            r#"{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}"#,
            r#"{"keys":[{"kty":"RSA","use":"enc","n":"AQAB","e":"AQAB"}]}"#,
            r#"{"keys":[{"kty":"EC","crv":"P-256","x":"AQAB","y":"AQAB"}]}"#,
            r#"{"keys":[{"kty":"RSA"}, 7, null]}"#,
        ] {
            assert!(Keys::parse(set.as_bytes()).unwrap().is_empty(), "{set}");
        }
        for none in ["", "[]", "{}", "<html>"] {
            assert!(Keys::parse(none.as_bytes()).is_none(), "{none}");
        }
    }
}
