//! Hands the site to the server: its files for the release binary, its folder for a debug one.
//!
//! The site is made by `cargo site` in cargo's target directory. A release build without it works, and its server says so
//! at start; `cargo dist` makes both in the right order.

use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let target = target(&out).ok_or_else(|| format!("no target directory above {out:?}"))?;
    let site = target.join("site");
    println!("cargo:rerun-if-changed=build.rs");
    // The migrations are built in; a new file must be seen.
    println!("cargo:rerun-if-changed=migrations");
    let mut code = String::new();
    if env::var("PROFILE")? == "release" {
        println!("cargo:rerun-if-changed={}", site.display());
        let mut files = Vec::new();
        if site.is_dir() {
            collect(&site, &mut files)?;
        }
        files.sort();
        writeln!(code, "pub const ON_DISK: Option<&str> = None;")?;
        writeln!(code, "pub const EMBEDDED: &[(&str, &[u8])] = &[")?;
        for file in &files {
            let path = file
                .strip_prefix(&site)?
                .to_string_lossy()
                .replace('\\', "/");
            writeln!(code, "    ({path:?}, include_bytes!({file:?})),")?;
        }
        writeln!(code, "];")?;
    } else {
        writeln!(code, "pub const ON_DISK: Option<&str> = Some({site:?});")?;
        writeln!(code, "pub const EMBEDDED: &[(&str, &[u8])] = &[];")?;
    }
    fs::write(out.join("site_files.rs"), code)?;
    Ok(())
}

/// Cargo's target directory: OUT_DIR is `build/backend-…/out` in a profile's folder, which lies there or in the folder of a triple.
fn target(out: &Path) -> Option<&Path> {
    let mut above = out.ancestors();
    above.find(|folder| folder.ends_with("build"))?;
    let folder = above.nth(1)?;
    let triple = env::var("TARGET").ok()?;
    if folder.ends_with(triple) {
        folder.parent()
    } else {
        Some(folder)
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
