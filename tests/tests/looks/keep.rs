//! What is kept of the walk: a picture of every screen in every width and theme, and each page as it was serialised.
//!
//! `FOTFASTE_LOOKS_KEEP` names the folder (the lane names one in the target directory): `shots/` for the report of what has
//! changed to the eye, `pages/` for the checker of HTML. Without it nothing is kept.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use serde_json::json;
use tests::browser::Page;

const HEIGHT_MAX: f64 = 4000.0;

/// The folder.
#[derive(Clone, Debug)]
pub struct Keep(Option<PathBuf>);

impl Keep {
    /// Begins anew: what was kept before goes.
    pub fn begin() -> Result<Self> {
        let Some(folder) = std::env::var_os("FOTFASTE_LOOKS_KEEP").map(PathBuf::from) else {
            return Ok(Self(None));
        };
        for part in ["shots", "pages"] {
            let part = folder.join(part);
            if part.exists() {
                fs::remove_dir_all(&part)?;
            }
            fs::create_dir_all(&part)?;
        }
        Ok(Self(Some(folder)))
    }

    /// The folder of the pictures.
    pub fn shots(&self) -> Option<PathBuf> {
        self.0.as_ref().map(|folder| folder.join("shots"))
    }

    /// A picture of the whole page, however long, without the blinking line of a field.
    pub async fn shot(&self, page: &Page, name: &str) -> Result<()> {
        let Some(folder) = self.shots() else {
            return Ok(());
        };
        let still = "if (document.activeElement?.style) document.activeElement.style.caretColor = 'transparent'; \
            return [innerWidth, Math.max(innerHeight, document.scrollingElement.scrollHeight)]";
        let [width, height]: [f64; 2] = serde_json::from_value(page.run(still, vec![]).await?)?;
        let clip =
            json!({ "x": 0, "y": 0, "width": width, "height": height.min(HEIGHT_MAX), "scale": 1 });
        let taken = page
            .devtools(
                "Page.captureScreenshot",
                json!({ "format": "png", "captureBeyondViewport": true, "optimizeForSpeed": true, "clip": clip }),
            )
            .await?;
        let data = taken["data"].as_str().context("no picture")?;
        fs::write(folder.join(format!("{name}.png")), decode(data))?;
        Ok(())
    }

    /// The page as the browser has it.
    pub async fn page(&self, page: &Page, name: &str) -> Result<()> {
        let Some(folder) = &self.0 else {
            return Ok(());
        };
        let source = "return '<!doctype html>\\n' + document.documentElement.outerHTML";
        let source = page.run(source, vec![]).await?;
        let source = source.as_str().context("no page")?;
        fs::write(folder.join("pages").join(format!("{name}.html")), source)?;
        Ok(())
    }
}

/// Base64, as the inspector sends pictures.
pub fn decode(text: &str) -> Vec<u8> {
    let value = |letter: u8| match letter {
        b'A'..=b'Z' => Some(letter - b'A'),
        b'a'..=b'z' => Some(letter - b'a' + 26),
        b'0'..=b'9' => Some(letter - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let (mut bytes, mut held, mut bits) = (Vec::with_capacity(text.len() / 4 * 3), 0_u32, 0);
    for six in text.bytes().filter_map(value) {
        held = held << 6 | u32::from(six);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits & 0xff) as u8);
        }
    }
    bytes
}

/// The path of a screen as part of a file's name: ids are left out, they say nothing to whoever looks.
pub fn slug(path: &str) -> String {
    let parts = path.split('/').filter(|part| !part.is_empty());
    let parts: Vec<&str> = parts
        .map(|part| if part.len() == 36 { "one" } else { part })
        .collect();
    if parts.is_empty() {
        "home".to_owned()
    } else {
        parts.join("_")
    }
}
