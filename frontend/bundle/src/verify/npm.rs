//! Packages of npm that tests need: pinned, once, in the user's cache folder. Neither the checkout nor the product has anything of them.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::tools;

/// What a lane needs of npm.
pub struct Packages {
    /// The variable that names another folder of `node_modules`.
    pub variable: &'static str,
    /// Beginning of the folder's name.
    pub name: &'static str,
    /// Each with its version.
    pub packages: &'static [&'static str],
    /// Files that must be there afterwards, below `node_modules`.
    pub files: &'static [&'static str],
}

impl Packages {
    /// Their `node_modules`, or in one line why not.
    pub fn find(&self) -> Result<PathBuf, String> {
        if let Some(folder) = std::env::var_os(self.variable) {
            return Ok(PathBuf::from(folder));
        }
        let wanted = self.packages.join(" and ");
        let missing = format!("{wanted} cannot be installed; it needs npm and its registry");
        let Some(cache) = tools::cache() else {
            return Err(missing);
        };
        let name = self.packages.join("-").replace(['@', '/'], "_");
        let folder = cache.join(format!("{}-{name}", self.name));
        let modules = folder.join("node_modules");
        let is_there = || self.files.iter().all(|file| modules.join(file).is_file());
        if is_there() {
            return Ok(modules);
        }
        eprintln!("installing {wanted}, once");
        let install = Command::new("npm")
            .args([
                "install",
                "--silent",
                "--no-fund",
                "--no-audit",
                "--ignore-scripts",
                "--prefix",
            ])
            .arg(&folder)
            .args(self.packages)
            .stdout(Stdio::null())
            .status();
        if install.is_ok_and(|status| status.success()) && is_there() {
            Ok(modules)
        } else {
            Err(missing)
        }
    }
}
