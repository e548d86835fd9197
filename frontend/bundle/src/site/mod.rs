//! The files that a browser gets: from the `frontend` crate and its files to `site/` in cargo's target directory.
//!
//! - `flavour`: release or development
//! - `stamp`: is the site at hand still that of its inputs?
//! - `split`: one module into what a tablet needs and what only the office does
//! - `slim`: comments and long names taken out of scripts and style sheets
//! - `wasm`: the compiled crate to JavaScript and WASM
//! - `assemble`: hashed names, templates, the service worker's list
//! - `write`: compressed and put in place, unchanged files untouched
//! - `weigh`: what a tablet waits for, as sent

pub mod assemble;
#[path = "../../../catalogue.rs"]
mod catalogue;
pub mod flavour;
pub mod order;
mod slim;
pub mod split;
pub mod stamp;
pub mod wasm;
pub mod weigh;
pub mod write;

use std::time::Instant;

use anyhow::Result;

pub use self::flavour::Flavour;
use crate::cargo;
use crate::workspace::Workspace;

/// Builds the site where its inputs changed; else leaves it alone.
pub fn build(workspace: &Workspace, flavour: Flavour) -> Result<()> {
    let start = Instant::now();
    cargo::ensure_wasm_target(workspace)?;
    eprintln!("site: compiling the app ({flavour})");
    let build = match flavour {
        Flavour::Release => cargo::build_small,
        Flavour::Development => cargo::build,
    };
    let profile = ["--profile", flavour.profile()];
    let app = ["--lib", "--package", "app", "--target", cargo::WASM];
    build(workspace, &[&app[..], &profile].concat())?;
    let compiled = flavour.compiled(workspace);
    let stamp = stamp::of(workspace, flavour, &compiled)?;
    if stamp::is_current(workspace, &stamp) {
        eprintln!("site: unchanged ({:.1} s)", start.elapsed().as_secs_f32());
        return Ok(());
    }
    eprintln!("site: binding JavaScript and WASM");
    let module = wasm::bind_split(&compiled, flavour, &workspace.target.join("split"))?;
    let files = assemble::assemble(&workspace.frontend(), &module)?;
    eprintln!("site: compressing and writing {} files", files.len());
    let sizes = write::write(&workspace.site(), &files, flavour)?;
    stamp::keep(workspace, &stamp)?;
    eprintln!(
        "site: {} ({} kB raw, {} kB as sent, of it WASM {} kB; a tablet's first load {} kB; {:.1} s)",
        workspace.site().display(),
        sizes.raw / 1000,
        sizes.sent / 1000,
        sizes.wasm_sent / 1000,
        weigh::first_load(&workspace.site())? / 1000,
        start.elapsed().as_secs_f32()
    );
    Ok(())
}
