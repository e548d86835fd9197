//! A page that listens: whether any payload has run, whether the content policy or Trusted Types had to stop one, and whether the
//! markup of one has become elements.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tests::browser::Page;
use tests::desk;

/// Before anything of the page, in every frame: what payloads call, and what the browser stopped.
const LISTEN: &str = "(() => { const top = window.top; top.ran ??= []; top.stopped ??= []; \
    for (const name of ['alert', 'confirm', 'prompt', 'print']) window[name] = (...said) => { top.ran.push(name + said.join()) }; \
    addEventListener('securitypolicyviolation', (event) => top.stopped.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`)) })()";
/// Elements that payloads would become; the app draws none of these within its screens.
const MARKUP: &str = "return [...document.querySelectorAll('main :is(script, img, image, iframe, object, embed, video, audio, marquee, base, link, meta, \
    style, math, frameset, area, animate, set, template, noscript, x)'), ...document.querySelectorAll('body :is(iframe, script, base, meta, object)')] \
    .map((one) => one.outerHTML.slice(0, 120))";

/// Listens from the next load on.
pub async fn listen(page: &Page) -> Result<()> {
    page.devtools(
        "Page.addScriptToEvaluateOnNewDocument",
        json!({ "source": LISTEN }),
    )
    .await?;
    Ok(())
}

/// Nothing ran, nothing had to be stopped, nothing became an element.
pub async fn ensure_calm(page: &Page, place: &str) -> Result<()> {
    let ran = page
        .run("return [window.ran, window.stopped]", vec![])
        .await?;
    ensure!(ran == json!([[], []]), "{place}: ran and stopped: {ran}");
    let markup = page.run(MARKUP, vec![]).await?;
    ensure!(markup == json!([]), "{place}: became elements: {markup}");
    Ok(())
}

/// At the end: what the console said of it.
pub async fn ensure_quiet_console(page: &Page) -> Result<()> {
    let errors = page.console_errors().await?;
    let told = |error: &&String| !error.contains("Failed to load resource");
    let errors: Vec<_> = errors.iter().filter(told).collect();
    ensure!(errors.is_empty(), "the console says {errors:#?}");
    Ok(())
}

const VISIT: &str = "const frame = () => new Promise(requestAnimationFrame); const lost = []; \
    for (const [path, text] of args[0]) { history.pushState({}, '', path); dispatchEvent(new PopStateEvent('popstate')); \
    const end = performance.now() + 8000; const shown = () => document.querySelector('main h1') && (!text || document.querySelector('main').textContent.includes(text)); \
    do { await frame() } while (!shown() && performance.now() < end); if (!shown()) lost.push([path, text, document.querySelector('main').innerText.slice(0, 600)]) } return lost";
/// Screens of one visit: a script may take a minute.
const AT_ONCE: usize = 60;
/// Payloads in addresses between two looks: few, so that a failure says which.
const AT_A_TIME: usize = 5;

/// Goes to each of these screens within the app; each must show the text beside it, letter for letter.
pub async fn visit(page: &Page, screens: &[(String, String)]) -> Result<()> {
    for part in screens.chunks(AT_ONCE) {
        let lost = page.run(VISIT, vec![json!(part)]).await?;
        ensure!(lost == json!([]), "not shown: {lost}");
        let (first, _) = part.first().context("no screens")?;
        ensure_calm(page, &format!("from {first} on")).await?;
    }
    Ok(())
}

const SCROLL: &str = "const frame = () => new Promise(requestAnimationFrame); const seen = new Set(); const look = () => { \
    const texts = [...document.querySelectorAll('main td, main li, main .name, main strong')].map((one) => one.textContent.trim()); \
    for (const payload of args[0]) if (!seen.has(payload) && texts.some((text) => text.includes(payload))) seen.add(payload) }; \
    scrollTo(0, 0); for (let n = 0; n < 400; n += 1) { await frame(); await frame(); document.querySelector('main ul.list + button')?.click(); look(); \
    if (innerHeight + scrollY >= document.scrollingElement.scrollHeight - 2) break; scrollBy(0, innerHeight * 0.6) } \
    return args[0].filter((payload) => !seen.has(payload)).length";

/// Scrolls through a long list, and asks for more where there is more; all but so many of the payloads must have been seen.
pub async fn scroll(page: &Page, payloads: &[String], unseen_max: u64) -> Result<()> {
    // The first time the rows are still on their way.
    let long = "return document.scrollingElement.scrollHeight > 10000";
    desk::until(page, "a long list", long, vec![]).await?;
    let unseen = page.run(SCROLL, vec![json!(payloads)]).await?;
    let unseen = unseen.as_u64().context("no count")?;
    ensure!(
        unseen <= unseen_max,
        "{unseen} payloads are not seen in the list"
    );
    ensure_calm(page, "a long list").await
}

