//! Where the tabulator stops on each screen, in which order, and what the window is called: held to `tests/golden/focus.txt`.
//!
//! `FOTFASTE_GOLDEN=renew` writes the list anew; what has changed is then read in the diff like any other change.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};
use serde_json::json;
use tests::browser::Page;
use tests::program::root;

/// Each screen with its line.
pub type Stops = BTreeMap<String, String>;

/// Listens to where the focus goes, and tells how many stops there may be.
const LISTEN: &str = "const name = (one) => { const by = one.getAttribute('aria-labelledby'); \
    const words = (by ? by.split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' ') : '') || one.getAttribute('aria-label') \
    || [...(one.labels ?? [])].map((label) => label.textContent).join(' ') || one.innerText || one.textContent; \
    const text = words.replace(/\\s+/g, ' ').trim(); return text.length > 34 ? text.slice(0, 33) + '…' : text }; \
    const kind = (one) => one.matches('a') ? 'link' : one.matches('button, [role=button]') ? 'button' : one.matches('summary') ? 'fold' : \
    one.matches('select') ? 'list' : one.matches('[type=checkbox], [type=radio]') ? 'box' : one.matches('input, textarea') ? 'field' : \
    one.matches('[role=grid], table') ? 'table' : 'part'; \
    const place = (one) => one.closest('ul, ol, table, nav, [role=group], .calendar, .day-strip, .table-views'); \
    window.stops = []; window.heard ??= addEventListener('focusin', ({ target }) => window.stops.push({ kind: kind(target), name: name(target), \
    place: place(target), is_seen: target.checkVisibility({ visibilityProperty: true, opacityProperty: true }) })) ?? true; \
    document.querySelector('.skip')?.focus(); \
    return document.querySelectorAll('a[href], button:not([disabled]), input:not([disabled]), select, textarea, summary, [tabindex]').length";
/// What was heard, once around; runs of one kind in one list become one.
const TELL: &str = "const first = window.stops[0]; const again = window.stops.findIndex((stop, n) => n > 0 && stop.name === first.name && stop.kind === first.kind); \
    const stops = again > 0 ? window.stops.slice(0, again) : window.stops; const hidden = stops.filter((stop, n) => n > 0 && !stop.is_seen); \
    if (hidden.length) return { hidden: hidden.map(({ kind, name }) => `${kind} ${name}`), told: '', title: '' }; \
    const told = []; for (let n = 0; n < stops.length;) { let end = n + 1; \
    while (end < stops.length && stops[end].kind === stops[n].kind && stops[n].place && stops[end].place === stops[n].place) end += 1; \
    if (end - n > 3) told.push(`${stops[n].kind} ${stops[n].name} … ${stops[end - 1].name} (${end - n})`); \
    else for (const stop of stops.slice(n, end)) told.push(`${stop.kind} ${stop.name}`); n = end } \
    return { hidden: [], told: told.join(' | '), title: document.title }";
const TAB: char = '\u{e004}';
/// More than this is not asked for: what follows is a long list.
const STOPS_MAX: u64 = 90;

/// Presses the tabulator all the way around.
pub async fn walk(page: &Page) -> Result<String> {
    let count = page.run(LISTEN, vec![]).await?;
    let count = count.as_u64().context("no count")?.min(STOPS_MAX) + 2;
    let keys: String = (0..count).map(|_| TAB).collect();
    page.session
        .action_chain()
        .send_keys(keys)
        .perform()
        .await?;
    let told = page.run(TELL, vec![]).await?;
    ensure!(
        told["hidden"] == json!([]),
        "the focus goes where nothing is seen: {}",
        told["hidden"]
    );
    let text = |key: &str| told[key].as_str().unwrap_or_default().to_owned();
    ensure!(!text("told").is_empty(), "the focus goes nowhere");
    Ok(format!("{}\n    {}", text("title"), text("told")))
}

/// Whether the list is to be written anew.
pub fn is_renewed() -> bool {
    std::env::var_os("FOTFASTE_GOLDEN").is_some_and(|word| word == "renew")
}

/// Holds what was heard to the list.
pub fn compare(found: &Stops) -> Result<()> {
    let path = path();
    let mut text = String::from(
        "Each screen as who sees it, its title, and where the tabulator stops. Renew: FOTFASTE_GOLDEN=renew cargo test -p tests --test looks\n",
    );
    for (place, line) in found {
        text.push_str(&format!("\n{place}: {line}\n"));
    }
    if is_renewed() {
        fs::write(&path, text)?;
        return Ok(());
    }
    let Ok(golden) = fs::read_to_string(&path) else {
        fs::write(&path, text)?;
        println!("{} is new: read it, and commit it", path.display());
        return Ok(());
    };
    let blocks =
        |text: &str| -> Vec<String> { text.split("\n\n").map(|b| b.trim().to_owned()).collect() };
    let (wanted, is) = (blocks(&golden), blocks(&text));
    let lost = wanted.iter().filter(|block| !is.contains(block));
    let new = is.iter().filter(|block| !wanted.contains(block));
    let lost: Vec<String> = lost.map(|block| format!("- {block}")).collect();
    let new: Vec<String> = new.map(|block| format!("+ {block}")).collect();
    if lost.is_empty() && new.is_empty() {
        return Ok(());
    }
    bail!(
        "titles or stops of the tabulator are others than in {}:\n{}\n{}\nIf it is meant so: FOTFASTE_GOLDEN=renew cargo test -p tests --test looks, and read the diff",
        path.display(),
        lost.join("\n"),
        new.join("\n")
    )
}

fn path() -> PathBuf {
    root().join("tests/golden/focus.txt")
}
