//! Randomness for waits, from the browser's cryptographic source.

/// Random bytes. Where there is no cryptographic source the ordinary one serves: ids and waits need chance, not secrecy.
#[must_use]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0_u8; N];
    let source = web_sys::window().and_then(|window| window.crypto().ok());
    match source.map(|source| source.get_random_values_with_u8_array(&mut bytes)) {
        Some(Ok(_)) => bytes,
        // Below 256, so nothing is cut off.
        Some(Err(_)) | None => bytes.map(|_| (js_sys::Math::random() * 256.0) as u8),
    }
}

/// Evenly spread over all values.
#[must_use]
pub fn number() -> u32 {
    u32::from_le_bytes(bytes())
}
