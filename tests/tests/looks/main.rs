//! Every screen × state × width × theme × language under two accessibility engines that nobody here wrote: axe-core with the tags of
//! WCAG 2.2 AA and best practice, and IBM's with its rules for WCAG 2.2. A violation is a failure.
//!
//! - `screens`: who sees what, and how each state is come to
//! - `engines`: the two engines in the page, outside of its content policy but not against it
//! - `walk`: through all of them, and what was found
//!
//! `FOTFASTE_LOOKS` names the folder of `node_modules` (the lane `looks` installs it); without it the test says so and is skipped.

mod engines;
mod screens;
mod walk;

use anyhow::{Result, ensure};
use tests::browser;
use tests::program;
use tests::server::Launch;

use self::engines::Engines;
use self::screens::{LANGUAGES, PEOPLE};

#[tokio::test(flavor = "multi_thread")]
async fn no_screen_breaks_a_rule_of_either_engine() -> Result<()> {
    if !browser::is_present() {
        return Ok(());
    }
    let Some(engines) = Engines::read()? else {
        return Ok(());
    };
    program::site()?;
    let server = Launch::temporary()?.argument("--demo").start().await?;
    let here = server.url("");
    // Two browsers for two cores: one a language.
    let mut found = walk::Found::default();
    let walks = LANGUAGES.map(|language| walk::all(&here, &engines, language));
    for walked in futures::future::join_all(walks).await {
        found.join(walked?);
    }
    screens::ensure_all_routes_are_walked(&found.paths)?;
    println!(
        "{} pages looked at by each engine; {}",
        found.looked,
        found.notes()
    );
    ensure!(
        found.looked > PEOPLE.len() * 18,
        "only {} pages",
        found.looked
    );
    ensure!(found.faults.is_empty(), "{}", found.told());
    Ok(())
}
