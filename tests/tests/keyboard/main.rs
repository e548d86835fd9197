//! Every task of every user by keyboard alone: real key events, nothing focused or clicked by script (`tests::keyboard`).
//!
//! - `tasks`: the table; a command that no task gives fails the test · one file for each kind of user
//!
//! `FOTFASTE_TASKS` names some of them by parts of their names, while one is written.
//!
//! They are done in the table's order on one server with the demo, for later ones build on earlier ones, and each person signs in and
//! out by keyboard too. The server's own register tells afterwards whether the commands have come.

mod cases;
mod contracts;
mod everybody;
mod follow_up;
mod people;
mod shared_tablet;
mod site;
mod tasks;
mod tenders;

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use shared::command::KINDS;
use tests::browser::{self, Screen, with_browser};
use tests::keyboard::Keyboard;
use tests::program;
use tests::still::{Filling, Still, keep_still};
use tests::tablet;

use self::tasks::TASKS;

#[test]
fn every_command_is_given_by_some_task() {
    let mut given: BTreeSet<&str> = tasks::all_given().into_iter().collect();
    given.extend(shared_tablet::GIVES);
    let missing: Vec<&str> = KINDS
        .iter()
        .map(|kind| kind.name)
        .filter(|name| !given.contains(name))
        .collect();
    assert!(
        missing.is_empty(),
        "no task gives {missing:?}: add one to TASKS in tests/tests/keyboard/tasks.rs"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trainee_checks_in_by_keyboard_on_a_tablet() -> Result<()> {
    if !browser::is_present() {
        return Ok(());
    }
    program::site()?;
    shared_tablet::run().await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_task_is_done_by_keyboard_alone() -> Result<()> {
    if !browser::is_present() {
        return Ok(());
    }
    program::site()?;
    let still = Still::start(Filling::Demo).await?;
    let before = tasks::given(&still).await?;
    let folder = tempfile::tempdir()?;
    let own = tablet::profile(folder.path(), "keyboard")?;
    with_browser(&own, Screen::OFFICE, async |page| {
        keep_still(&page).await?;
        page.open(&still.url("/sign-in")).await?;
        page.run("localStorage.setItem('fotfaste.language', 'sv')", vec![])
            .await?;
        page.reload().await?;
        let mut keyboard = Keyboard::new(&page);
        let mut here: Option<&str> = None;
        let mut told = Vec::new();
        let only = std::env::var("FOTFASTE_TASKS").unwrap_or_default();
        for task in TASKS
            .iter()
            .filter(|task| only.is_empty() || only.split(',').any(|who| task.name.contains(who)))
        {
            if here != Some(task.who) {
                if here.is_some() {
                    everybody::sign_out(&mut keyboard).await?;
                }
                everybody::sign_in(&mut keyboard, task.who).await?;
                here = Some(task.who);
            }
            let pressed = keyboard.pressed;
            (task.run)(&mut keyboard)
                .await
                .with_context(|| format!("{} as {}", task.name, task.who))?;
            told.push(format!("{} ({})", task.name, keyboard.pressed - pressed));
        }
        println!(
            "{} tasks by keyboard alone, with how many keys: {}",
            told.len(),
            told.join(", ")
        );
        let errors = page.console_errors().await?;
        let errors: Vec<_> = errors
            .iter()
            .filter(|error| !error.contains("Failed to load resource"))
            .collect();
        ensure!(errors.is_empty(), "the console says {errors:#?}");
        if only.is_empty() {
            tasks::ensure_given(&still, &before, &tasks::all_given()).await?;
        }
        Ok(())
    })
    .await
}
