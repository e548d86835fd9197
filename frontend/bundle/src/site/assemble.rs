//! Hashed names, templates filled, the service worker's list. Pure: the same inputs give the same files, byte for byte.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Error, Result, bail, ensure};
use sha2::{Digest, Sha256};

use super::catalogue;
use super::slim;
use super::stamp::files_of;
use super::wasm::Module;

/// The order of the style sheets; files of other names follow, by name.
const STYLES_FIRST: [&str; 4] = ["tokens.css", "base.css", "layout.css", "components.css"];
/// The sheets of screens that lie in later modules: fetched beside those.
const STYLES_LATER: [&str; 6] = [
    "cases.css",
    "guide.css",
    "home.css",
    "table.css",
    "timeline.css",
    "told.css",
];
const ICONS: [(&str, &str); 4] = [
    ("icon_svg", "icon.svg"),
    ("icon_192", "icon-192.png"),
    ("icon_512", "icon-512.png"),
    ("icon_apple", "apple-touch.png"),
];
/// The module that is not kept on every device.
const FETCHED_WHEN_OPENED: &str = "office";
/// What a language is called by those who speak it.
const OWN_NAME: &str = "format.own_name";
/// Files under `assets/` carry their hash in the name and never change: sixteen hex digits.
const HASH_DIGITS: usize = 16;

/// Path below the site's root → content.
pub type Files = BTreeMap<String, Vec<u8>>;

struct Site {
    files: Files,
    names: BTreeMap<&'static str, String>,
    /// Fetched when they are first needed.
    later: BTreeSet<String>,
}

/// All files of the site, from the folder of the frontend crate and the bound module.
pub fn assemble(frontend: &Path, module: &Module) -> Result<Files> {
    let mut site = Site {
        files: Files::new(),
        names: BTreeMap::new(),
        later: BTreeSet::new(),
    };
    for (key, file) in ICONS {
        site.add_hashed(key, file, read(frontend, &format!("icons/{file}"))?)?;
    }
    let [styles, later] = styles(&frontend.join("styles"))?;
    site.add_hashed("styles", "styles.css", styles.into_bytes())?;
    site.add_hashed("styles_later", "styles-later.css", later.into_bytes())?;
    site.add_hashed("wasm", "fotfaste.wasm", module.wasm.clone())?;
    let script = site.add_later(module)?;
    site.add_hashed("script", "fotfaste.js", script.into_bytes())?;
    let theme = site.fill(frontend, "theme.js")?;
    site.add_hashed("theme", "theme.js", theme)?;
    site.add_languages(frontend)?;
    let boot = site.fill(frontend, "boot.js")?;
    site.add_hashed("boot", "boot.js", boot)?;
    for file in ["manifest.webmanifest", "index.html"] {
        let content = site.fill(frontend, file)?;
        site.files.insert(file.to_owned(), content);
    }
    let paths = site.files.keys().map(|path| format!("/{path}"));
    let (later, precache): (Vec<_>, Vec<_>) = paths.partition(|path| site.later.contains(path));
    let version = version(&site.files);
    site.names
        .insert("precache", serde_json::to_string(&precache)?);
    site.names.insert("later", serde_json::to_string(&later)?);
    site.names.insert("version", version);
    for file in ["service_worker.js", "service_worker_off.js"] {
        let content = site.fill(frontend, file)?;
        site.files.insert(file.to_owned(), content);
    }
    Ok(site.files)
}

impl Site {
    fn add_hashed(&mut self, key: &'static str, file: &str, content: Vec<u8>) -> Result<()> {
        let path = hashed(file, &content)?;
        self.names.insert(key, format!("/{path}"));
        self.files.insert(path, content);
        Ok(())
    }

    /// Adds the modules that the first one loads; gives the script with the names under which they lie.
    fn add_later(&mut self, module: &Module) -> Result<String> {
        let mut script = module.script.clone();
        for (file, content) in &module.later {
            let path = hashed(file, content)?;
            let (old, name) = (format!("\"./{file}\""), path.trim_start_matches("assets/"));
            ensure!(script.contains(&old), "the script does not load {file}");
            script = script.replace(&old, &format!("\"./{name}\""));
            if file.contains(FETCHED_WHEN_OPENED) {
                self.later.insert(format!("/{path}"));
            }
            self.files.insert(path, content.clone());
        }
        Ok(script)
    }

