//! Signs tokens, well and badly.

use anyhow::{Result, anyhow};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::hmac;
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
    RsaPublicKeyComponents,
};
use serde_json::{Value, json};

use super::Change;

const RSA: &[u8] = include_bytes!("rsa.der");

/// How a token is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    /// With the elliptic key.
    Es256,
    /// With the RSA key.
    Rs256,
    /// Not at all, and says so.
    No,
    /// Not at all, and says it is.
    Empty,
    /// By HMAC with what everybody knows of the RSA key.
    HmacOfPublicKey,
    /// By HMAC with our own secret.
    HmacOfSecret,
    /// With a key that is not published, under a name that is not published.
    UnknownName,
    /// With a key that is not published, under the name of one that is.
    WrongKey,
    /// Well, and then one claim was changed.
    ChangedAfter,
    /// Well, but the head names the algorithm of the other key.
    OtherAlgorithm,
    /// Without naming a key.
    Nameless,
    /// With a key of its own in the head.
    KeyInHead,
}

/// The keys of a provider.
pub struct Keys {
    elliptic: EcdsaKeyPair,
    stranger: EcdsaKeyPair,
    rsa: RsaKeyPair,
    random: SystemRandom,
}

fn encode(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

fn point(pair: &EcdsaKeyPair, kid: &str) -> Value {
    let bytes = pair.public_key().as_ref();
    json!({"kty": "EC", "crv": "P-256", "use": "sig", "kid": kid, "x": encode(&bytes[1..33]), "y": encode(&bytes[33..])})
}

impl Keys {
    pub(super) fn generate() -> Result<Self> {
        let random = SystemRandom::new();
        let elliptic = || -> Result<EcdsaKeyPair> {
            let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
            let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random)
                .map_err(|_error| anyhow!("no key"))?;
            EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random)
                .map_err(|error| anyhow!("{error}"))
        };
        Ok(Self {
            elliptic: elliptic()?,
            stranger: elliptic()?,
            rsa: RsaKeyPair::from_pkcs8(RSA).map_err(|error| anyhow!("{error}"))?,
            random,
        })
    }

    pub(super) fn set(&self) -> Value {
        let rsa = RsaPublicKeyComponents::<Vec<u8>>::from(self.rsa.public());
        json!({"keys": [
            point(&self.elliptic, "ec"),
            {"kty": "RSA", "use": "sig", "kid": "rsa", "alg": "RS256", "n": encode(&rsa.n), "e": encode(&rsa.e)},
            {"kty": "oct", "kid": "shared", "k": "AAAA"},
        ]})
    }

    pub(super) fn token(&self, signed: Signed, claims: &Value, change: &Change) -> String {
        let (algorithm, kid) = match signed {
            Signed::Rs256 => ("RS256", Some("rsa")),
            Signed::No => ("none", None),
            Signed::HmacOfPublicKey => ("HS256", Some("rsa")),
            Signed::HmacOfSecret => ("HS256", None),
            Signed::UnknownName => ("ES256", Some("other")),
            Signed::OtherAlgorithm => ("RS256", Some("ec")),
            Signed::Nameless => ("ES256", None),
            Signed::Es256
            | Signed::Empty
            | Signed::WrongKey
            | Signed::ChangedAfter
            | Signed::KeyInHead => ("ES256", Some("ec")),
        };
        let mut head = json!({"typ": "JWT", "alg": algorithm});
        if let Some(kid) = kid {
            head["kid"] = json!(kid);
        }
        if signed == Signed::KeyInHead {
            head["jwk"] = point(&self.stranger, "ec");
        }
        change(&mut head);
        let message = format!(
            "{}.{}",
            encode(head.to_string()),
            encode(claims.to_string())
        );
        let signature = match signed {
            Signed::No | Signed::Empty => Vec::new(),
            Signed::Rs256 => self.rsa(&message),
            Signed::HmacOfPublicKey => {
                let rsa = RsaPublicKeyComponents::<Vec<u8>>::from(self.rsa.public());
                mac(&rsa.n, &message)
            }
            Signed::HmacOfSecret => mac(super::SECRET.as_bytes(), &message),
            Signed::UnknownName | Signed::WrongKey | Signed::KeyInHead => {
                self.elliptic(&self.stranger, &message)
            }
            Signed::Es256 | Signed::ChangedAfter | Signed::OtherAlgorithm | Signed::Nameless => {
                self.elliptic(&self.elliptic, &message)
            }
        };
        let message = if signed == Signed::ChangedAfter {
            let mut other = claims.clone();
            other["sub"] = json!("4712");
            format!("{}.{}", encode(head.to_string()), encode(other.to_string()))
        } else {
            message
        };
        format!("{message}.{}", encode(signature))
    }

    fn elliptic(&self, pair: &EcdsaKeyPair, message: &str) -> Vec<u8> {
        let signature = pair.sign(&self.random, message.as_bytes());
        signature.expect("a signature").as_ref().to_vec()
    }

    fn rsa(&self, message: &str) -> Vec<u8> {
        let mut signature = vec![0; self.rsa.public().modulus_len()];
        self.rsa
            .sign(
                &RSA_PKCS1_SHA256,
                &self.random,
                message.as_bytes(),
                &mut signature,
            )
            .expect("a signature");
        signature
    }
}

fn mac(key: &[u8], message: &str) -> Vec<u8> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key);
    hmac::sign(&key, message.as_bytes()).as_ref().to_vec()
}
