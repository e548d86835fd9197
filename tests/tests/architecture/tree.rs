//! The files of the checkout, and how a rule reports what breaks it.

use std::fs;
use std::path::Path;

use tests::program::root;

const NOT_OURS: [&str; 4] = ["target", ".git", "node_modules", "fixtures"];

/// One text file.
pub struct File {
    /// Path below the checkout, with slashes.
    pub path: String,
    pub text: String,
}

impl File {
    /// The lines before the tests of this file, numbered from 1, without whole-line comments.
    pub fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .enumerate()
            .take_while(|(_, line)| line.trim() != "#[cfg(test)]")
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
            .map(|(at, line)| (at + 1, line))
    }
}

/// All files with one of `extensions` under `folder` of the checkout, by path.
pub fn files(folder: &str, extensions: &[&str]) -> Vec<File> {
    let mut found = Vec::new();
    collect(&root().join(folder), extensions, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn collect(folder: &Path, extensions: &[&str], found: &mut Vec<File>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() {
            if !NOT_OURS.contains(&name.as_str()) {
                collect(&path, extensions, found);
            }
        } else if extensions
            .iter()
            .any(|extension| name.ends_with(&format!(".{extension}")))
            && let Ok(text) = fs::read_to_string(&path)
        {
            let below = path.strip_prefix(root()).unwrap_or(&path);
            found.push(File {
                path: below.to_string_lossy().replace('\\', "/"),
                text,
            });
        }
    }
}

/// Fails with all `faults` and how to mend them.
pub fn none(faults: &[String], mend: &str) {
    assert!(faults.is_empty(), "\n{}\n→ {mend}\n", faults.join("\n"));
}
