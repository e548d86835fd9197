//! What a browser's answer in a passkey's ceremony must hold (Web Authentication Level 3, §7.1 and §7.2, without attestation). The
//! signature is checked by `ring`; the key comes as the browser's own SPKI (§5.2.1.1), so that no CBOR has to be read.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use ring::signature::{self, UnparsedPublicKey, VerificationAlgorithm};
use serde::Deserialize;
use sha2::{Digest, Sha256};

/// Longest id of a credential, in bytes.
const CREDENTIAL_MAX: usize = 1023;
const USER_PRESENT: u8 = 0x01;
const USER_VERIFIED: u8 = 0x04;
const BACKUP_ELIGIBLE: u8 = 0x08;
const BACKED_UP: u8 = 0x10;
const ATTESTED: u8 = 0x40;
/// Where the flags stand in the authenticator's data, the counter, and what follows it.
const FLAGS: usize = 32;
const COUNTER: usize = 33;
const AFTER_COUNTER: usize = 37;
const AAGUID_LENGTH: usize = 16;

/// Subject public key info up to the key itself: an uncompressed point of P-256, and Ed25519.
const P256: &[u8] = &[
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
    0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];
const ED25519: &[u8] = &[
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];
/// The algorithm identifier of RSA; its key has no fixed length.
const RSA: &[u8] = &[
    0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
];
/// The algorithms that the checks know, as COSE numbers them: ES256, EdDSA, RS256.
pub const ALGORITHMS: [i32; 3] = [-7, -8, -257];

/// Why an answer is not taken. For the log: the browser is told one code, whatever it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("malformed")]
    Malformed,
    #[error("ceremony_type")]
    CeremonyType,
    #[error("origin")]
    Origin,
    #[error("rp_id")]
    RpId,
    #[error("user_not_present")]
    NotPresent,
    #[error("user_not_verified")]
    NotVerified,
    #[error("credential_id")]
    CredentialId,
    #[error("key")]
    Key,
    #[error("signature")]
    Signature,
}

/// Who we are to an authenticator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelyingParty {
    pub id: String,
    pub origins: Vec<String>,
}

