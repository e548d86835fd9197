//! Every screen × state × width × theme × language under two accessibility engines that nobody here wrote: axe-core with the tags of
//! WCAG 2.2 AA and best practice, and IBM's with its rules for WCAG 2.2. A violation is a failure. On the same visits the title and
//! the order of focus of every screen are held to a list, each page is kept for the checker of HTML, and a picture of it for the eye.
//!
//! - `screens`: who sees what, of the demo and of an empty installation · `dialogs`: what opens over it · `empty`: nothing done yet
//! - `engines`: the two engines in the page, outside of its content policy but not against it
//! - `awaited`: before anything has come to the device · `tablets`: what only a connected tablet shows, and the office while it connects one
//! - `troubles`: what came back from the office, and the office's inbox
//! - `walk`: through all of them · `found`: what was found · `focus`: titles and stops · `keep`: pages and pictures
//! - `report`: what has changed to the eye since the baseline
//!
//! States: filled, empty, error (a form sent as it is), opened (all that is folded), dialog, offline, awaited, and those of
//! `tests::connected` and `tests::trouble`.
//! A page that is the same in another
//! theme, element by element, at the same places, and differs in nothing but colours, is looked at by the rules about colours only;
//! `FOTFASTE_LOOKS_WHOLE=1` has every rule look at every one, to prove that it comes to the same.
//!
//! `FOTFASTE_LOOKS_ONLY=avtal/filled/sv,nobody/empty/en,tablet/connected/sv` looks at some of it, while a screen is made.
//!
//! `FOTFASTE_LOOKS` names the folder of `node_modules` (the lane `looks` installs it), `FOTFASTE_LOOKS_KEEP` where to keep what is seen.

mod awaited;
mod dialogs;
mod empty;
mod engines;
mod focus;
mod found;
mod keep;
mod report;
mod screens;
mod tablets;
mod troubles;
mod walk;

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use backend::cli::demo;
use backend::settings::Settings;
use futures::{StreamExt, stream};
use tests::browser;
use tests::connected;
use tests::program;
use tests::still::{Filling, Still};
use tests::trouble;

use self::engines::Engines;
use self::found::Found;
use self::keep::Keep;
use self::screens::{EMPTY, LANGUAGES, PEOPLE};
use self::walk::Walked;

/// Whoever asks for something guarded shows once more who they are, every time: that dialog is looked at too.
fn ask_again(settings: &mut Settings) {
    settings.sudo_minutes = 0;
}

/// One browser a core.
const AT_ONCE: usize = 2;
const STATES: [&str; 7] = [
    "awaited", "dialog", "empty", "error", "filled", "offline", "opened",
];

