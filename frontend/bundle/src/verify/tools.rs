//! Programs of the system that tests need: installed from Debian where we may, else named.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

/// Makes sure that `sign`, a file or folder, is there; else says what to install.
pub fn ensure(what: &str, sign: &str, packages: &[&str]) -> Result<Option<String>> {
    if Path::new(sign).exists() || in_path(what) {
        return Ok(None);
    }
    let missing = format!("no {what}; install {}", packages.join(" and "));
    if !in_path("apt-get") {
        return Ok(Some(missing));
    }
    for prefix in prefixes() {
        eprintln!("installing {}", packages.join(" and "));
        if apt(prefix, &["update", "-q"])?
            && apt(
                prefix,
                &[
                    &["install", "-q", "-y", "--no-install-recommends"],
                    packages,
                ]
                .concat(),
            )?
        {
            return Ok(None);
        }
    }
    Ok(Some(missing))
}

/// The folder for tools that are installed once, outside of checkout and system.
pub fn cache() -> Option<PathBuf> {
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.or_else(|| std::env::home_dir().map(|home| home.join(".cache")))?;
    Some(cache.join("fotfaste"))
}

/// As ourselves where we are root, through sudo where it asks for no password.
fn prefixes() -> Vec<&'static [&'static str]> {
    let says = |program: &str, arguments: &[&str]| {
        Command::new(program)
            .args(arguments)
            .output()
            .ok()
            .filter(|output| output.status.success())
            .map(|output| output.stdout)
    };
    if says("id", &["-u"]).is_some_and(|user| user.trim_ascii() == b"0") {
        return vec![&[]];
    }
    if says("sudo", &["-n", "true"]).is_some() {
        return vec![&["sudo", "-n", "--preserve-env=DEBIAN_FRONTEND"]];
    }
    Vec::new()
}

fn apt(prefix: &[&str], arguments: &[&str]) -> Result<bool> {
    let words: Vec<&str> = [prefix, &["apt-get"], arguments].concat();
    let mut command = Command::new(words[0]);
    command
        .args(&words[1..])
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdin(std::process::Stdio::null());
    Ok(command.status()?.success())
}

fn in_path(program: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
    })
}
