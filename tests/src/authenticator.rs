//! A passkey's authenticator in software, with a knob for everything that a forger could turn. It writes what a browser's `toJSON()`
//! gives, so the server under test cannot tell it from one.

use anyhow::{Context, Result};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const SPKI: &[u8] = &[
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
    0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

/// What an answer is made of; each field is honest until a test changes it.
#[derive(Clone, Debug)]
pub struct Answer {
    pub kind: String,
    pub challenge: String,
    pub origin: String,
    pub cross_origin: bool,
    pub rp_id: String,
    pub flags: u8,
    pub counter: u32,
    pub credential: Vec<u8>,
    pub user: Vec<u8>,
}

/// One passkey with its key.
pub struct Authenticator {
    key: EcdsaKeyPair,
    random: SystemRandom,
    pub credential: Vec<u8>,
    user: Vec<u8>,
    /// How often it has signed; one that stays at 0 does not count.
    pub counter: u32,
}

impl Authenticator {
    /// A fresh key.
    pub fn new(name: &str) -> Result<Self> {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_ASN1_SIGNING;
        let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random)
            .ok()
            .context("a key")?;
        let key = EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random);
        Ok(Self {
            key: key.ok().context("a key")?,
            random,
            credential: Sha256::digest(name.as_bytes()).to_vec(),
            user: Vec::new(),
            counter: 0,
        })
    }

    /// An honest answer to what the server asks for (`options` as it sent them).
    pub fn answer(&mut self, options: &str, kind: &str) -> Result<Answer> {
        let options: Value = serde_json::from_str(options)?;
        if let Some(user) = options["user"]["id"].as_str() {
            self.user = BASE64.decode(user)?;
        }
        let rp_id = options["rp"]["id"].as_str().or(options["rpId"].as_str());
        Ok(Answer {
            kind: kind.to_owned(),
            challenge: options["challenge"]
                .as_str()
                .context("a challenge")?
                .to_owned(),
            origin: "http://localhost:8080".to_owned(),
            cross_origin: false,
            rp_id: rp_id.context("who asks")?.to_owned(),
            flags: if kind == "webauthn.create" {
                0x45
            } else {
                0x05
            },
            counter: self.counter,
            credential: self.credential.clone(),
            user: self.user.clone(),
        })
    }

    fn data(answer: &Answer) -> Vec<u8> {
        let mut data = Sha256::digest(answer.rp_id.as_bytes()).to_vec();
        data.push(answer.flags);
        data.extend(answer.counter.to_be_bytes());
        if answer.flags & 0x40 != 0 {
            data.extend([0; 16]);
            data.extend((answer.credential.len() as u16).to_be_bytes());
            data.extend(&answer.credential);
        }
        data
    }

    fn client_data(answer: &Answer) -> Vec<u8> {
        let told = json!({
            "type": answer.kind, "challenge": answer.challenge, "origin": answer.origin, "crossOrigin": answer.cross_origin,
        });
        told.to_string().into_bytes()
    }

    /// The answer as a browser hands it over after making a passkey.
    #[must_use]
    pub fn made(&self, answer: &Answer) -> String {
        let spki = [SPKI, self.key.public_key().as_ref()].concat();
        let id = BASE64.encode(&self.credential);
        json!({
            "id": id, "rawId": id, "type": "public-key", "authenticatorAttachment": "platform", "clientExtensionResults": {},
            "response": {
                "clientDataJSON": BASE64.encode(Self::client_data(answer)),
                "authenticatorData": BASE64.encode(Self::data(answer)),
                "publicKey": BASE64.encode(spki), "publicKeyAlgorithm": -7, "transports": ["internal"],
            },
        })
        .to_string()
    }

    /// The answer as a browser hands it over after showing one.
    ///
    /// # Errors
    /// When the key does not sign.
    pub fn shown(&self, answer: &Answer) -> Result<String> {
        let (data, client) = (Self::data(answer), Self::client_data(answer));
        let signed = [&data[..], &Sha256::digest(&client)].concat();
        let signature = self
            .key
            .sign(&self.random, &signed)
            .ok()
            .context("a signature")?;
        let id = BASE64.encode(&answer.credential);
        Ok(json!({
            "id": id, "rawId": id, "type": "public-key", "authenticatorAttachment": "platform", "clientExtensionResults": {},
            "response": {
                "clientDataJSON": BASE64.encode(client), "authenticatorData": BASE64.encode(data),
                "signature": BASE64.encode(signature.as_ref()), "userHandle": BASE64.encode(&answer.user),
            },
        })
        .to_string())
    }
}
