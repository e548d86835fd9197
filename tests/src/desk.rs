//! What somebody at the office does in a table, and what is seen there.
use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::browser::Page;
use crate::tablet::SEEN_MAX;
use crate::wait;

/// Goes to a screen of the app without loading it anew, and waits for what a selector names.
///
/// # Errors
/// When it is not seen in time, or the page is gone.
pub async fn go(page: &Page, path: &str, selector: &str) -> Result<()> {
    let script = "history.pushState({}, '', args[0]); dispatchEvent(new PopStateEvent('popstate')); return true";
    page.run(script, vec![json!(path)]).await?;
    see(page, selector).await
}

/// Waits until there is what a selector names.
///
/// # Errors
/// When it is not seen in time; says what the page holds.
pub async fn see(page: &Page, selector: &str) -> Result<()> {
    let script = "return document.querySelector(args[0]) !== null";
    until(page, selector, script, vec![json!(selector)]).await
}

/// Waits until a script answers `true`.
///
/// # Errors
/// When it does not in time; says what the page holds.
pub async fn until(page: &Page, what: &str, script: &str, arguments: Vec<Value>) -> Result<()> {
    let seen = wait::until(what, SEEN_MAX, async || {
        Ok((page.run(script, arguments.clone()).await? == json!(true)).then_some(()))
    });
    match seen.await {
        Ok(()) => Ok(()),
        Err(error) => {
            let (holds, said) = (page.text().await?, page.console_errors().await?);
            Err(error.context(format!("the page holds: {holds}; the console: {said:?}")))
        }
    }
}

/// Waits until the table shows so many rows.
///
/// # Errors
/// When it does not in time.
pub async fn wait_for_rows(page: &Page, table: &str, count: usize) -> Result<()> {
    let script =
        "return document.getElementById(args[0])?.getAttribute('aria-rowcount') === args[1]";
    let arguments = vec![json!(table), json!((count + 1).to_string())];
    until(page, &format!("{count} rows of {table}"), script, arguments).await
}

/// Writes into a field as if it were typed, all at once.
///
/// # Errors
/// When there is no such field.
pub async fn write(page: &Page, id: &str, text: &str) -> Result<()> {
    let script = "const field = document.getElementById(args[0]); field.focus(); field.value = args[1]; \
        field.dispatchEvent(new Event(field.tagName === 'SELECT' ? 'change' : 'input', { bubbles: true })); return true";
    page.run(script, vec![json!(id), json!(text)])
        .await
        .map(|_done| ())
}

/// Presses what a selector names.
///
/// # Errors
/// When there is nothing of that name.
pub async fn press(page: &Page, selector: &str) -> Result<()> {
    let script = "document.querySelector(args[0]).click(); return true";
    let pressed = page.run(script, vec![json!(selector)]).await;
    pressed
        .with_context(|| format!("nothing to press: {selector}"))
        .map(|_done| ())
}

/// Sends keys to what has the focus, as the browser's own events.
///
/// # Errors
/// When Chromium refuses.
pub async fn keys(page: &Page, keys: &[&str]) -> Result<()> {
    for key in keys {
        let (modifiers, key) = key
            .strip_prefix("Control+")
            .map_or((0, *key), |key| (2, key));
        let text = match key {
            " " => json!(" "),
            "Enter" => json!("\r"),
            _ => Value::Null,
        };
        let code = match key {
            " " => "Space".to_owned(),
            one if one.len() == 1 => format!("Key{}", one.to_uppercase()),
            other => other.to_owned(),
        };
        for kind in ["keyDown", "keyUp"] {
            let mut event = json!({ "type": kind, "key": key, "code": code, "modifiers": modifiers, "windowsVirtualKeyCode": number(key) });
            if kind == "keyDown" && !text.is_null() {
                event["text"] = text.clone();
            }
            page.devtools("Input.dispatchKeyEvent", event).await?;
        }
    }
    Ok(())
}

fn number(key: &str) -> u32 {
    match key {
        "Enter" => 13,
        "Escape" => 27,
        " " => 32,
        "PageUp" => 33,
        "PageDown" => 34,
        "End" => 35,
        "Home" => 36,
        "ArrowLeft" => 37,
        "ArrowUp" => 38,
        "ArrowRight" => 39,
        "ArrowDown" => 40,
        "Tab" => 9,
        other => other.to_uppercase().bytes().next().map_or(0, u32::from),
    }
}

/// The file that a press would hand over, read by the page itself; the first column of its rows.
///
/// # Errors
/// When no file is made.
pub async fn saved_names(page: &Page, button: &str) -> Result<Vec<String>> {
    let script = "const make = URL.createObjectURL; let text; \
        const made = new Promise((done) => { URL.createObjectURL = (blob) => { blob.text().then(done); return make.call(URL, blob) } }); \
        HTMLAnchorElement.prototype.click = new Proxy(HTMLAnchorElement.prototype.click, { apply() {} }); \
        document.querySelector(args[0]).click(); text = await made; URL.createObjectURL = make; \
        delete HTMLAnchorElement.prototype.click; \
        return text.trim().split('\\r\\n').slice(1).map((line) => line.slice(1, line.indexOf('\";')))";
    let names = page.run(script, vec![json!(button)]).await?;
    serde_json::from_value(names).context("no names")
}
