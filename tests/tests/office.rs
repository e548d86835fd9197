//! The office's tables in a real Chromium: few of many rows are elements, they are in Swedish order, everything is reached by keys,
//! and what somebody has arranged is there again without a server.

use anyhow::{Context, Result, ensure};
use backend::auth::founding;
use serde_json::json;
use tests::browser::{self, Page, Screen, with_browser};
use tests::server::{Launch, Server};
use tests::tablet::{profile, sign_in};
use tests::{desk, program, register};

const TENDERS: usize = 300;
/// Those of the demo.
const BEFORE: usize = 5;
const ALL: usize = TENDERS + BEFORE;

async fn filled() -> Result<Option<(tempfile::TempDir, Server)>> {
    if !browser::is_present() {
        return Ok(None);
    }
    program::site()?;
    let folder = tempfile::tempdir()?;
    let server = Launch::temporary()?.argument("--demo").start().await?;
    register::fill(&server.url(""), TENDERS).await?;
    Ok(Some((folder, server)))
}

async fn shown(page: &Page) -> Result<usize> {
    let script =
        "return Number(document.getElementById('tenders').getAttribute('aria-rowcount')) - 1";
    Ok(usize::try_from(
        page.run(script, vec![]).await?.as_u64().unwrap_or_default(),
    )?)
}