    /// Adds two files of texts for each language, and the list of tag, own name, paths by which they are found, and whether no text is missing. All but those of
    /// the first language are fetched when it is chosen.
    fn add_languages(&mut self, frontend: &Path) -> Result<()> {
        let folder = frontend.join("locales");
        let texts = |tag: &str| catalogue::read(&folder, tag).map_err(Error::msg);
        let first = texts(catalogue::FIRST)?;
        let rows = catalogue::rows(&frontend.join("src"), &first).map_err(Error::msg)?;
        let mut list = Vec::new();
        for tag in catalogue::languages(&folder).map_err(Error::msg)? {
            let own = texts(&tag)?;
            let name = own
                .get(OWN_NAME)
                .with_context(|| format!("{tag} has no {OWN_NAME}"))?;
            let mut paths = Vec::new();
            let mut is_whole = true;
            for (names, file) in rows.iter().zip([&tag, &format!("{tag}-later")]) {
                let texts = catalogue::row(names, &own);
                is_whole &= texts.iter().all(Option::is_some);
                let content = serde_json::to_vec(&texts)?;
                let path = hashed(&format!("{file}.json"), &content)?;
                if tag != catalogue::FIRST {
                    self.later.insert(format!("/{path}"));
                }
                paths.push(format!("/{path}"));
                self.files.insert(path, content);
            }
            list.push((tag.clone(), name.clone(), paths, is_whole));
        }
        self.names
            .insert("languages", serde_json::to_string(&list)?);
        Ok(())
    }

    /// Replaces each `{{name}}`; a name that is not known is an error, for a browser would only say "not found".
    fn fill(&self, frontend: &Path, file: &str) -> Result<Vec<u8>> {
        let template = String::from_utf8(read(frontend, file)?)
            .with_context(|| format!("{file} is not UTF-8"))?;
        let mut filled = String::with_capacity(template.len());
        let mut rest = template.as_str();
        while let Some((before, after)) = rest.split_once("{{") {
            let (name, after) = after
                .split_once("}}")
                .with_context(|| format!("{file}: a {{{{ without end"))?;
            let Some(value) = self.names.get(name) else {
                bail!("{file}: {{{{{name}}}}} is not a name that the bundle fills")
            };
            filled.push_str(before);
            filled.push_str(value);
            rest = after;
        }
        filled.push_str(rest);
        if file.ends_with(".js") {
            filled = slim::script(&filled).with_context(|| format!("{file} cannot be slimmed"))?;
        }
        Ok(filled.into_bytes())
    }
}

/// The path of a file that carries its hash in the name.
fn hashed(file: &str, content: &[u8]) -> Result<String> {
    let (stem, extension) = file
        .rsplit_once('.')
        .context("a file without an extension")?;
    let hash = hex(&Sha256::digest(content));
    Ok(format!(
        "assets/{stem}-{}.{extension}",
        &hash[..HASH_DIGITS]
    ))
}

/// Lower-case hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn version(files: &Files) -> String {
    let mut hash = Sha256::new();
    for (path, content) in files {
        hash.update(path);
        hash.update(content.len().to_le_bytes());
        hash.update(content);
    }
    hex(&hash.finalize())[..HASH_DIGITS].to_owned()
}

/// The sheet of the first module and that of the later ones.
fn styles(folder: &Path) -> Result<[String; 2]> {
    let mut paths = files_of(folder)?;
    let rank = |path: &Path| {
        let place = STYLES_FIRST
            .iter()
            .position(|first| path.file_name().is_some_and(|name| name == *first));
        place.unwrap_or(STYLES_FIRST.len())
    };
    paths.sort_by_key(|path| rank(path));
    let mut sheets = [String::new(), String::new()];
    for path in paths
        .iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "css"))
    {
        let is_later = STYLES_LATER
            .iter()
            .any(|later| path.file_name().is_some_and(|name| name == *later));
        let sheet = fs::read_to_string(path)?;
        sheets[usize::from(is_later)].push_str(&slim::sheet(&sheet)?);
    }
    Ok(sheets)
}

fn read(folder: &Path, file: &str) -> Result<Vec<u8>> {
    let path = folder.join(file);
    fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))
}
