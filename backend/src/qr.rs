//! A text as a QR code, for whoever photographs a screen with another device: an authenticator's secret, a tablet's pairing.
//! Drawn as one SVG path in units of a module, so that the app only has to put it into its own SVG element.

use fast_qr::ECL;
use fast_qr::qr::QRBuilder;
use shared::api::Qr;

use crate::error::ApiError;

/// The empty margin that readers need, in modules.
const QUIET: usize = 4;

/// Draws a text; fails only when it is longer than a QR code can hold (2,331 bytes).
pub fn draw(text: &str) -> Result<Qr, ApiError> {
    let code = QRBuilder::new(text)
        .ecl(ECL::M)
        .build()
        .map_err(|_error| ApiError::internal("text too long for a QR code"))?;
    let mut path = String::new();
    for y in 0..code.size {
        let mut x = 0;
        while x < code.size {
            let width = (x..code.size).take_while(|x| code[y][*x].value()).count();
            if width > 0 {
                path.push_str(&format!("M{} {}h{width}v1h-{width}z", x + QUIET, y + QUIET));
            }
            x += width + 1;
        }
    }
    Ok(Qr {
        size: u32::try_from(code.size + 2 * QUIET).unwrap_or_default(),
        path,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_draws_the_three_corners_that_readers_look_for() {
        let qr = draw("https://fotfaste.example/pair#0123456789abcdef").unwrap();
        for corner in [
            "M4 4h7v1h-7z".to_owned(),
            format!("M{} 4h7v1h-7z", qr.size - 11),
            format!("M4 {}h7v1h-7z", qr.size - 5),
        ] {
            assert!(qr.path.contains(&corner), "{corner} in {}", qr.path);
        }
    }

    #[test]
    fn a_text_that_does_not_fit_is_refused() {
        assert!(draw(&"x".repeat(2_331)).is_ok());
        assert!(draw(&"x".repeat(2_332)).is_err());
    }
}
