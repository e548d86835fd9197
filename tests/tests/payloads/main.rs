//! More than 500 payloads of cross-site scripting in every text field: stored by commands and drawn by every screen, typed into every
//! field, in addresses and in files of notices. None runs, none has to be stopped by the content policy, none becomes an element.
//!
//! - `corpus`: the payloads · `fields`: every text field, and who comes to it · `store`: every text of every command · `page`: what listens, and what is done on a screen ·
//!   `ways`: ways in that are not of every day
//!
//! And the last door: were a screen to assign markup all the same, Trusted Types would refuse what could run.

mod corpus;
mod fields;
mod page;
mod store;
mod ways;

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use serde_json::json;
use tests::browser::{self, Page, Screen, with_browser};
use tests::desk;
use tests::program;
use tests::pusher::wide_settings;
use tests::server::Launch;
use tests::tablet;

use self::store::Stored;

const PAYLOADS_MIN: usize = 500;

#[test]
fn every_text_field_of_every_command_is_filled() -> Result<()> {
    store::ensure_all_fields_are_filled()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_payload_in_any_field_runs_on_any_screen() -> Result<()> {
    if !browser::is_present() {
        return Ok(());
    }
    program::site()?;
    let payloads = corpus::all();
    ensure!(
        payloads.len() >= PAYLOADS_MIN,
        "only {} payloads",
        payloads.len()
    );
    let folder = tempfile::tempdir()?;
    let settings = folder.path().join("settings.json");
    std::fs::write(&settings, wide_settings().to_string())?;
    let server = Launch::temporary()?
        .argument("--demo")
        .variable("FOTFASTE_SETTINGS", &settings.to_string_lossy())
        .start()
        .await?;
    let here = server.url("");
    let stored = store::fill(&here, &payloads).await?;
    let mut fields = BTreeSet::new();
    // Two browsers for two cores.
    let office = async {
        let mut fields = seen_by(&here, "avtal", &payloads, &stored).await?;
        fields.extend(seen_by(&here, "admin", &payloads, &stored).await?);
        fields.extend(seen_by(&here, "revisor", &payloads, &stored).await?);
        Ok::<_, anyhow::Error>(fields)
    };
    let people = async {
        let mut fields = seen_by(&here, "handlaggare", &payloads, &stored).await?;
        fields.extend(seen_by(&here, "arbetsledare", &payloads, &stored).await?);
        fields.extend(seen_by(&here, "upphandlare", &payloads, &stored).await?);
        Ok::<_, anyhow::Error>(fields)
    };
    let (office, people) = futures::future::try_join(office, people).await?;
    fields.extend(office);
    fields.extend(people);
    fields.extend(ways::nobody(&here, &payloads).await?);
    fields.extend(ways::founder(&payloads).await?);
    fields.extend(ways::tablets(&payloads).await?);
    let missing: Vec<_> = fields::all()?.difference(&fields).cloned().collect();
    ensure!(
        missing.is_empty(),
        "nobody typed into {missing:?}: add a door in tests/tests/payloads/fields.rs"
    );
    println!(
        "{} payloads in {} stored fields and typed into {} fields: 0 ran; {fields:?}",
        payloads.len(),
        store::FILLED.len(),
        fields.len()
    );
    Ok(())
}

/// What one person sees of it all.
async fn seen_by(
    here: &str,
    login: &str,
    payloads: &[String],
    stored: &Stored,
) -> Result<BTreeSet<String>> {
    let folder = tempfile::tempdir()?;
    let own = tablet::profile(folder.path(), login)?;
    with_browser(&own, Screen::OFFICE, async |page| {
        page::listen(&page).await?;
        tablet::sign_in(&page, here, login).await?;
        match login {
            "avtal" => {
                page::visit(&page, &[at("/tenders")]).await?;
                page::scroll(&page, payloads, 0).await?;
                page::visit(&page, &each("/tenders", &stored.tenders, payloads)).await?;
                page::visit(&page, &[at("/contracts")]).await?;
                page::scroll(&page, payloads, 0).await?;
                page::visit(&page, &each("/contracts", &stored.contracts, payloads)).await?;
                page::visit(&page, &[at("/placements"), at("/inbox"), at("/device")]).await?;
                page::addresses(&page, payloads).await?;
                page::visit(&page, &[at("/import")]).await?;
                page::import(&page, payloads).await?;
            }
            "handlaggare" => {
                page::visit(&page, &[at("/cases")]).await?;
                page::scroll(&page, payloads, 0).await?;
                page::visit(&page, &[at("/candidates")]).await?;
                page::scroll(&page, payloads, 0).await?;
                page::visit(&page, &each("/placements", &stored.placements, payloads)).await?;
                days(&page, stored).await?;
                page::visit(&page, &[at("/"), at("/matching")]).await?;
            }
            "arbetsledare" => {
                let month = stored.today.in_month();
                for site in &stored.sites {
                    let site = format!("/site/{site}");
                    page::visit(
                        &page,
                        &[
                            at(&site),
                            at(&format!("{site}/muster")),
                            at(&format!("{site}/week/{}", stored.today)),
                            at(&format!("{site}/{month}")),
                        ],
                    )
                    .await?;
                }
            }
            "admin" => {
                page::visit(&page, &[at("/people"), at("/inbox")]).await?;
            }
            "upphandlare" => {}
            _ => page::visit(&page, &[at("/audit"), at("/")]).await?,
        }
        let fields = fields::typed(&page, login, payloads, stored).await?;
        page::ensure_calm(&page, login).await?;
        page::ensure_quiet_console(&page).await?;
        Ok(fields)
    })
    .await
}

fn at(path: &str) -> (String, String) {
    (path.to_owned(), String::new())
}

fn each<I: ToString>(path: &str, ids: &[I], payloads: &[String]) -> Vec<(String, String)> {
    let paths = ids.iter().map(|id| format!("{path}/{}", id.to_string()));
    paths.zip(payloads.iter().cloned()).collect()
}

/// Every day with a note or a reason, opened in its calendar.
async fn days(page: &Page, stored: &Stored) -> Result<()> {
    let open = "const frame = () => new Promise(requestAnimationFrame); let count = 0; \
        for (const month of [...document.querySelectorAll('main .steps button')].slice(-2).concat([null])) { month?.click(); await frame(); await frame(); \
        for (let n = 0; n < document.querySelectorAll('main .calendar button').length; n += 1) { document.querySelectorAll('main .calendar button')[n].click(); \
        await frame(); await frame(); count += 1 } } return count";
    let mut count = 0;
    for id in &stored.sheets {
        page::visit(page, &[at(&format!("/placements/{id}"))]).await?;
        count += page.run(open, vec![]).await?.as_u64().unwrap_or_default();
        page::ensure_calm(page, "a day").await?;
    }
    ensure!(count > 500, "only {count} days were opened");
    Ok(())
}

/// What a screen with a mistake would do.
#[tokio::test(flavor = "multi_thread")]
async fn markup_that_could_run_is_refused_by_trusted_types() -> Result<()> {
    if !browser::is_present() {
        return Ok(());
    }
    program::site()?;
    let folder = tempfile::tempdir()?;
    let own = tablet::profile(folder.path(), "own")?;
    let server = Launch::temporary()?.argument("--demo").start().await?;
    let here = server.url("");
    with_browser(&own, Screen::OFFICE, async |page| {
        page::listen(&page).await?;
        page.open(&format!("{here}/sign-in")).await?;
        desk::see(&page, "main form input").await?;
        let payloads = corpus::all();
        let assign = "const refused = []; const box = document.createElement('div'); document.body.append(box); \
            for (const payload of args[0]) { try { box.innerHTML = payload; if ([...box.querySelectorAll('*')].some((one) => [...one.attributes].some(({ name, value }) => /^on/i.test(name) || /^javascript:/i.test(value.replace(/[\\s\\u0000-\\u0020]/g, ''))) || \
            one.matches('script, iframe, object, embed, base, meta, link, style, img, form[action]'))) refused.push(`let through: ${payload}`) } catch { /* refused */ } } \
            await new Promise((done) => setTimeout(done, 200)); box.remove(); return refused";
        let through = page.run(assign, vec![json!(payloads)]).await?;
        ensure!(through == json!([]), "{through}");
        ensure!(
            page.run("return window.ran", vec![]).await? == json!([]),
            "markup has run"
        );
        // The other sinks take no text at all. What the inspector runs may evaluate text; what a timer runs may not.
        let sinks = "const tries = { eval: () => eval('window.ran.push(1)'), function: () => new Function('window.ran.push(1)')(), \
            timer: () => setTimeout('window.ran.push(1)'), script: () => { const one = document.createElement('script'); one.text = 'window.ran.push(1)'; document.head.append(one) }, \
            source: () => { const one = document.createElement('script'); one.src = '/theme.js'; document.head.append(one) }, \
            worker: () => new Worker('data:text/javascript,postMessage(1)'), frame: () => { const one = document.createElement('iframe'); one.srcdoc = '<script>top.ran.push(1)</script>'; document.body.append(one) }, \
            policy: () => trustedTypes.createPolicy('other', { createHTML: (text) => text }), again: () => trustedTypes.createPolicy('default', { createHTML: (text) => text }), \
            write: () => document.write('<img src=x onerror=window.ran.push(1)>'), parse: () => document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=window.ran.push(1)>') }; \
            const through = []; const all = () => { for (const [name, attempt] of Object.entries(tries)) { try { attempt(); through.push(name) } catch { /* refused */ } } }; \
            await new Promise((done) => setTimeout(() => { all(); setTimeout(done, 200) })); return [through, window.ran]";
        let through = page.run(sinks, vec![]).await?;
        ensure!(through == json!([[], []]), "let through, and ran: {through}");
        Ok(())
    })
    .await
}
