//! Randomness for waits, from the browser's cryptographic source.

/// Evenly spread over all values. Where there is no source every device waits half the bound.
#[must_use]
pub fn number() -> u32 {
    let mut bytes = [0_u8; 4];
    let source = web_sys::window().and_then(|window| window.crypto().ok());
    match source.map(|source| source.get_random_values_with_u8_array(&mut bytes)) {
        Some(Ok(_)) => u32::from_le_bytes(bytes),
        Some(Err(_)) | None => u32::MAX / 2,
    }
}
