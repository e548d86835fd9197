//! Compressed and put in place: new hashed files first, the pages that name them after, stale files away last.
//!
//! Each file is renamed into place, so a running server never reads a half-written site and an interrupted build leaves the
//! old one whole. A file that would get the content it has is not touched: the release binary embeds the folder and would
//! else be linked again.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::Flavour;
use super::assemble::Files;

const TEXT_OR_CODE: [&str; 7] = ["html", "js", "css", "wasm", "webmanifest", "svg", "json"];
const WINDOW_BITS: i32 = 22;

/// How large the site became, in bytes.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Sizes {
    /// All files, uncompressed.
    pub raw: usize,
    /// All files as a browser that takes brotli gets them.
    pub sent: usize,
    /// The WASM alone, as sent.
    pub wasm_sent: usize,
}

/// Writes `files` and their `.br` forms to `site`, and removes what does not belong there.
pub fn write(site: &Path, files: &Files, flavour: Flavour) -> Result<Sizes> {
    let mut sizes = Sizes::default();
    let mut kept = BTreeSet::new();
    // "assets/…" must stand before a page names it.
    let (hashed, pages): (Vec<_>, Vec<_>) = files
        .iter()
        .partition(|(path, _)| path.starts_with("assets/"));
    for (path, content) in hashed.into_iter().chain(pages) {
        let target = site.join(path);
        let unchanged = put(&target, content)?;
        kept.insert(target.clone());
        let mut sent = content.len();
        if is_compressible(path) {
            let target = site.join(format!("{path}.br"));
            sent = compressed(&target, content, flavour, unchanged)?;
            kept.insert(target);
        }
        sizes.raw += content.len();
        sizes.sent += sent;
        if path.ends_with(".wasm") {
            sizes.wasm_sent += sent;
        }
    }
    remove_others(site, &kept)?;
    Ok(sizes)
}

fn is_compressible(path: &str) -> bool {
    path.rsplit_once('.')
        .is_some_and(|(_, extension)| TEXT_OR_CODE.contains(&extension))
}

/// The size of the brotli form at `target`, made anew where the content changed or there is none.
fn compressed(target: &Path, content: &[u8], flavour: Flavour, unchanged: bool) -> Result<usize> {
    if unchanged && let Ok(metadata) = fs::metadata(target) {
        return Ok(usize::try_from(metadata.len())?);
    }
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: flavour.brotli_quality(),
        lgwin: WINDOW_BITS,
        size_hint: content.len(),
        ..Default::default()
    };
    let mut bytes = Vec::new();
    brotli::BrotliCompress(&mut &content[..], &mut bytes, &parameters)?;
    put(target, &bytes)?;
    Ok(bytes.len())
}

/// Puts `content` at `target`; true where it lay there already.
fn put(target: &Path, content: &[u8]) -> Result<bool> {
    if fs::read(target).is_ok_and(|present| present == content) {
        return Ok(true);
    }
    let folder = target.parent().context("a file without a folder")?;
    fs::create_dir_all(folder)?;
    let mut name = target
        .file_name()
        .context("a file without a name")?
        .to_owned();
    name.push(".new");
    let beside = folder.join(name);
    let mut file = fs::File::create(&beside)?;
    file.write_all(content)?;
    drop(file);
    fs::rename(&beside, target)?;
    Ok(false)
}

fn remove_others(folder: &Path, kept: &BTreeSet<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            remove_others(&path, kept)?;
        } else if !kept.contains(&path) {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    fn modified(path: &Path) -> SystemTime {
        fs::metadata(path).unwrap().modified().unwrap()
    }

    fn files(page: &str) -> Files {
        Files::from([
            ("assets/a-1.js".into(), b"let a;".to_vec()),
            ("index.html".into(), page.as_bytes().to_vec()),
        ])
    }

    #[test]
    fn only_what_changed_is_touched_and_stale_files_go() {
        let folder = tempfile::tempdir().unwrap();
        let site = folder.path().join("site");
        write(&site, &files("one"), Flavour::Release).unwrap();
        fs::write(site.join("assets/old-2.js"), "stale").unwrap();
        let asset = modified(&site.join("assets/a-1.js"));
        let compressed_asset = modified(&site.join("assets/a-1.js.br"));
        write(&site, &files("two"), Flavour::Release).unwrap();
        assert_eq!(modified(&site.join("assets/a-1.js")), asset);
        assert_eq!(modified(&site.join("assets/a-1.js.br")), compressed_asset);
        assert_eq!(fs::read_to_string(site.join("index.html")).unwrap(), "two");
        assert!(!site.join("assets/old-2.js").exists());
    }

    #[test]
    fn the_brotli_form_unpacks_to_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let page = "Fotfäste ".repeat(500);
        let sizes = write(folder.path(), &files(&page), Flavour::Release).unwrap();
        let packed = fs::read(folder.path().join("index.html.br")).unwrap();
        let mut unpacked = Vec::new();
        brotli::BrotliDecompress(&mut &packed[..], &mut unpacked).unwrap();
        assert_eq!(unpacked, page.as_bytes());
        assert!(sizes.sent < sizes.raw / 10);
    }
}