/// The cell that the keys are at, with what it says; it must be an element of the page.
async fn at(page: &Page) -> Result<String> {
    let script = "const id = document.getElementById('tenders').getAttribute('aria-activedescendant'); \
        const cell = document.getElementById(id); const box = cell.getBoundingClientRect(); \
        if (box.bottom < 0 || box.top > innerHeight) return `out of sight: ${id}`; \
        if (!cell.hasAttribute('data-at')) return `not marked: ${id}`; return id";
    Ok(page
        .run(script, vec![])
        .await?
        .as_str()
        .unwrap_or_default()
        .to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn three_hundred_tenders_are_found_sorted_and_saved_by_keys_and_kept_without_a_server()
-> Result<()> {
    let Some((folder, server)) = filled().await? else {
        return Ok(());
    };
    let here = server.url("");
    let own = profile(folder.path(), "office")?;
    with_browser(&own, Screen::OFFICE, async |page| {
        page.open(&here).await?;
        page.wait_for_service_worker().await?;
        sign_in(&page, &here, "avtal").await?;
        desk::go(&page, "/tenders", "#tenders").await?;
        desk::wait_for_rows(&page, "tenders", ALL).await?;
        only_rows_on_the_screen_are_elements(&page).await?;
        the_order_is_that_of_the_browsers_collator(&page).await?;
        keys_reach_everything(&page).await?;
        a_view_is_kept(&page).await?;
        let launch = server.kill().await?;
        page.reload().await?;
        desk::see(&page, "#tenders").await?;
        desk::until(&page, "the kept view", "return [...document.querySelectorAll('.table-views button')].some((b) => b.textContent === 'Tilldelade, stora')", vec![]).await?;
        drop(launch);
        Ok(())
    })
    .await
}

async fn only_rows_on_the_screen_are_elements(page: &Page) -> Result<()> {
    let script = "const rows = [...document.querySelectorAll('#tenders tbody tr')].map((row) => Number(row.getAttribute('aria-rowindex'))); return rows";
    let first: Vec<usize> = serde_json::from_value(page.run(script, vec![]).await?)?;
    ensure!(first.len() < 60 && first.first() == Some(&2), "{first:?}");
    page.run(
        "scrollTo(0, document.body.scrollHeight); return true",
        vec![],
    )
    .await?;
    desk::until(
        page,
        "the last row",
        "return document.querySelector(`#tenders tr[aria-rowindex=\"${args[0]}\"]`) !== null",
        vec![json!(ALL + 1)],
    )
    .await?;
    let last: Vec<usize> = serde_json::from_value(page.run(script, vec![]).await?)?;
    ensure!(
        last.len() < 60 && last.windows(2).all(|two| two[1] == two[0] + 1),
        "{last:?}"
    );
    page.run("scrollTo(0, 0); return true", vec![])
        .await
        .map(|_done| ())
}

async fn the_order_is_that_of_the_browsers_collator(page: &Page) -> Result<()> {
    desk::press(page, "#tenders th[aria-sort] button").await?;
    desk::see(page, "#tenders th[aria-sort=ascending]").await?;
    let names = desk::saved_names(page, ".table-head .row button:last-of-type").await?;
    ensure!(names.len() == ALL, "{} names", names.len());
    let script = "const { compare } = new Intl.Collator('sv', { numeric: true, sensitivity: 'base' }); \
        const wrong = args[0].findIndex((name, n, all) => n > 0 && compare(all[n - 1], name) > 0); \
        return wrong < 0 ? '' : `${args[0][wrong - 1]} before ${args[0][wrong]}`";
    let wrong = page.run(script, vec![json!(names)]).await?;
    ensure!(wrong == json!(""), "{wrong}");
    Ok(())
}

async fn keys_reach_everything(page: &Page) -> Result<()> {
    desk::write(page, "tenders-find", "ombyggnad ALVDALEN").await?;
    desk::until(
        page,
        "fewer rows",
        "return Number(document.getElementById('tenders').getAttribute('aria-rowcount')) < 20",
        vec![],
    )
    .await?;
    desk::until(
        page,
        "the count, said",
        "return /av 305 rader/.test(document.getElementById('said').textContent)",
        vec![],
    )
    .await?;
    let few = shown(page).await?;
    ensure!(few > 0, "nothing was found");
    desk::write(page, "tenders-find", "finns inte").await?;
    desk::see(page, ".table-none button").await?;
    desk::press(page, ".table-none button").await?;
    desk::wait_for_rows(page, "tenders", ALL).await?;
    // One stop for the tabulator: from the table on, the next is outside it.
    page.run(
        "document.getElementById('tenders').focus(); return true",
        vec![],
    )
    .await?;
    desk::keys(page, &["ArrowDown", "ArrowRight", "Control+End"]).await?;
    ensure!(
        at(page)
            .await?
            .starts_with(&format!("tenders-{}-", ALL - 1)),
        "{}",
        at(page).await?
    );
    desk::keys(page, &["Control+Home", "PageDown", "PageUp"]).await?;
    ensure!(at(page).await? == "tenders-0-0", "{}", at(page).await?);
    desk::keys(page, &[" ", "ArrowDown", " "]).await?;
    let chosen = "return document.querySelectorAll('#tenders tr[aria-selected=true]').length";
    ensure!(
        page.run(chosen, vec![]).await? == json!(2),
        "two rows are chosen"
    );
    let names = desk::saved_names(page, ".table-head .row button:last-of-type").await?;
    ensure!(names.len() == 2, "{names:?}");
    desk::keys(page, &["ArrowUp", "ArrowUp", "ArrowRight", "Enter"]).await?;
    desk::see(page, "#tenders th[aria-sort=descending]").await?;
    desk::keys(page, &["Tab"]).await?;
    let outside = page
        .run(
            "return document.activeElement.closest('#tenders') === null",
            vec![],
        )
        .await?;
    ensure!(
        outside == json!(true),
        "the tabulator stops twice in the table"
    );
    page.run(
        "document.getElementById('tenders').focus(); return true",
        vec![],
    )
    .await?;
    desk::keys(page, &["ArrowDown", "Enter"]).await?;
    desk::until(
        page,
        "the tender",
        "return /^\\/tenders\\/./.test(location.pathname)",
        vec![],
    )
    .await?;
    page.run("history.back(); return true", vec![]).await?;
    desk::see(page, "#tenders th[aria-sort=descending]").await
}

async fn a_view_is_kept(page: &Page) -> Result<()> {
    desk::write(page, "tenders-pick-state", "awarded").await?;
    desk::until(
        page,
        "the awarded",
        "return Number(document.getElementById('tenders').getAttribute('aria-rowcount')) < 40",
        vec![],
    )
    .await?;
    desk::press(page, "#tenders-show-value").await?;
    desk::write(page, "tenders-view-name", "Tilldelade, stora").await?;
    desk::press(page, ".table-menu form button").await?;
    desk::see(page, ".table-views button[aria-pressed=true]:last-child").await?;
    page.set_screen(Screen {
        width: 320,
        height: 700,
        scale: 1.0,
        touch: true,
    })
    .await?;
    let wide = page.run("await new Promise((next) => setTimeout(next, 400)); return document.scrollingElement.scrollWidth", vec![]).await?;
    ensure!(wide == json!(320), "at 320 the page is {wide} wide");
    page.set_screen(Screen::OFFICE).await?;
    let errors = page.console_errors().await?;
    ensure!(errors.is_empty(), "{errors:#?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn anything_is_found_by_the_beginning_of_its_name_and_the_focus_comes_back() -> Result<()> {
    if !browser::is_present() {
        return Ok(());
    }
    program::site()?;
    let folder = tempfile::tempdir()?;
    let server = Launch::temporary()?.argument("--demo").start().await?;
    let here = server.url("");
    let own = profile(folder.path(), "office")?;
    with_browser(&own, Screen::OFFICE, async |page| {
        page.open(&here).await?;
        page.wait_for_service_worker().await?;
        sign_in(&page, &here, "avtal").await?;
        desk::go(&page, "/placements", "#placements").await?;
        desk::until(&page, "the rows", "return document.querySelectorAll('#placements tbody tr').length > 3", vec![]).await?;
        let launch = server.kill().await?;
        page.run("document.getElementById('placements').focus(); return true", vec![]).await?;
        desk::keys(&page, &["Control+k"]).await?;
        desk::see(&page, "dialog#search[open]").await?;
        let held = "return document.activeElement.id";
        ensure!(page.run(held, vec![]).await? == json!("search-field"), "the field has the focus");
        // The tabulator stays in the dialog, however often it is pressed.
        for _ in 0..6 {
            desk::keys(&page, &["Tab"]).await?;
            let within = "return document.activeElement === document.body || document.activeElement.closest('#search') !== null";
            ensure!(page.run(within, vec![]).await? == json!(true), "the focus has left the dialog");
        }
        desk::write(&page, "search-field", "palmcrantz").await?;
        desk::until(&page, "what is found", "return [...document.querySelectorAll('#search [role=option]')].length > 2", vec![]).await?;
        let groups = "return [...document.querySelectorAll('.search-group')].map((group) => group.textContent).join()";
        let groups = page.run(groups, vec![]).await?;
        ensure!(groups == json!("Upphandlingar,Kontrakt,Placeringar,Arbetsplatser"), "{groups}");
        // A protected person is found by the alias and by nothing else.
        desk::write(&page, "search-field", "praktikant 7").await?;
        desk::until(&page, "the alias", "return document.querySelector('#search [role=option]')?.textContent.startsWith('Praktikant 7') === true", vec![]).await?;
        desk::write(&page, "search-field", "gang odensl").await?;
        desk::until(&page, "the tender", "return document.querySelectorAll('#search [role=option]').length === 1", vec![]).await?;
        desk::keys(&page, &["Escape"]).await?;
        desk::until(&page, "the focus where it was", "return document.activeElement.id === 'placements' && !document.getElementById('search').open", vec![]).await?;
        desk::press(&page, ".search-button").await?;
        desk::write(&page, "search-field", "gång odensl").await?;
        desk::see(&page, "#search [role=option][aria-selected=true]").await?;
        desk::keys(&page, &["ArrowDown", "Enter"]).await?;
        desk::until(&page, "the tender's page", "return location.pathname.startsWith('/tenders/') && document.activeElement.tagName === 'H1'", vec![]).await?;
        drop(launch);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_installation_leads_its_administrator_to_the_first_steps() -> Result<()> {
    if !browser::is_present() {
        return Ok(());
    }
    program::site()?;
    let folder = tempfile::tempdir()?;
    let data = profile(folder.path(), "data")?;
    // How a second factor is set up has a walk of its own (`factor_walk`).
    let settings = folder.path().join("settings.json");
    std::fs::write(&settings, r#"{"second_factor": "offered"}"#)?;
    let settings = settings.to_string_lossy();
    let launch = Launch::in_folder(&data).variable("FOTFASTE_SETTINGS", &settings);
    let server = launch.start().await?;
    let here = server.url("");
    let link = std::fs::read_to_string(data.join(founding::FILE_NAME))?;
    let secret = link
        .trim()
        .split_once('#')
        .context("no secret in the link")?
        .1;
    let own = profile(folder.path(), "office")?;
    with_browser(&own, Screen::OFFICE, async |page| {
        page.open(&here).await?;
        page.run("localStorage.setItem('fotfaste.language', 'sv'); return true", vec![]).await?;
        page.open(&format!("{here}/start#{secret}")).await?;
        desk::see(&page, "#authority").await?;
        for (field, text) in [
            ("authority", "Palmköpings kommun"),
            ("number", "212000-2528"),
            ("name", "Eva Ek"),
            ("login", "eva"),
            ("password", "kvast lykta groda"),
        ] {
            desk::write(&page, field, text).await?;
        }
        desk::press(&page, "form button[type=submit]").await?;
        desk::see(&page, ".first-steps li[aria-current=step] a").await?;
        let first = "return document.querySelector('.first-steps li[aria-current=step] strong').textContent";
        ensure!(page.run(first, vec![]).await? == json!("Bjud in en upphandlare"), "another first step");
        desk::press(&page, ".first-steps li[aria-current=step] a").await?;
        desk::see(&page, "#invite-login").await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_day_begins_with_decisions_and_a_contract_tells_its_story() -> Result<()> {
    if !browser::is_present() {
        return Ok(());
    }
    program::site()?;
    let folder = tempfile::tempdir()?;
    let server = Launch::temporary()?.argument("--demo").start().await?;
    let here = server.url("");
    let own = profile(folder.path(), "office")?;
    with_browser(&own, Screen::OFFICE, async |page| {
        sign_in(&page, &here, "avtal").await?;
        // What the app says of a day is what the browser itself says of its own.
        let today = "const day = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm', weekday: 'long', day: 'numeric', month: 'long' }).format(); \
            return document.querySelector('main h1').textContent.trim().toLowerCase() === day";
        desk::until(&page, "today's own name", today, vec![]).await?;
        let decision = "const line = [...document.querySelectorAll('.decision')].find((line) => line.textContent.startsWith('Erbjud platser: Lokalvård')); \
            line?.querySelector('a').click(); return line !== undefined";
        desk::until(&page, "a slot to offer", decision, vec![]).await?;
        desk::until(&page, "where it is offered", "return location.pathname.startsWith('/contracts/')", vec![]).await?;
        desk::see(&page, ".axis .match-by").await?;
        let year = "const year = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm', year: 'numeric' }).format(); \
            const said = [...document.querySelector('main').innerText.matchAll(/\\b(?:19|20|21)\\d\\d\\b/g)].map(([one]) => Number(one)); \
            return said.length > 0 && said.every((one) => Math.abs(one - Number(year)) < 3)";
        desk::until(&page, "days of this year and the next", year, vec![]).await?;
        let told = "const rows = [...document.querySelectorAll('.axis-table tbody tr')].map((row) => row.textContent); \
            return rows.length === document.querySelectorAll('.axis .name').length - 1 && rows.some((row) => /matcha senast/.test(row))";
        ensure!(page.run(told, vec![]).await? == json!(true), "the table does not tell what is drawn");
        let unseen = "return [...document.querySelectorAll('svg *')].filter((one) => !(one instanceof SVGElement)).map((one) => one.outerHTML)";
        let unseen = page.run(unseen, vec![]).await?;
        ensure!(unseen == json!([]), "in a drawing and no part of it: {unseen}");
        desk::until(&page, "the timeline", "return [...document.querySelectorAll('.timeline > li')].some((li) => li.textContent.includes('Kontraktet undertecknat'))", vec![]).await
    })
    .await
}
