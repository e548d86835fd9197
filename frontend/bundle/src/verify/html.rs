//! The pages as the browser has them, in every state, under the W3C's checker (vnu): no error. `FOTFASTE_VNU` names another folder of
//! `node_modules`. The walk of the lane `looks` keeps the pages; where there are none of this site they are made first.

use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Result, ensure};

use super::npm::Packages;
use super::{Outcome, browser, looks, run_shown, tools};
use crate::site::{self, Flavour};
use crate::workspace::Workspace;

const CHECKER: Packages = Packages {
    variable: "FOTFASTE_VNU",
    name: "vnu",
    packages: &["vnu-jar@26.9.27"],
    files: &["vnu-jar/build/dist/vnu.jar"],
};
/// Two languages, and more than one state a screen.
const PAGES_MIN: usize = 150;

pub fn run(workspace: &Workspace) -> Result<Outcome> {
    let java = tools::ensure("java", "/usr/bin/java", &["default-jre-headless"])?;
    if let Some(missing) = java.or(browser::missing()?) {
        return Ok(Outcome::Skipped(missing));
    }
    let modules = match CHECKER.find() {
        Ok(modules) => modules,
        Err(missing) => return Ok(Outcome::Skipped(missing)),
    };
    site::build(workspace, Flavour::Release)?;
    let pages = looks::kept(workspace).join("pages");
    if changed(&pages) < changed(&workspace.site().join("index.html")) {
        looks::walk(workspace, None)?;
    }
    let count = std::fs::read_dir(&pages)?.count();
    ensure!(count >= PAGES_MIN, "only {count} pages");
    let [jar] = CHECKER.files else {
        return Ok(Outcome::Skipped("no jar".to_owned()));
    };
    run_shown(
        Command::new("java")
            .arg("-jar")
            .arg(modules.join(jar))
            .args(["--errors-only", "--no-langdetect"])
            .arg(&pages),
    )?;
    eprintln!("{count} pages without an error");
    Ok(Outcome::Passed)
}

fn changed(path: &Path) -> Option<SystemTime> {
    path.metadata().and_then(|data| data.modified()).ok()
}
