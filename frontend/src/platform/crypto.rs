//! The browser's cryptography: a key that signs and never leaves this device, and what a PIN is checked by.
use js_sys::{Array, ArrayBuffer, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, CryptoKeyPair, SubtleCrypto};

/// The browser has no cryptography here, or refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoCrypto;

impl From<JsValue> for NoCrypto {
    fn from(_thrown: JsValue) -> Self {
        Self
    }
}

fn subtle() -> Result<SubtleCrypto, NoCrypto> {
    let window = web_sys::window().ok_or(NoCrypto)?;
    Ok(window.crypto()?.subtle())
}

fn object(fields: &[(&str, JsValue)]) -> Result<Object, NoCrypto> {
    let object = Object::new();
    for (name, value) in fields {
        Reflect::set(&object, &(*name).into(), value)?;
    }
    Ok(object)
}

fn uses(of: &[&str]) -> JsValue {
    of.iter()
        .map(|one| JsValue::from_str(one))
        .collect::<Array>()
        .into()
}

fn bytes(answer: &JsValue) -> Vec<u8> {
    Uint8Array::new(answer.unchecked_ref::<ArrayBuffer>()).to_vec()
}

/// Makes a key pair (ECDSA, P-256) whose private half cannot be read by anybody. Gives what the browser's database can keep of the
/// private half, and the public half as bytes.
pub async fn make_key() -> Result<(JsValue, Vec<u8>), NoCrypto> {
    let subtle = subtle()?;
    let kind = object(&[("name", "ECDSA".into()), ("namedCurve", "P-256".into())])?;
    let made = subtle.generate_key_with_object(&kind, false, &uses(&["sign", "verify"]))?;
    // A plain object to JavaScript, of no class that could be asked for.
    let pair: CryptoKeyPair = JsFuture::from(made).await?.unchecked_into();
    let public = subtle.export_key("raw", &pair.get_public_key())?;
    let public = bytes(&JsFuture::from(public).await?);
    Ok((pair.get_private_key().into(), public))
}

/// Signs (SHA-256; r and s one after the other).
pub async fn sign(key: &JsValue, message: &[u8]) -> Result<Vec<u8>, NoCrypto> {
    let key: &CryptoKey = key.dyn_ref().ok_or(NoCrypto)?;
    let kind = object(&[("name", "ECDSA".into()), ("hash", "SHA-256".into())])?;
    let message = Uint8Array::from(message);
    let signed = subtle()?.sign_with_object_and_buffer_source(&kind, key, &message)?;
    Ok(bytes(&JsFuture::from(signed).await?))
}

/// PBKDF2 with SHA-256 to 32 bytes.
pub async fn stretch(secret: &str, salt: &[u8], rounds: u32) -> Result<Vec<u8>, NoCrypto> {
    let subtle = subtle()?;
    let secret = Uint8Array::from(secret.as_bytes());
    let key =
        subtle.import_key_with_str("raw", &secret, "PBKDF2", false, &uses(&["deriveBits"]))?;
    let key: CryptoKey = JsFuture::from(key).await?.dyn_into()?;
    let kind = object(&[
        ("name", "PBKDF2".into()),
        ("hash", "SHA-256".into()),
        ("salt", Uint8Array::from(salt).into()),
        ("iterations", rounds.into()),
    ])?;
    let derived = subtle.derive_bits_with_object(&kind, &key, 256)?;
    Ok(bytes(&JsFuture::from(derived).await?))
}