#[test]
fn every_dialog_of_the_app_is_opened_by_somebody() -> Result<()> {
    dialogs::ensure_all_dialogs_are_opened()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_screen_breaks_a_rule_of_either_engine() -> Result<()> {
    if !browser::is_present() {
        return Ok(());
    }
    let engines = Engines::read()?;
    let keep = Keep::begin()?;
    // The list of stops can be renewed without looking at anything.
    let lists_only = engines.is_none() && keep.shots().is_none();
    if lists_only && !focus::is_renewed() {
        return Ok(());
    }
    program::site()?;
    // One of each a language: what is answered in one walk is not to change what another looks at.
    let [sv, en] = LANGUAGES;
    let full = [
        Still::with(Filling::Demo, ask_again).await?,
        Still::with(Filling::Demo, ask_again).await?,
    ];
    let nothing = [empty::begin().await?, empty::begin().await?];
    let addresses = full.iter().chain(&nothing).map(|still| still.url(""));
    let addresses: Vec<String> = addresses.collect();
    let over = |filling: &'static str, password, here| Walked {
        here,
        password,
        filling,
        engines: engines.as_ref(),
        keep: &keep,
    };
    let mut all = Vec::new();
    for (here, language) in addresses.iter().zip([sv, en, sv, en]) {
        let (walked, people) = if all.len() < PEOPLE.len() * LANGUAGES.len() {
            (over("filled", demo::PASSWORD, here), PEOPLE)
        } else {
            (over("empty", empty::PASSWORD, here), EMPTY)
        };
        all.extend(people.map(|person| (walked, person, language)));
    }
    for (here, language) in addresses.iter().zip(LANGUAGES) {
        let walked = over("awaited", demo::PASSWORD, here);
        all.push((walked, (Some("avtal"), &[][..]), language));
    }
    // On servers of their own.
    let tablet = over("connected", demo::PASSWORD, "");
    all.extend(LANGUAGES.map(|language| (tablet, (Some("tablet"), &[][..]), language)));
    let came_back = over("trouble", demo::PASSWORD, "");
    all.extend(LANGUAGES.map(|language| (came_back, (Some("site"), &[][..]), language)));
    let only = std::env::var("FOTFASTE_LOOKS_ONLY").unwrap_or_default();
    if !only.is_empty() {
        let wanted = |walked: &Walked<'_>, login: Option<&str>, language: &str| {
            only.split(',').any(|one| {
                one == format!(
                    "{}/{}/{language}",
                    login.unwrap_or("nobody"),
                    walked.filling
                )
            })
        };
        all.retain(|(walked, (login, _), language)| wanted(walked, *login, language));
    }
    if lists_only {
        all.retain(|(walked, _, language)| {
            !["empty", "awaited"].contains(&walked.filling) && *language == sv
        });
    }
    let walks = stream::iter(all).map(|(walked, person, language)| async move {
        let found = match walked.filling {
            "connected" => tablets::of(walked, language).await,
            "awaited" => awaited::of(walked, language).await,
            "trouble" => troubles::of(walked, language).await,
            _ => walk::of(walked, person, language).await,
        };
        let found = found.unwrap_or_else(|error| Found {
            broken: vec![format!("{error:#}")],
            ..Found::default()
        });
        (walked.filling, found)
    });
    let walks: Vec<(&str, Found)> = walks.buffer_unordered(AT_ONCE).collect().await;
    let (mut found, mut bare, mut tablets) = (Found::default(), Found::default(), Found::default());
    for (filling, walked) in walks {
        let into = match filling {
            "filled" | "awaited" => &mut found,
            "connected" | "trouble" => &mut tablets,
            _ => &mut bare,
        };
        into.join(walked);
    }
    let mut routes = Vec::new();
    if only.is_empty() && !lists_only {
        routes = vec![
            screens::ensure_all_routes_are_walked("in the demo", &found.paths),
            screens::ensure_all_routes_are_walked("where nothing is done yet", &bare.paths),
        ];
    }
    found.join(bare);
    found.join(tablets);
    for outcome in routes {
        found
            .broken
            .extend(outcome.err().map(|error| format!("{error:#}")));
    }
    println!(
        "{} pages looked at by each engine, of them {} that differ from another in colours only; {} times IBM's would have a person look as well; {}",
        found.looked,
        found.in_colours_only,
        found.for_people,
        found.took()
    );
    if only.is_empty() {
        let stops = focus::compare(&found.stops);
        found
            .broken
            .extend(stops.err().map(|error| format!("{error:#}")));
    }
    ensure!(
        found.faults.is_empty() && found.broken.is_empty(),
        "{}",
        found.told()
    );
    if lists_only {
        return Ok(());
    }
    let states: Vec<&str> = found.states.iter().map(String::as_str).collect();
    if !only.is_empty() {
        println!("only {only}, {states:?}; the rest is not looked at");
        return Ok(());
    }
    let all: BTreeSet<&str> = STATES
        .into_iter()
        .chain(connected::STATES)
        .chain(trouble::STATES)
        .collect();
    ensure!(states.iter().copied().eq(all), "only {states:?}");
    if let Some(shots) = keep.shots() {
        report::make(&shots).await?;
    }
    Ok(())
}