/// The two ceremonies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ceremony {
    Create,
    Get,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Credential<R> {
    raw_id: String,
    #[serde(rename = "type")]
    kind: String,
    response: R,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Attestation {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    authenticator_data: String,
    public_key: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Assertion {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    authenticator_data: String,
    signature: String,
    user_handle: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(default)]
    cross_origin: bool,
}

/// A new passkey, checked but for its challenge, which is the caller's to know.
#[derive(Debug, PartialEq, Eq)]
pub struct Made {
    pub challenge: Vec<u8>,
    pub credential: Vec<u8>,
    pub public_key: Vec<u8>,
    pub counter: u32,
}

/// A proof that still waits for the passkey's key.
#[derive(Debug)]
pub struct Proof {
    pub challenge: Vec<u8>,
    pub credential: Vec<u8>,
    pub user_handle: Option<Vec<u8>>,
    pub counter: u32,
    signed: Vec<u8>,
    signature: Vec<u8>,
}

/// Reads what `navigator.credentials.create` gave.
pub fn made(rp: &RelyingParty, text: &str) -> Result<Made, Fault> {
    let told: Credential<Attestation> = read(text)?;
    let (challenge, _) = client_data(rp, Ceremony::Create, &told.response.client_data)?;
    let data = bytes(&told.response.authenticator_data)?;
    let counter = authenticator_data(rp, &data)?;
    if data[FLAGS] & ATTESTED == 0 {
        return Err(Fault::Malformed);
    }
    let credential = attested_id(&data).ok_or(Fault::Malformed)?;
    if credential != bytes(&told.raw_id)? {
        return Err(Fault::CredentialId);
    }
    let public_key = bytes(told.response.public_key.as_deref().ok_or(Fault::Key)?)?;
    key(&public_key)?;
    Ok(Made {
        challenge,
        credential,
        public_key,
        counter,
    })
}

/// Reads what `navigator.credentials.get` gave. Nothing of it is believed before [`Proof::check`].
pub fn proof(rp: &RelyingParty, text: &str) -> Result<Proof, Fault> {
    let told: Credential<Assertion> = read(text)?;
    let (challenge, hash) = client_data(rp, Ceremony::Get, &told.response.client_data)?;
    let mut signed = bytes(&told.response.authenticator_data)?;
    let counter = authenticator_data(rp, &signed)?;
    signed.extend_from_slice(&hash);
    let user_handle = told
        .response
        .user_handle
        .as_deref()
        .map(bytes)
        .transpose()?;
    Ok(Proof {
        challenge,
        credential: bytes(&told.raw_id)?,
        user_handle,
        counter,
        signed,
        signature: bytes(&told.response.signature)?,
    })
}

impl Proof {
    /// Whether the passkey with this key has signed it.
    pub fn check(&self, public_key: &[u8]) -> Result<(), Fault> {
        let checked = key(public_key)?.verify(&self.signed, &self.signature);
        checked.map_err(|_unspecified| Fault::Signature)
    }
}

fn read<R: serde::de::DeserializeOwned>(text: &str) -> Result<Credential<R>, Fault> {
    let told: Credential<R> = serde_json::from_str(text).map_err(|_error| Fault::Malformed)?;
    match told.kind.as_str() {
        "public-key" => Ok(told),
        _ => Err(Fault::Malformed),
    }
}

fn bytes(text: &str) -> Result<Vec<u8>, Fault> {
    BASE64.decode(text).map_err(|_error| Fault::Malformed)
}

/// The challenge and the hash of what the browser itself says of the ceremony.
fn client_data(
    rp: &RelyingParty,
    ceremony: Ceremony,
    text: &str,
) -> Result<(Vec<u8>, [u8; 32]), Fault> {
    let raw = bytes(text)?;
    let told: ClientData = serde_json::from_slice(&raw).map_err(|_error| Fault::Malformed)?;
    let expected = match ceremony {
        Ceremony::Create => "webauthn.create",
        Ceremony::Get => "webauthn.get",
    };
    if told.kind != expected {
        return Err(Fault::CeremonyType);
    }
    if told.cross_origin || !rp.origins.contains(&told.origin) {
        return Err(Fault::Origin);
    }
    Ok((bytes(&told.challenge)?, Sha256::digest(&raw).into()))
}

/// The counter, once the authenticator has said that it is ours and that it has verified its owner.
fn authenticator_data(rp: &RelyingParty, data: &[u8]) -> Result<u32, Fault> {
    let Some(counter) = data.get(COUNTER..AFTER_COUNTER) else {
        return Err(Fault::Malformed);
    };
    let hash: [u8; 32] = Sha256::digest(rp.id.as_bytes()).into();
    if data[..FLAGS] != hash {
        return Err(Fault::RpId);
    }
    let flags = data[FLAGS];
    if flags & USER_PRESENT == 0 {
        return Err(Fault::NotPresent);
    }
    if flags & USER_VERIFIED == 0 {
        return Err(Fault::NotVerified);
    }
    if flags & BACKED_UP != 0 && flags & BACKUP_ELIGIBLE == 0 {
        return Err(Fault::Malformed);
    }
    Ok(counter
        .iter()
        .fold(0, |sum, byte| sum << 8 | u32::from(*byte)))
}

/// The id of a new credential, as the authenticator's data tell it.
fn attested_id(data: &[u8]) -> Option<Vec<u8>> {
    let rest = data.get(AFTER_COUNTER + AAGUID_LENGTH..)?;
    let (length, rest) = rest.split_first_chunk::<2>()?;
    let length = usize::from(u16::from_be_bytes(*length));
    let id = rest.get(..length)?;
    ((1..=CREDENTIAL_MAX).contains(&length)).then(|| id.to_vec())
}

/// A key that `ring` can check with.
fn key(spki: &[u8]) -> Result<UnparsedPublicKey<&[u8]>, Fault> {
    let (algorithm, key): (&'static dyn VerificationAlgorithm, &[u8]) = match (
        spki.strip_prefix(P256),
        spki.strip_prefix(ED25519),
        rsa_key(spki),
    ) {
        (Some(point), _, _) if point.len() == 65 => (&signature::ECDSA_P256_SHA256_ASN1, point),
        (_, Some(key), _) if key.len() == 32 => (&signature::ED25519, key),
        (_, _, Some(key)) => (&signature::RSA_PKCS1_2048_8192_SHA256, key),
        _ => return Err(Fault::Key),
    };
    Ok(UnparsedPublicKey::new(algorithm, key))
}

/// The key within an RSA key's SPKI.
fn rsa_key(spki: &[u8]) -> Option<&[u8]> {
    let (body, rest) = der(spki, 0x30)?;
    let bits = body.strip_prefix(RSA)?;
    let (key, after) = der(bits, 0x03)?;
    (rest.is_empty() && after.is_empty()).then_some(())?;
    key.strip_prefix(&[0])
}

/// The content of a DER value with this tag, and what stands after it.
fn der(bytes: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (head, rest) = bytes.split_first_chunk::<2>()?;
    if head[0] != tag {
        return None;
    }
    let (length, rest) = match head[1] {
        short if short < 0x80 => (usize::from(short), rest),
        0x81 => (usize::from(*rest.first()?), &rest[1..]),
        0x82 => {
            let (long, rest) = rest.split_first_chunk::<2>()?;
            (usize::from(u16::from_be_bytes(*long)), rest)
        }
        _ => return None,
    };
    rest.split_at_checked(length)
}
