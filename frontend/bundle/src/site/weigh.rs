//! What a paired site tablet fetches before its first screen, as sent: the figure that the test run holds.

use std::fs;
use std::path::Path;

use anyhow::Result;

/// How the names begin of what comes after the first screen, or never on a tablet.
const AFTER: [&str; 3] = ["split_", "chunk_", "service_worker_off"];
/// What their names hold when they come with the later modules.
const WITH_LATER: &str = "-later-";
/// The texts that a tablet is given where nobody chose a language.
const FIRST_LANGUAGE: &str = "sv-";

/// The bytes of everything that a tablet's first screen waits for, and of its service worker.
pub fn first_load(site: &Path) -> Result<u64> {
    sent(site, is_first)
}

/// The bytes of the whole app: every file, all modules and languages.
pub fn whole(site: &Path) -> Result<u64> {
    sent(site, |name| !name.ends_with(".br"))
}

/// What the files of these names weigh as a browser that takes brotli gets them.
fn sent(site: &Path, is: fn(&str) -> bool) -> Result<u64> {
    let mut bytes = 0;
    for folder in [site.to_owned(), site.join("assets")] {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if !path.is_file() || !is(&name) {
                continue;
            }
            let sent = path.with_file_name(format!("{name}.br"));
            let sent = if sent.is_file() { sent } else { path.clone() };
            bytes += sent.metadata()?.len();
        }
    }
    Ok(bytes)
}

fn is_first(name: &str) -> bool {
    let is_other_language = name.ends_with(".json") && !name.starts_with(FIRST_LANGUAGE);
    let is_picture = name.ends_with(".png");
    let is_after = AFTER.iter().any(|after| name.starts_with(after));
    !name.ends_with(".br")
        && !is_other_language
        && !is_picture
        && !is_after
        && !name.contains(WITH_LATER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_first_screen_waits_for_counts_as_it_is_sent() {
        let folder = tempfile::tempdir().unwrap();
        let assets = folder.path().join("assets");
        fs::create_dir(&assets).unwrap();
        let put = |path: &Path, bytes: usize| fs::write(path, vec![0; bytes]).unwrap();
        put(&folder.path().join("index.html"), 1000);
        put(&folder.path().join("index.html.br"), 1);
        put(&assets.join("fotfaste-1.wasm"), 2000);
        put(&assets.join("fotfaste-1.wasm.br"), 20);
        put(&assets.join("sv-1.json"), 300);
        for later in [
            "sv-later-1.json",
            "en-1.json",
            "split_more-1.wasm",
            "chunk_3-1.wasm",
            "styles-later-1.css",
            "icon-192-1.png",
        ] {
            put(&assets.join(later), 100_000);
        }
        assert_eq!(first_load(folder.path()).unwrap(), 321);
        assert_eq!(whole(folder.path()).unwrap(), 600_321);
    }
}