const TYPE: &str = "document.querySelectorAll('main details:not([open])').forEach((part) => (part.open = true)); \
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))); let count = 0; \
    const [payloads, sends] = args; const say = (field, text) => { field.value = text; field.dispatchEvent(new Event('input', { bubbles: true })) }; \
    const fields = [...document.querySelectorAll('input:not([type]), input:is([type=text], [type=search], [type=password], [type=email], [type=url], [type=tel]), textarea')] \
    .filter((field) => !field.readOnly && !field.disabled); \
    for (const field of fields) { const before = field.value; for (const payload of payloads) { if (!field.isConnected) break; say(field, payload); \
    count += 1; if (count % 25 === 0) await new Promise(requestAnimationFrame) } \
    if (field.isConnected && (!sends || field.type === 'search')) say(field, before) } \
    if (sends) { const button = document.querySelector('main form button[type=submit]'); button?.click(); \
    await new Promise((done) => setTimeout(done, 60)) } return [...fields].map((field) => field.id || field.name)";

/// Types every payload into every text field of the screen, one after the other; then sends the first form, or leaves all as it was. Names
/// the fields.
pub async fn type_all(page: &Page, payloads: &[String], sends: bool) -> Result<Vec<String>> {
    let fields = page.run(TYPE, vec![json!(payloads), json!(sends)]).await?;
    ensure_calm(page, "typing").await?;
    serde_json::from_value(fields).context("no fields")
}

/// Goes to addresses that hold payloads, as path, as id and as fragment. None of them leads out of the app: the page stays the same.
/// Only where links are opened a new fragment is a new link, with which the page is meant to be loaded again: nothing says one there.
pub async fn addresses(page: &Page, payloads: &[String]) -> Result<()> {
    let script = "const frame = () => new Promise(requestAnimationFrame); window.stayed = true; for (const payload of args[0]) { \
        for (const path of [`/${encodeURI(payload)}`, `/tenders/${encodeURIComponent(payload)}`, `/start#${payload}`, `/?next=${encodeURIComponent(payload)}`]) { \
        history.pushState({}, '', path); dispatchEvent(new PopStateEvent('popstate')); \
        if (!path.startsWith('/start')) dispatchEvent(new HashChangeEvent('hashchange')); await frame() } } \
        history.pushState({}, '', '/'); dispatchEvent(new PopStateEvent('popstate')); await frame(); return window.stayed === true";
    for part in payloads.chunks(AT_A_TIME) {
        let stayed = page.run(script, vec![json!(part)]).await;
        let stayed = stayed.with_context(|| format!("at the addresses of {part:?}"))?;
        ensure!(stayed == json!(true), "another page at {part:?}");
        ensure_calm(page, "an address").await?;
    }
    Ok(())
}

/// Chooses files of such names and contents on the screen that reads notices.
pub async fn import(page: &Page, payloads: &[String]) -> Result<()> {
    let releases: Vec<Value> = payloads
        .iter()
        .map(|payload| {
            json!({ "ocid": payload, "id": payload, "tag": [payload], "language": payload,
                "buyer": { "name": payload, "id": payload }, "parties": [{ "name": payload, "id": payload, "roles": ["buyer"] }],
                "tender": { "title": payload, "procurementMethodDetails": payload, "lots": [{ "id": payload, "title": payload, "description": payload }],
                    "contractTerms": { "performanceTerms": payload } } })
        })
        .collect();
    let packages: Vec<String> = releases
        .chunks(50)
        .map(|part| json!({ "releases": part }).to_string())
        .collect();
    let script = "const [names, packages] = args; const files = names.map((name, n) => new File([packages[n] ?? name], name, { type: 'application/json' })); \
        const list = new DataTransfer(); files.forEach((file) => list.items.add(file)); const field = document.getElementById('files'); \
        field.files = list.files; field.dispatchEvent(new Event('change', { bubbles: true })); \
        const end = performance.now() + 50000; const count = () => document.querySelectorAll('main > .page > section.card').length - 1; \
        while (count() < names.length && performance.now() < end) await new Promise((next) => setTimeout(next, 50)); \
        const text = document.querySelector('main').textContent; return [count(), names.filter((name) => !text.includes(name)).length]";
    let seen = page
        .run(script, vec![json!(payloads), json!(packages)])
        .await?;
    ensure!(
        seen == json!([payloads.len(), 0]),
        "read and unseen: {seen}"
    );
    ensure_calm(page, "reading notices").await
}
