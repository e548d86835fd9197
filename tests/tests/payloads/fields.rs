//! Every text field of the app, as its source says, and who comes to it where. A new field is reached by a door below or the test says
//! that nobody typed into it.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, Result, ensure};
use tests::browser::Page;
use tests::desk;
use tests::program::{files, root};

use super::page;
use super::store::Stored;

/// A screen with text fields.
pub struct Door {
    who: &'static str,
    /// `TENDER`, `CONTRACT`, `PLACEMENT` and `SHEET` stand for one of those.
    path: &'static str,
    /// What is pressed before the fields are there.
    press: &'static [&'static str],
    /// A field that is there then.
    has: &'static str,
}

const fn door(who: &'static str, path: &'static str, has: &'static str) -> Door {
    pressed(who, path, &[], has)
}

const fn pressed(
    who: &'static str,
    path: &'static str,
    press: &'static [&'static str],
    has: &'static str,
) -> Door {
    Door {
        who,
        path,
        press,
        has,
    }
}

const DOORS: &[Door] = &[
    door("avtal", "/tenders", "tenders-find"),
    door("avtal", "/contracts", "contracts-find"),
    door("avtal", "/placements", "placements-find"),
    door("avtal", "/contracts/CONTRACT", "site-name"),
    door("avtal", "/account", "password-now"),
    pressed("avtal", "/", &[".search-button"], "search-field"),
    door("admin", "/people", "invite-name"),
    door("admin", "/tablets", "tablet-name"),
    door("handlaggare", "/candidates", "given"),
    pressed(
        "handlaggare",
        "/placements/PLACEMENT",
        &["main button[aria-expanded=false]"],
        "contact-phone",
    ),
    pressed(
        "handlaggare",
        "/placements/SHEET",
        &["main .calendar button:not([disabled])"],
        "why",
    ),
    door("handlaggare", "/placements/PLACEMENT/note", "note-text"),
    door("upphandlare", "/tenders", "title"),
    door("upphandlare", "/tenders/TENDER", "contract-title"),
    door("upphandlare", "/feedback", "feedback-what"),
];

/// Types into all fields that this person comes to; names them.
pub async fn typed(
    page: &Page,
    who: &str,
    payloads: &[String],
    stored: &Stored,
) -> Result<BTreeSet<String>> {
    let mut fields = BTreeSet::new();
    for door in DOORS.iter().filter(|door| door.who == who) {
        let path = path(door, stored)?;
        page::visit(page, &[(path.clone(), String::new())]).await?;
        for what in door.press {
            desk::see(page, what).await?;
            desk::press(page, what).await?;
        }
        desk::see(page, &format!("#{}", door.has))
            .await
            .context(path)?;
        fields.extend(page::type_all(page, payloads, true).await?);
    }
    Ok(fields)
}

fn path(door: &Door, stored: &Stored) -> Result<String> {
    let first = |found: Option<String>| found.context("nothing is stored");
    let placement = first(stored.placements.first().map(ToString::to_string))?;
    let contract = first(stored.contracts.first().map(ToString::to_string))?;
    let sheet = first(stored.sheets.first().map(ToString::to_string))?;
    Ok(door
        .path
        .replace("PLACEMENT", &placement)
        .replace("CONTRACT", &contract)
        .replace("SHEET", &sheet)
        .replace("TENDER", &stored.awarded.to_string()))
}

/// Fields that are no text, by the type that their line names.
const NO_TEXT: [&str; 5] = ["date", "time", "number", "checkbox", "file"];

/// What the source calls the text fields of all screens.
pub fn all() -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::from(["pin".to_owned()]);
    for file in files(&root().join("frontend/src/screens"), "rs")? {
        if file
            .components()
            .any(|part| part.as_os_str() == "styleguide")
        {
            continue;
        }
        let text = fs::read_to_string(&file)?;
        for sign in ["field(", "<input class=\"input\""] {
            for (at, _) in text.match_indices(sign) {
                found.extend(named(text.get(at..).unwrap_or_default()));
            }
        }
    }
    ensure!(found.len() > 30, "only {found:?}");
    Ok(found)
}

/// The name of the field that begins here; none when it is no text, or has no name of its own.
fn named(text: &str) -> Option<String> {
    let call = text.get(..end(text)?)?;
    let rest = match call.split_once("id=") {
        Some((_, rest)) if call.starts_with('<') => rest,
        _ => {
            let (_, inside) = call.split_once('(')?;
            inside.trim_start().strip_prefix("form,")?.trim_start()
        }
    };
    let (name, _) = rest.strip_prefix('"')?.split_once('"')?;
    let is_text = NO_TEXT
        .iter()
        .all(|kind| !call.contains(&format!("\"{kind}\"")));
    is_text.then(|| name.to_owned())
}

/// Where a call or an element ends.
fn end(text: &str) -> Option<usize> {
    if text.starts_with('<') {
        return text.find("/>");
    }
    let mut depth = 0_usize;
    for (at, sign) in text.char_indices() {
        match sign {
            '(' => depth += 1,
            ')' if depth == 1 => return Some(at),
            ')' => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    None
}
